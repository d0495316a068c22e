"""examples/python/train_ppo.py learns: some updates in PyTorch, and a policy that is better for it."""
import csv
import pathlib
import subprocess
import sys

import torch

EXAMPLE = pathlib.Path(__file__).parents[2] / 'examples' / 'python' / 'train_ppo.py'


def train(out, updates):
    result = subprocess.run(
        [sys.executable, EXAMPLE, '--task', 'evade', '--seed', '1', '--updates', str(updates),
         '--worlds', '8', '--out', out], check=True, capture_output=True, text=True)
    with open(out / 'ppo-evade-1.csv', newline='', encoding='utf-8') as file:
        return result.stdout, list(csv.DictReader(file))


def test_some_updates_make_it_better(tmp_path):
    said, rows = train(tmp_path, 16)
    assert [int(row['update']) for row in rows] == [1, 6, 11, 16]
    assert len(said.splitlines()) == 4 and 'score' in said
    assert float(rows[-1]['score']) > float(rows[0]['score'])
    weights = torch.load(tmp_path / 'ppo-evade-1.pt')
    assert all(torch.isfinite(one).all() for one in weights.values())
