#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures with fishsim-bench what docs/performance.md shows, and writes its tables and pictures.

    python3 tests/bench/report.py build/release/tests/bench/fishsim-bench          all, some minutes
    python3 tests/bench/report.py build/release/tests/bench/fishsim-bench --keep   from the last run

Runs of two threads have real-time priority where that is allowed: what else the machine does would
stop one thread while the other waits for it.

A table stands between <!-- name --> and <!-- end -->; all else on the page is written by hand. What
was measured is kept beside the program, in bench.json: fishsim-bench --compare reads it.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/science'))
from plot import Axis, Panel, page  # noqa: E402

PAGE = ROOT / 'docs/performance.md'
PICTURES = ROOT / 'docs/performance'
SIZES = '128,1000,10000,100000,1000000,4000000'
# Agents have 40 floats of four neighbours or eight rays, or all 163; in worlds of 1000 or 128 fish.
LEARNERS = 'near40x1000,rays40x1000,all163x1000,near40x128,rays40x128,all163x128'
RUNS = (
    ('--case', 'schooling,boids,reef', '--agents', '100000', '--kernel', 'scalar,v128,avx2,auto'),
    ('--case', 'schooling,boids,reef', '--agents', SIZES, '--kernel', 'auto'),
    ('--case', 'schooling,boids,reef', '--agents', '100000', '--kernel', 'auto',
     '--neighbours', '8,32'),
    ('--case', 'clustered,reef,reef_each', '--agents', '100000', '--kernel', 'auto'),
    # As many samples as of the reef in all runs together: the least of either are compared.
    ('--case', 'events', '--agents', '100000', '--kernel', 'auto', '--seconds', '2'),
    ('--case', 'digest,snapshot', '--agents', '1000000', '--kernel', 'auto', '--threads', '1,2'),
    ('--case', 'reef', '--agents', '10000,100000,1000000', '--kernel', 'auto', '--threads', '1,2'),
    ('--case', LEARNERS, '--agents', '64000', '--kernel', 'scalar,auto'),
    ('--case', 'near40x1000', '--agents', '64000', '--kernel', 'auto', '--threads', '1,2'),
)


SERIAL = ('--serial', '--case', 'schooling,reef,clustered', '--agents', '10000,100000,1000000',
          '--kernel', 'auto')
SHARED = re.compile(r'(?P<case>\w+), (?P<fish>\d+) fish, .*: (?P<part>[\d.]+) % of a tick of '
                    r'(?P<tick>[\d.]+) ms is outside of its (?P<jobs>\d+) jobs, .* (?P<gain>[\d.]+)$')


def measure(program, seconds):
    """All lines of all runs; what this machine has no kernel for is left out."""
    lines = []
    alone = ['chrt', '-f', '5'] if shutil.which('chrt') and os.geteuid() == 0 else []
    for run in RUNS:
        first = alone if '--threads' in run else []
        done = subprocess.run([*first, program, '--json', '--seconds', str(seconds), *run], check=True,
                              stdout=subprocess.PIPE, text=True)
        lines += done.stdout.splitlines()
        print(' '.join(run), flush=True)
    done = subprocess.run([program, *SERIAL], check=True, stdout=subprocess.PIPE, text=True)
    lines += [json.dumps({'serial': found.groupdict()})
              for found in map(SHARED.match, done.stdout.splitlines()) if found]
    return lines


class Measured:
    """The lines of a run, asked for by what they are."""

    def __init__(self, lines):
        self.lines = [line for line in lines if 'case' in line]
        self.pairs = {line['kernel']: line for line in lines if line.get('limit') == 'pairs'}
        self.serial = [line['serial'] for line in lines if 'serial' in line]
        self.copy = max(line['bytes_per_s'] for line in lines if line.get('limit') == 'copy')

    def alike(self, case, agents, kernel='auto', threads=1, neighbours=16):
        return [line for line in self.lines
                if (line['case'], line['agents'], line['kernel'], line['threads'],
                    line['neighbours']) == (case, agents, kernel, threads, neighbours)]

    def line(self, *what, **more):
        """The one with the least median, of lines that are alike."""
        return min(self.alike(*what, **more), key=lambda line: line['ns_per_agent_step']['median'])

    def ns(self, *what, **more):
        return self.line(*what, **more)['ns_per_agent_step']['median']

    def least(self, *what, **more):
        """The best sample of all."""
        return min(line['ns_per_agent_step']['min'] for line in self.alike(*what, **more))


