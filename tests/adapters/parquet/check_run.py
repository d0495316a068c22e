# SPDX-License-Identifier: MIT
"""fishsim-run --parquet, read back by pyarrow and by DuckDB, says what the run itself says:
check_run.py PROGRAM SCENARIOS. Prints TAP.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import duckdb
    import pyarrow.parquet
except ImportError as absent:
    print(f'1..0 # SKIP {absent}: pip install pyarrow duckdb')
    sys.exit(0)

BORN, DIED = 1, 2
TICKS = 8640


def run(program, folder, scenario, *more, status=0):
    done = subprocess.run([program, scenario, '--quiet', *more], cwd=folder, text=True,
                          capture_output=True, timeout=300, check=False)
    assert done.returncode == status, (done.returncode, done.stderr)
    return done


def names(text):
    return dict((int(number), name) for number, name in
                (pair.split('=') for pair in text.split(',')))


class Reef:
    def __init__(self, program, scenarios, folder):
        self.folder, self.program = pathlib.Path(folder), program
        self.scenario = str(pathlib.Path(scenarios) / 'reef.yaml')
        run(program, folder, self.scenario, '--ticks', str(TICKS), '--out', 'out',
            '--parquet', 'tables')
        self.summary = json.loads((self.folder / 'out' / 'summary.json').read_text())
        (events,) = (self.folder / 'tables' / 'reef-seed1').glob('events-*.parquet')
        (fish,) = (self.folder / 'tables' / 'reef-seed1').glob('fish-*.parquet')
        self.files = {'events': str(events), 'fish': str(fish)}
        self.tables = {name: pyarrow.parquet.read_table(file) for name, file in self.files.items()}
        self.notes = {name: {key.decode(): value.decode() for key, value in
                             pyarrow.parquet.read_metadata(file).metadata.items()}
                      for name, file in self.files.items()}

    def events_are_all_there(self):
        sequence = self.tables['events']['sequence'].to_pylist()
        assert sequence == list(range(1, len(sequence) + 1)), len(sequence)

    def births_and_deaths_are_the_runs(self):
        events = self.tables['events'].to_pylist()
        species = names(self.notes['events']['fishsim.species'])
        causes = names(self.notes['events']['fishsim.causes'])
        for number, name in species.items():
            (told,) = [one for one in self.summary['species'] if one['name'] == name]
            mine = [event for event in events if event['species'] == number]
            assert told['births'] == sum(event['kind'] == BORN for event in mine), name
            for cause, word in causes.items():
                count = sum(event['kind'] == DIED and event['cause'] == cause for event in mine)
                assert told['deaths'][word] == count, (name, word, count, told)
        assert sum(event['kind'] == DIED for event in events) > 0

    def the_last_frame_is_the_last_state(self):
        fish = self.tables['fish'].to_pylist()
        last = [row for row in fish if row['tick'] == TICKS]
        for number, name in names(self.notes['fish']['fishsim.species']).items():
            (told,) = [one for one in self.summary['species'] if one['name'] == name]
            assert told['fish'] == sum(row['species'] == number for row in last), name

    def files_say_where_they_come_from(self):
        for name, notes in self.notes.items():
            assert notes['fishsim.table'] == name
            assert notes['fishsim.seed'] == '1' and notes['fishsim.simulation'] == 'reef-seed1'
            assert notes['fishsim.version'].count('.') == 2
            assert len(notes['fishsim.config_hash']) == 16
        # The configuration in the file is a scenario that gives the same run.
        again = self.folder / 'again.yaml'
        again.write_text(self.notes['events']['fishsim.config'])
        run(self.program, self.folder, str(again), '--ticks', str(TICKS), '--out', 'again')
        summary = json.loads((self.folder / 'again' / 'summary.json').read_text())
        assert summary['digest'] == self.summary['digest']

    def duckdb_counts_the_same_rows(self):
        for name, file in self.files.items():
            ((count,),) = duckdb.sql(f"select count(*) from '{file}'").fetchall()
            assert count == self.tables[name].num_rows > 0, (name, count)

    def a_second_run_does_not_write_over_the_first(self):
        done = run(self.program, self.folder, self.scenario, '--ticks', '10', '--parquet',
                   'tables', status=1)
        assert 'goes beyond tick 0' in done.stderr, done.stderr


def main(program, scenarios):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        reef = Reef(str(pathlib.Path(program).resolve()), str(pathlib.Path(scenarios).resolve()),
                    folder)
        tests = [reef.events_are_all_there, reef.births_and_deaths_are_the_runs,
                 reef.the_last_frame_is_the_last_state, reef.files_say_where_they_come_from,
                 reef.duckdb_counts_the_same_rows, reef.a_second_run_does_not_write_over_the_first]
        print(f'1..{len(tests)}')
        for number, test in enumerate(tests, 1):
            try:
                test()
                print(f'ok {number} - {test.__name__}')
            except AssertionError as wrong:
                failed += 1
                print(f'not ok {number} - {test.__name__}\n# {wrong}')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main(*sys.argv[1:])
