"""The scores that tasks state are what random actions and the scripted policy get."""
import pathlib
import re

import fishsim
import numpy as np
import pytest

TASKS = fishsim.tasks()
TABLE = (pathlib.Path(__file__).parents[2] / 'docs' / 'tasks.md').read_text()
RETURN = fishsim.Batch.STATISTICS.index('return')
EPISODES = 16


def returns(task, actions):
    batch = fishsim.Batch(task, EPISODES, autoreset='same_step', actions=actions,
                          arrays=['ended', 'statistics'])
    batch.reset(seeds=range(1000, 1000 + EPISODES))
    random, got = np.random.default_rng(1), np.full(EPISODES, np.nan)
    while np.isnan(got).any():
        if actions == 'continuous':
            batch.actions[:] = random.uniform(fishsim.ACTION_LOW, fishsim.ACTION_HIGH,
                                              batch.actions.shape)
        batch.step()
        first = batch.ended & np.isnan(got)
        got[first] = batch.statistics[first, RETURN]
    return got


@pytest.mark.parametrize('task', TASKS)
def test_random_actions_and_the_scripted_policy_score_0_and_1(task):
    """Within five standard errors of a few episodes, whose seeds are fixed."""
    with fishsim.World.from_scenario(task) as world:
        info = world.agents.info
    for actions, stated in (('continuous', info.score_random), ('scripted', info.score_scripted)):
        got = returns(task, actions)
        error = got.std(ddof=1) / np.sqrt(EPISODES)
        assert abs(got.mean() - stated) < 5 * error, (actions, got.mean(), error)
    assert info.score_scripted > info.score_random


@pytest.mark.parametrize('task', TASKS)
def test_the_table_states_the_same_scores(task):
    with fishsim.World.from_scenario(task) as world:
        info = world.agents.info
    found = re.search(rf'^\| `{task}` \| (-?[0-9.]+) ± [0-9.]+ \| (-?[0-9.]+) ±', TABLE, re.MULTILINE)
    assert float(found[1]) == info.score_random
    assert float(found[2]) == info.score_scripted