def table(head, rows):
    lines = ['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head)]
    return '\n'.join(lines + ['| ' + ' | '.join(row) + ' |' for row in rows])


def short(agents):
    return {128: '128', 1000: '1k', 10000: '10k', 100000: '100k', 1000000: '1M',
            4000000: '4M'}[agents]


def kernels_table(measured):
    rows = []
    for case in 'schooling', 'boids', 'reef':
        for kernel in 'scalar', 'v128', 'avx2', 'auto':
            line = measured.line(case, 100000, kernel)
            ns = line['ns_per_agent_step']
            rows.append([case, kernel, f'{ns["median"]:.0f}', f'{ns["min"]:.0f} to {ns["max"]:.0f}',
                         f'{line["agent_steps_per_s"] / 1e6:.1f}',
                         f'{measured.ns(case, 100000, "scalar") / ns["median"]:.1f}',
                         f'{100 * line["ratio_to_limit"]:.1f} %'])
    return table(['case', 'kernel', 'ns a step', 'min to max', 'M steps/s', 'against scalar',
                  'of the limit'], rows)


def sizes_table(measured):
    rows = []
    for case in 'schooling', 'boids', 'reef':
        rows.append([case] + [f'{measured.ns(case, int(n)):.0f}' for n in SIZES.split(',')])
    rows.append(['bytes a fish, reef'] +
                [f'{measured.line("reef", int(n))["bytes_per_fish"]:.0f}' for n in SIZES.split(',')])
    return table(['ns a step'] + [short(int(n)) for n in SIZES.split(',')], rows)


def neighbours_table(measured):
    return table(['ns a step, 100k fish', 'K 8', 'K 16', 'K 32'],
                 [[case] + [f'{measured.ns(case, 100000, neighbours=k):.0f}' for k in (8, 16, 32)]
                  for case in ('schooling', 'boids', 'reef')])


def threads_table(measured):
    rows = []
    for agents in 10000, 100000, 1000000:
        one, two = measured.least('reef', agents), measured.least('reef', agents, threads=2)
        rows.append([f'reef, {short(agents)} fish', f'{one:.0f}', f'{two:.0f}', f'{one / two:.2f}'])
    for name, agents in ('digest', 1000000), ('snapshot', 1000000), ('near40x1000', 64000):
        one, two = measured.least(name, agents), measured.least(name, agents, threads=2)
        rows.append([f'{name}, {agents} fish', f'{one:.1f}', f'{two:.1f}', f'{one / two:.2f}'])
    return table(['best ns a step', 'one thread', 'two threads', 'gain'], rows)


def serial_table(measured):
    rows = []
    for found in measured.serial:
        rows.append([f'{found["case"]}, {short(int(found["fish"]))} fish', found['tick'], found['jobs'],
                     f'{found["part"]} %', found['gain']])
    return table(['one tick', 'ms, one thread', 'jobs', 'outside of jobs', 'gain at most'], rows)


def learners_table(measured):
    rows = []
    for case in LEARNERS.split(','):
        line, scalar = measured.line(case, 64000), measured.ns(case, 64000, 'scalar')
        ns = line['ns_per_agent_step']['median']
        rows.append([case, f'{ns:.0f}', f'{line["agent_steps_per_s"] / 1e6:.1f}', f'{scalar:.0f}',
                     f'{scalar / ns:.1f}', f'{line["bytes_per_fish"]:.0f}'])
    return table(['case, 64000 agents', 'ns a step', 'M steps/s', 'scalar, ns', 'against scalar',
                  'bytes an agent'], rows)


def limits_table(measured):
    rows = [[kernel, f'{line["unit_vectors_per_s"] / 1e9:.2f}',
             f'{line["raw_offsets_per_s"] / 1e9:.2f}'] for kernel, line in measured.pairs.items()]
    return table([f'bare pair tests, G/s (copy of memory: {measured.copy / 1e9:.0f} GB/s)',
                  'unit vectors', 'raw offsets'], rows)


def goals_table(measured):
    """Each aim beside what this run has measured for it."""
    ns, rate = measured.ns, lambda *what, **more: 1e3 / measured.ns(*what, **more)
    sizes = 1000, 10000, 100000, 1000000
    gain = measured.least('reef', 100000) / measured.least('reef', 100000, threads=2)
    small = measured.least('reef', 10000) / measured.least('reef', 10000, threads=2)
    batch = measured.least('near40x1000', 64000) / measured.least('near40x1000', 64000, threads=2)
    events = measured.least('events', 100000) / measured.least('reef', 100000) - 1
    worst = [min(rate(case, n) for n in sizes) for case in ('schooling', 'boids')]
    agents = [(f'agents, {what}', f'{aim} M/s', f'{rate(case, 64000):.1f} M/s',
               rate(case, 64000) >= aim)
              for what, case, aim in (('40 floats, worlds of 1000', 'near40x1000', 8),
                                      ('the same of rays', 'rays40x1000', 8),
                                      ('163 floats, worlds of 1000', 'all163x1000', 3),
                                      ('40 floats, worlds of 128', 'near40x128', 5),
                                      ('the same of rays', 'rays40x128', 5))]
    rows = [
        ('schooling, unit vectors, 1k to 1M fish', '20 M/s', f'{worst[0]:.1f} M/s', worst[0] >= 20),
        ('schooling, raw offsets, 1k to 1M fish', '25 M/s', f'{worst[1]:.1f} M/s', worst[1] >= 25),
        ('full reef, 100k fish', '12 M/s, then 20', f'{rate("reef", 100000):.1f} M/s',
         rate('reef', 100000) >= 12),
        ('the same, biology in each tick', '12 M/s, then 20', f'{rate("reef_each", 100000):.1f} M/s',
         rate('reef_each', 100000) >= 12),
        ('reef of 1M fish, ticks a second', '12', f'{rate("reef", 1000000):.1f}',
         rate('reef', 1000000) >= 12),
        ('cost at 1M over cost at 10k', '1.4', f'{ns("reef", 1000000) / ns("reef", 10000):.2f}',
         ns('reef', 1000000) <= 1.4 * ns('reef', 10000)),
        ('cost at 128 over cost at 10k', '1.5', f'{ns("reef", 128) / ns("reef", 10000):.2f}',
         ns('reef', 128) <= 1.5 * ns('reef', 10000)),
        ('gain of a second thread, 100k', '1.8', f'{gain:.2f}', gain >= 1.8),
        ('gain of a second thread, 10k', '1.6', f'{small:.2f}', small >= 1.6),
        ('gain of a second thread, batch', '1.95', f'{batch:.2f}', batch >= 1.95),
        ('widest kernel over scalar, schooling', '8',
         f'{ns("schooling", 100000, "scalar") / ns("schooling", 100000):.1f}',
         ns('schooling', 100000, 'scalar') >= 8 * ns('schooling', 100000)),
        ('useful pair tests over the bare loop', '70 %',
         f'{100 * measured.line("schooling", 100000)["ratio_to_limit"]:.1f} %',
         measured.line('schooling', 100000)['ratio_to_limit'] >= 0.7),
        ('a sink for every event, of the tick', '5 %', f'{100 * events:.1f} %', events <= 0.05),
        ('digest of 1M fish', '10 ms', f'{ns("digest", 1000000):.1f} ms; two threads '
         f'{ns("digest", 1000000, threads=2):.1f} ms', ns('digest', 1000000) <= 10),
        ('snapshot of 1M fish', '100 ms', f'{ns("snapshot", 1000000):.0f} ms',
         ns('snapshot', 1000000) <= 100),
        ('bytes a fish, 1M', '256', f'{measured.line("reef", 1000000)["bytes_per_fish"]:.0f}',
         measured.line('reef', 1000000)['bytes_per_fish'] <= 256),
    ]
    rows[5:5] = agents
    return table(['what', 'aim', 'measured', ''],
                 [[*row[:3], 'reached' if row[3] else 'falls short'] for row in rows])


def roofline(measured):
    """Steps a second over the pair tests that a step needs, below what the bare loop does."""
    curves = []
    for name, key in ('unit vectors', 'unit_vectors_per_s'), ('raw offsets', 'raw_offsets_per_s'):
        pairs = measured.pairs['auto'][key]
        curves.append((f'{name}, limit', [(k, pairs / k / 1e6) for k in (4, 8, 16, 32, 64)], 'dash'))
    # As if all that is held of a fish were copied once in a step.
    held = measured.line('reef', 1000000)['bytes_per_fish']
    curves.append(('copy of memory', [(k, measured.copy / held / 1e6) for k in (4, 64)], 'dash'))
    for case in 'schooling', 'boids', 'reef':
        curves.append((case, [(k, 1e3 / measured.ns(case, 100000, neighbours=k))
                              for k in (8, 16, 32)], 'line-dots'))
    return [Panel('100,000 fish on one core', Axis('pair tests that a step needs, K', log=True),
                  Axis('million steps a second', log=True), curves, width=860)]


def growth(measured):
    curves = [(case, [(int(n), measured.ns(case, int(n))) for n in SIZES.split(',')], 'line-dots')
              for case in ('schooling', 'boids', 'reef')]
    return [Panel('Cost of a step as the number of fish grows, K = 16, one core',
                  Axis('fish', log=True), Axis('ns a step', low=0), curves)]


def write(measured):
    tables = {'limits': limits_table, 'kernels': kernels_table, 'sizes': sizes_table,
              'neighbours': neighbours_table, 'serial': serial_table, 'threads': threads_table,
              'learners': learners_table, 'goals': goals_table}
    text = PAGE.read_text(encoding='utf-8')
    for name, make in tables.items():
        text, count = re.subn(rf'(<!-- {name} -->\n).*?(<!-- end -->)',
                              lambda found, made=make(measured): f'{found[1]}\n{made}\n\n{found[2]}',
                              text, flags=re.S)
        assert count == 1, name
    PAGE.write_text(text, encoding='utf-8')
    PICTURES.mkdir(exist_ok=True)
    for name, draw in ('roofline', roofline), ('growth', growth):
        panels = draw(measured)
        (PICTURES / f'{name}.svg').write_text(page(panels, panels[0].title), encoding='utf-8')


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    kept = program.parent / 'bench.json'
    if sys.argv[2:] != ['--keep']:
        kept.write_text('\n'.join(measure(str(program), 0.4)) + '\n', encoding='utf-8')
    write(Measured([json.loads(line) for line in kept.read_text(encoding='utf-8').splitlines()]))


if __name__ == '__main__':
    main()
