"""examples/python/train_ppo.py: its parts do what they say, and the whole runs; what it reaches is
measured in docs/python.md."""
import csv
import importlib.util
import pathlib
import subprocess
import sys

import fishsim
import numpy as np
import pytest
import torch

EXAMPLE = pathlib.Path(__file__).parents[2] / 'examples' / 'python' / 'train_ppo.py'


@pytest.fixture(scope='module')
def ppo():
    spec = importlib.util.spec_from_file_location('train_ppo', EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def played(ppo, task, steps, overrides=None):
    torch.manual_seed(1)
    batch = fishsim.Batch(task, 4, overrides, autoreset='same_step')
    batch.reset(seeds=range(4))
    policy = ppo.Policy(batch.observation_size)
    with torch.no_grad():
        return policy, ppo.collect(batch, policy, steps)


def test_advantages_are_the_discounted_errors_of_the_value(ppo):
    _, rows = played(ppo, 'evade', 30, {'agents.episode_ticks': 12})
    found = ppo.advantages(rows)
    rows = {name: value.numpy() for name, value in rows.items()}
    assert (rows['goes'] == 0).any() and rows['goes'].any()
    error = rows['reward'] + ppo.GAMMA * rows['next'] - rows['value']
    for agent in range(0, error.shape[1], 7):
        for first in range(30):
            total, factor = 0.0, 1.0
            for step in range(first, 30):
                total += factor * error[step, agent]
                factor *= ppo.GAMMA * ppo.LAMBDA * rows['goes'][step, agent]
            assert found[first, agent].item() == pytest.approx(total, rel=1e-4, abs=1e-5)


def test_actions_lie_within_the_bounds_of_the_library(ppo):
    raw = torch.tensor([[-9.0, -9.0, -9.0], [0.0, 0.0, 0.0], [9.0, 9.0, 9.0]])
    wanted = np.stack([fishsim.ACTION_LOW, (fishsim.ACTION_LOW + fishsim.ACTION_HIGH) / 2,
                       fishsim.ACTION_HIGH])
    np.testing.assert_allclose(ppo.bounded(raw).numpy(), wanted)


def test_an_update_lowers_the_error_of_the_value(ppo):
    policy, rows = played(ppo, 'forage-patch', 60)
    wanted = ppo.advantages(rows) + rows['value']

    def error():
        with torch.no_grad():
            return (policy.value(rows['seen']) - wanted)[rows['live']].pow(2).mean().item()

    before = error()
    ppo.improve(policy, torch.optim.Adam(policy.parameters(), lr=1e-3), rows, epochs=10)
    assert error() < 0.8 * before
    assert all(torch.isfinite(one).all() for one in policy.parameters())


def test_the_program_writes_a_curve_and_a_policy(tmp_path):
    said = subprocess.run(
        [sys.executable, EXAMPLE, '--task', 'evade', '--updates', '6', '--worlds', '2', '--steps',
         '20', '--out', tmp_path], check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(said) == 2 and 'score' in said[-1]
    with open(tmp_path / 'ppo-evade-1.csv', newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    assert [int(row['update']) for row in rows] == [1, 6]
    assert all(np.isfinite(float(row['score'])) for row in rows)
    assert len(torch.load(tmp_path / 'ppo-evade-1.pt')) == 13
