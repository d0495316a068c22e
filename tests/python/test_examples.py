"""The examples in Python run; what they reach is measured in docs/python.md."""
import pathlib
import re
import subprocess
import sys

import fishsim
import pytest

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLES = ROOT / 'examples' / 'python'


def test_evolve_writes_a_curve_and_a_brain(tmp_path):
    result = subprocess.run(
        [sys.executable, EXAMPLES / 'evolve.py', '--generations', '2', '--pairs', '2', '--out',
         tmp_path], check=True, capture_output=True, text=True)
    assert 'the best brain in 32 other worlds' in result.stdout
    rows = (tmp_path / 'evolve-forage-patch-1.csv').read_text().splitlines()
    assert rows[0] == 'generation,cpu_seconds,return,score' and len(rows) == 2
    assert (tmp_path / 'evolve-forage-patch-1.npy').exists()


def test_the_tutorial_runs_as_it_stands(tmp_path, monkeypatch):
    """Every block of docs/python.md, in order, with fewer ticks."""
    pytest.importorskip('matplotlib').use('Agg')
    monkeypatch.chdir(tmp_path)
    known = {'__name__': '__main__'}
    text = (ROOT / 'docs' / 'python.md').read_text()
    blocks = [block for block in re.findall(r'```python\n(.*?)```', text, re.DOTALL)
              if 'pufferlib' not in block]  # tests/learning has that one
    for block in blocks:
        for long, short in (('ticks=14400, every=1440', 'ticks=200, every=100'), ('1440', '100'),
                            ('600, every=5', '60, every=5'), ('processes=2', 'processes=1'),
                            ('range(3)', 'range(1)')):
            block = block.replace(long, short)
        if '# ConfigError' in block:
            with pytest.raises(fishsim.ConfigError, match='1:17: unknown key species.cod.weight'):
                exec(block, known)
        else:
            exec(block, known)
    assert len(blocks) > 8
    assert {path.name for path in tmp_path.iterdir()} == {'out', 'reef.gif', 'reef.png'}
    assert (tmp_path / 'out' / 'anchovy.png').exists()
