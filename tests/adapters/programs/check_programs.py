# SPDX-License-Identifier: MIT
"""The programs of the adapters without a bus: check_programs.py OPERATIONS_MD PROGRAM...
Prints TAP. What --describe prints stands in docs/operations.md, and bad files are refused by name.
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'nats'))
from server import Tap  # noqa: E402

# Each with a receiver, a root and so on, that only the bad line is to blame.
WHOLE = {'fishsim-worker': 'worker: {id: w1', 'fishsim-logger': 'logger: {root: "FOLDER/log"',
         'fishsim-alerter': 'alerter: {webhook: "http://127.0.0.1:1/"'}
BAD = {'an unknown key': ', colour: blue}', 'no number': ', NUMBER: many}',
       'out of range': ', NUMBER: 1000000000000}', 'metrics off loopback without a token':
       ', metrics: "0.0.0.0:0"}', 'an address that is none': ', metrics: "here"}'}
NUMBERS = {'fishsim-worker': 'capacity', 'fishsim-logger': 'batch_rows', 'fishsim-alerter': 'tries'}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def check(tap, documented, program, folder):
    name = pathlib.Path(program).name
    told = run(program, '--describe')
    missing = [line for line in told.stdout.splitlines() if line not in documented]
    tap.point(told.returncode == 0 and not missing and told.stdout.count('\n') > 10,
              f'{name}: what --describe prints is documented', '; '.join(missing))
    tap.point(run(program).returncode == 2 and run(program, '--config').returncode == 2,
              f'{name}: a wrong call tells how to call it')
    absent = run(program, '--config', f'{folder}/absent.yaml')
    tap.point(absent.returncode == 1 and 'absent.yaml' in absent.stderr,
              f'{name}: a file that is not there is named', absent.stderr)
    for what, end in BAD.items():
        path = pathlib.Path(folder, 'bad.yaml')
        path.write_text(WHOLE[name].replace('FOLDER', folder) +
                        end.replace('NUMBER', NUMBERS[name]) + '\n')
        done = run(program, '--config', str(path))
        named = ('bad.yaml', 'metrics', '0.0.0.0:0')
        tap.point(done.returncode == 1 and any(word in done.stderr for word in named),
                  f'{name}: refused: {what}', done.stderr)


def main(operations, *programs):
    tap, documented = Tap(), pathlib.Path(operations).read_text().splitlines()
    for program in programs:
        with tempfile.TemporaryDirectory(prefix='fishsim-programs-') as folder:
            check(tap, documented, program, folder)
    return tap.end()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
