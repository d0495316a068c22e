"""examples/python/evolve.py learns forage-patch: more than half the way from random actions to the
scripted policy, for each of three seeds, in as many generations as docs/python.md tells of."""
import pathlib
import re
import subprocess
import sys

import pytest

EXAMPLE = pathlib.Path(__file__).parents[2] / 'examples' / 'python' / 'evolve.py'


@pytest.mark.parametrize('seed', [1, 2, 3])
def test_it_comes_more_than_half_the_way(seed):
    said = subprocess.run([sys.executable, EXAMPLE, '--task', 'forage-patch', '--seed', str(seed),
                           '--generations', '301', '--minutes', '60'], check=True,
                          capture_output=True, text=True).stdout
    assert float(re.search(r'in 32 other worlds: return \S+, score ([^;]+);', said)[1]) > 0.5
