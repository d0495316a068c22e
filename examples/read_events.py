"""Reads the log that fishsim-logger has written: payloads become tables, and the population over time
is drawn from births and deaths alone, and held against what the run itself reported.

    python3 examples/read_events.py LOG SIMULATION OUT

LOG is logger.root. OUT receives one Parquet file for each kind of message, population.csv and
population.svg. Needs what nats_client.py needs, and pyarrow. The status is 1 when the log and the
run's own reports differ, or when messages are missing.
"""
import collections
import csv
import html
import pathlib
import re
import sys

import pyarrow
import pyarrow.parquet
from google.protobuf.descriptor import FieldDescriptor

import nats_client as client

COLORS = ('#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#bbbbbb')


def read_rows(root, simulation):
    """Rows of all files, each stream sequence once, in its order."""
    if not re.fullmatch('[A-Za-z0-9_-]{1,64}', simulation):
        raise SystemExit(f'{simulation!r} is no id of a simulation')
    files = sorted(pathlib.Path(root, simulation).glob('*/*/*.parquet'))
    if not files:
        raise SystemExit(f'{root}/{simulation}: no files of a log')
    rows = {row['stream_sequence']: row
            for file in files for row in pyarrow.parquet.read_table(file).to_pylist()}
    return [rows[number] for number in sorted(rows)], len(files)


# The column of a field by the type that the schema gives it; enums are their numbers.
COLUMNS = {FieldDescriptor.CPPTYPE_INT32: pyarrow.int32(),
           FieldDescriptor.CPPTYPE_INT64: pyarrow.int64(),
           FieldDescriptor.CPPTYPE_UINT32: pyarrow.uint32(),
           FieldDescriptor.CPPTYPE_UINT64: pyarrow.uint64(),
           FieldDescriptor.CPPTYPE_DOUBLE: pyarrow.float64(),
           FieldDescriptor.CPPTYPE_FLOAT: pyarrow.float32(),
           FieldDescriptor.CPPTYPE_BOOL: pyarrow.bool_(),
           FieldDescriptor.CPPTYPE_ENUM: pyarrow.int32(),
           FieldDescriptor.CPPTYPE_STRING: pyarrow.string()}
ENVELOPE = {'timestamp_ns': pyarrow.int64(), 'worker_id': pyarrow.string(),
            'sequence': pyarrow.uint64(), 'stream_sequence': pyarrow.uint64()}


def plain_fields(message):
    """The fields of a message that are single values."""
    return [field for field in message.DESCRIPTOR.fields
            if field.label != field.LABEL_REPEATED and field.cpp_type in COLUMNS]


def write_tables(rows, out):
    kinds = collections.defaultdict(list)
    for row in rows:
        kinds[row['event_type_key']].append(row)
    for key, table in kinds.items():
        fields = plain_fields(table[0]['payload'])
        schema = ENVELOPE | {field.name: COLUMNS[field.cpp_type] for field in fields}
        values = [{name: row[name] for name in ENVELOPE} |
                  {field.name: getattr(row['payload'], field.name) for field in fields}
                  for row in table]
        pyarrow.parquet.write_table(
            pyarrow.Table.from_pylist(values, pyarrow.schema(list(schema.items()))),
            out / f'{key}.parquet')
    return {key: len(table) for key, table in sorted(kinds.items())}


class Population:
    """Fish of each species over time, counted from the first report on by births and deaths."""

    def __init__(self):
        self.fish, self.from_sequence = None, 0
        self.history, self.compared, self.differences = [], 0, []

    def begin(self, report, sequence):
        self.fish = collections.Counter({one.name: one.fish for one in report.species})
        self.from_sequence = sequence

    def compare(self, report, where):
        told = {one.name: one.fish for one in report.species}
        mine = {name: self.fish[name] for name in told}
        self.compared += 1
        if told != mine:
            self.differences.append(f'{where}: the run says {told}, the log {mine}')

    def take(self, row):
        payload, key = row['payload'], row['event_type_key']
        if row['sequence'] <= self.from_sequence:
            return
        if key == 'sim.agent_born.v1':
            self.fish[payload.species] += payload.value
        elif key in ('sim.agent_died.v1', 'sim.agent_thinned.v1'):
            self.fish[payload.species] -= payload.value
        elif key == 'sim.tick.hourly.v1':
            self.history.append((payload.game_time_s / 86400, dict(self.fish)))
        elif key == 'sim.world_state.v1':
            self.compare(payload, f'tick {payload.tick}')


