"""fishsim.puffer in the release of PufferLib that is installed: its own vectorisations, and its arrays."""
import pathlib
import re

import fishsim
import numpy as np
import pufferlib
import pufferlib.vector
import pytest
from fishsim.puffer import FishPufferEnv

SHORT = {'agents.episode_ticks': 6}
TASKS = fishsim.tasks()


def make(backend, num_envs=2, **options):
    settings = {'task': 'evade', 'worlds': 3, 'overrides': SHORT, **options}
    extra = {'num_workers': num_envs, 'overwork': True} if backend == 'Multiprocessing' else {}
    return pufferlib.vector.make(FishPufferEnv, num_envs=num_envs, env_kwargs=settings, seed=7,
                                 backend=getattr(pufferlib.vector, backend), **extra)


def play(envs, steps=15):
    """Copies of what each step gave."""
    random = np.random.default_rng(3)
    seen = [[envs.reset(seed=7)[0].copy()]]
    for _ in range(steps):
        if envs.single_action_space.shape:
            actions = random.uniform(fishsim.ACTION_LOW, fishsim.ACTION_HIGH,
                                     envs.action_space.shape).astype(np.float32)
        else:
            actions = random.integers(0, 30, envs.action_space.shape, dtype=np.int32)
        *arrays, infos = envs.step(actions)
        seen.append([array.copy() for array in arrays] + [infos])
    return seen


@pytest.mark.parametrize('discrete', [False, True])
@pytest.mark.parametrize('task', TASKS)
def test_every_task_is_native(task, discrete):
    envs = make('Serial', task=task, discrete=discrete)
    seen = play(envs)
    agents = 2 * 3 * fishsim.Batch(task).slots
    assert envs.driver_env.emulated is False and envs.num_agents == agents
    assert seen[0][0].shape == (agents, *envs.single_observation_space.shape)
    assert all(np.abs(step[0]).max() <= 1 for step in seen)
    assert [bool(step[3].any()) for step in seen[1:]] == [n % 6 == 5 for n in range(15)]
    over = [info for step in seen[1:] for info in step[4]]
    assert len(over) == 2 * 2
    assert all(set(info) == {'episode_return', 'episode_length', 'score'} for info in over)
    assert {info['episode_length'] for info in over} == {6}
    envs.close()


def test_processes_give_what_one_process_gives():
    alone, apart = (make(backend) for backend in ('Serial', 'Multiprocessing'))
    for one, other in zip(play(alone), play(apart), strict=True):
        for a, b in zip(one[:4], other[:4]):
            np.testing.assert_array_equal(a, b)
    alone.close(), apart.close()


def test_worlds_write_into_the_arrays_of_pufferlib():
    env = FishPufferEnv('evade', 3, overrides=SHORT)
    for own, ours in ((env.observations, env.batch.observations), (env.rewards, env.batch.rewards),
                      (env.terminals, env.batch.terminated), (env.masks, env.batch.alive),
                      (env.truncations, env.batch.truncated), (env.actions, env.batch.actions)):
        assert np.shares_memory(own, ours)
    seeds = np.random.default_rng(5).integers(1 << 52, size=3).tolist()
    batch = fishsim.Batch('evade', 3, SHORT, autoreset='same_step')
    env.reset(seed=5), batch.reset(seeds=seeds)
    random = np.random.default_rng(0)
    for _ in range(15):
        batch.actions[:] = random.uniform(fishsim.ACTION_LOW, fishsim.ACTION_HIGH,
                                          batch.actions.shape)
        batch.step()
        seen = env.step(batch.actions.reshape(env.num_agents, 3))
        np.testing.assert_array_equal(seen[0], batch.observations.reshape(env.num_agents, -1))
        np.testing.assert_array_equal(seen[1], batch.rewards.ravel())
        assert env.batch.digests() == batch.digests()
    env.close()


def test_the_dead_are_masked():
    env = FishPufferEnv('evade', 1, overrides={'agents.episode_ticks': 500})
    env.reset(seed=1)
    died = 0
    for _ in range(400):
        _, _, terminals, _, _ = env.step(np.zeros(env.actions.shape, np.float32))
        died += int(terminals.sum())
        assert not env.observations[~env.masks].any()
    assert died == np.count_nonzero(~env.masks) > 0


def test_mistakes_are_named():
    with pytest.raises(fishsim.NotFoundError, match='no task .fly'):
        FishPufferEnv('fly')
    env = FishPufferEnv('evade', 2)
    env.reset(seed=1)
    before = env.batch.digests()
    with pytest.raises(fishsim.ArgumentError, match='world 0'):
        env.step(np.full(env.actions.shape, np.nan, np.float32))
    assert env.batch.digests() == before
    env.close()
    with pytest.raises(fishsim.StateError, match='closed'):
        env.step(np.zeros(env.actions.shape, np.float32))


def test_the_tutorial_makes_its_environments(tmp_path, monkeypatch):
    """The block of docs/python.md, with as many workers as it asks for on any machine."""
    text = (pathlib.Path(__file__).parents[2] / 'docs' / 'python.md').read_text()
    block, = [one for one in re.findall(r'```python\n(.*?)```', text, re.DOTALL)
              if 'pufferlib' in one]
    monkeypatch.chdir(tmp_path)
    known = {}
    exec(block.replace('num_envs=2,', 'num_envs=2, overwork=True,'), known)
    seen, _ = known['envs'].reset(seed=1)
    assert seen.shape == (2 * 32 * 24, 72)
    known['envs'].close()
