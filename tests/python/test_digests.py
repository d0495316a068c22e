"""Python and C give equal digests: those of the golden file, and structs as the compiler lays them."""
import ctypes
import pathlib
import shutil
import subprocess
import sys

import fishsim
import pytest
from fishsim import _abi

ROOT = pathlib.Path(__file__).parents[2]
GOLDEN = [line.split() for line in (ROOT / 'tests/determinism/golden.txt').read_text().splitlines()]


@pytest.mark.parametrize('scenario, ticks, digest',
                         [row for row in GOLDEN if len(row) == 3 and int(row[1]) <= 100])
def test_golden_digests(scenario, ticks, digest):
    world = fishsim.World.from_scenario(scenario)
    world.tick(int(ticks))
    assert f'{world.digest:016x}' == digest


def test_a_batch_that_c_steps_and_one_that_python_steps_have_equal_digests():
    """tests/bench/python.py, small: its times are for people, its digests for this test."""
    said = subprocess.run(
        [sys.executable, ROOT / 'tests' / 'bench' / 'python.py', '--worlds', '3', '--fish', '40',
         '--starts', '2', '--rounds', '2'], check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(said) == 2 and all(line.endswith('digests equal') for line in said)


def test_structs_lie_as_the_compiler_lays_them(tmp_path):
    compiler = shutil.which('cc')
    if compiler is None:
        pytest.skip('no C compiler')
    structs = [kind for kind in vars(_abi).values()
               if isinstance(kind, type) and issubclass(kind, _abi.Struct) and kind is not _abi.Struct]
    lines, wanted = [], []
    for kind in structs:
        plain = kind.__name__.startswith('Arrow')
        name = ('struct ' + kind.__name__ if plain else 'fishsim' + ''.join(
            f'_{letter.lower()}' if letter.isupper() else letter for letter in kind.__name__))
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        wanted.append(f'{name} {ctypes.sizeof(kind)}')
        for field in kind._fields_:
            member = field[0].lstrip('_')
            lines.append(f'printf("{name}.{member} %zu\\n", offsetof({name}, {member}));')
            wanted.append(f'{name}.{member} {getattr(kind, field[0]).offset}')
    source = tmp_path / 'layout.c'
    source.write_text('#include <fishsim/fishsim.h>\n#include <stdio.h>\nint main(void)\n{\n' +
                      '\n'.join(lines) + '\nreturn 0;\n}\n')
    subprocess.run([compiler, f'-I{ROOT / "include"}', source, '-o', tmp_path / 'layout'], check=True)
    found = subprocess.run([tmp_path / 'layout'], check=True, capture_output=True, text=True).stdout
    assert found.splitlines() == wanted
