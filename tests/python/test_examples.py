"""The examples in Python run; what they reach is measured in docs/python.md."""
import pathlib
import subprocess
import sys

EXAMPLES = pathlib.Path(__file__).parents[2] / 'examples' / 'python'


def test_evolve_writes_a_curve_and_a_brain(tmp_path):
    result = subprocess.run(
        [sys.executable, EXAMPLES / 'evolve.py', '--generations', '2', '--pairs', '2', '--out',
         tmp_path], check=True, capture_output=True, text=True)
    assert 'the best brain in 32 other worlds' in result.stdout
    rows = (tmp_path / 'evolve-forage-patch-1.csv').read_text().splitlines()
    assert rows[0] == 'generation,seconds,return,score' and len(rows) == 2
    assert (tmp_path / 'evolve-forage-patch-1.npy').exists()