def count(rows):
    """The population, and the gaps in the numbers of events and frames."""
    population = Population()
    statuses = [row for row in rows if row['event_type_key'] == 'sim.status.v1'
                and row['payload'].species]
    events = sorted((row for row in rows if row['event_type_key'] != 'sim.status.v1'),
                    key=lambda row: row['sequence'])
    if not statuses:
        raise SystemExit('the log holds no status to begin from')
    population.begin(statuses[0]['payload'], statuses[0]['payload'].events)
    for row in events:
        population.take(row)
    last = statuses[-1]['payload']
    if events and last.events == events[-1]['sequence']:
        population.compare(last, 'the last status')
    numbers = {row['sequence'] for row in events}
    missing = max(numbers, default=0) - len(numbers)
    return population, missing


def write_csv(population, path):
    names = sorted(population.fish)
    with open(path, 'w', newline='', encoding='utf-8') as out:
        table = csv.writer(out)
        table.writerow(['day', *names])
        table.writerows([f'{day:.4f}', *(fish.get(name, 0) for name in names)]
                        for day, fish in population.history)


def draw(population, path, title):
    """Lines over time, each species on the same scale, as SVG."""
    width, height, left, top = 760, 360, 60, 40
    names = sorted(population.fish)
    days = [day for day, _ in population.history] or [0.0]
    highest = max((max(fish.values()) for _, fish in population.history), default=1) or 1
    span = (days[-1] - days[0]) or 1

    def point(day, value):
        return (f'{left + (day - days[0]) / span * (width - left - 140):.1f},'
                f'{top + (1 - value / highest) * (height - top - 40):.1f}')

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             f'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{left}" y="22" font-size="15">{html.escape(title)}</text>',
             f'<text x="8" y="{top + 4}">{highest}</text>',
             f'<text x="8" y="{height - 36}">0</text>',
             f'<text x="{left}" y="{height - 12}">day {days[0]:.1f} to {days[-1]:.1f}</text>']
    for place, name in enumerate(names):
        color = COLORS[place % len(COLORS)]
        path_points = ' '.join(point(day, fish.get(name, 0)) for day, fish in population.history)
        lines += [f'<polyline points="{path_points}" fill="none" stroke="{color}" '
                  f'stroke-width="2"/>',
                  f'<text x="{width - 130}" y="{top + 18 * place + 10}" fill="{color}">'
                  f'{html.escape(name)} {population.fish[name]}</text>']
    path.write_text('\n'.join([*lines, '</svg>', '']), encoding='utf-8')


def main(root, simulation, out):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    rows, files = read_rows(root, simulation)
    for row in rows:
        row['payload'] = client.MESSAGES[row['event_type_key']].FromString(row['event_payload'])
    for key, number in write_tables(rows, out).items():
        print(f'{number:9} {key}')
    population, missing = count(rows)
    write_csv(population, out / 'population.csv')
    draw(population, out / 'population.svg', f'{simulation}: fish, from the log alone')
    print(f'{len(rows)} rows in {files} files; {missing} messages missing')
    print(f'{population.compared} reports of the run compared, {len(population.differences)} differ')
    for difference in population.differences[:5]:
        print(f'    {difference}')
    print(f'tables, population.csv and population.svg in {out}')
    return 1 if missing or population.differences or not population.compared else 0


if __name__ == '__main__':
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
