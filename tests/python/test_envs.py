"""Gymnasium and PettingZoo: their own checks, and the three ways to begin the next episode."""
import warnings

import fishsim
import numpy as np
import pytest

gymnasium = pytest.importorskip('gymnasium')
import fishsim.envs  # noqa: E402
from gymnasium.utils.env_checker import check_env  # noqa: E402
from gymnasium.vector import AutoresetMode  # noqa: E402

TASKS = fishsim.tasks()
SHORT = {'agents.episode_ticks': 5}


@pytest.mark.parametrize('discrete', [False, True])
@pytest.mark.parametrize('task', TASKS)
def test_check_env(task, discrete):
    env = gymnasium.make(f'fishsim/{task}-v0', discrete=discrete)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        check_env(env.unwrapped)
    env.close()


def vector(mode, **options):
    return gymnasium.make_vec('fishsim/forage-patch-v0', num_envs=3, autoreset=mode,
                              **{'overrides': SHORT, **options})


def test_the_vector_env_is_native():
    envs = vector('next_step')
    assert isinstance(envs.unwrapped, fishsim.envs.FishVectorEnv)
    assert envs.observation_space.shape == (3, *envs.single_observation_space.shape)
    seen, _ = envs.reset(seed=4)
    assert envs.observation_space.contains(seen)
    again, _ = envs.reset(seed=4)
    np.testing.assert_array_equal(seen, again)
    before = envs.unwrapped.batch.digests()
    steps(envs, 1)
    envs.reset()  # the next episode, which has a seed of its own
    assert envs.unwrapped.batch.digests() != before


def steps(envs, count, seed=0):
    envs.action_space.seed(seed)
    return [envs.step(envs.action_space.sample()) for _ in range(count)]


def test_next_step_resets_in_the_step_after():
    envs = vector('next_step')
    assert envs.metadata['autoreset_mode'] is AutoresetMode.NEXT_STEP
    envs.reset(seed=1)
    got = steps(envs, 7)
    assert [bool(truncated.all()) for _, _, _, truncated, _ in got] == [
        False, False, False, False, True, False, False]
    assert got[4][4]['statistics']['steps'].tolist() == [5, 5, 5]
    np.testing.assert_array_equal(got[5][1], 0)  # the step of the reset gives no reward
    assert not (got[5][2] | got[5][3]).any()


def test_same_step_keeps_the_last_observation():
    plain, envs = vector('next_step'), vector('same_step')
    assert envs.metadata['autoreset_mode'] is AutoresetMode.SAME_STEP
    plain.reset(seed=1), envs.reset(seed=1)
    wanted, got = steps(plain, 6), steps(envs, 6)
    assert got[4][3].all() and got[4][4]['_final_obs'].all()
    np.testing.assert_array_equal(np.stack(got[4][4]['final_obs']), wanted[4][0])
    np.testing.assert_array_equal(got[4][0], wanted[5][0])  # the next episode's first
    assert not got[5][3].any() and 'final_obs' not in got[5][4]


def test_disabled_waits_for_a_reset_by_mask():
    envs = vector('disabled')
    assert envs.metadata['autoreset_mode'] is AutoresetMode.DISABLED
    envs.reset(seed=1)
    assert steps(envs, 5)[-1][3].all()
    with pytest.raises(fishsim.StateError):
        envs.step(envs.action_space.sample())
    before, _ = envs.reset(options={'reset_mask': np.array([True, False, False])})
    with pytest.raises(fishsim.StateError):
        envs.step(envs.action_space.sample())
    after, _ = envs.reset(options={'reset_mask': np.array([False, True, True])})
    np.testing.assert_array_equal(before[0], after[0])
    envs.step(envs.action_space.sample())
    with pytest.raises(fishsim.ArgumentError, match='reset_mask'):
        envs.reset(options={'reset_mask': [True]})


@pytest.mark.parametrize('mode', ['next_step', 'same_step', 'disabled'])
def test_it_does_as_the_vector_env_of_gymnasium_does(mode):
    """Three single environments in Gymnasium's SyncVectorEnv, and three worlds in C, in lockstep;
    the worlds of the second episode have seeds of their own."""
    single = lambda: gymnasium.make('fishsim/evade-v0', overrides=SHORT)  # noqa: E731
    theirs = gymnasium.vector.SyncVectorEnv([single] * 3, autoreset_mode=AutoresetMode[mode.upper()])
    ours = gymnasium.make_vec('fishsim/evade-v0', num_envs=3, autoreset=mode, overrides=SHORT)
    assert ours.metadata['autoreset_mode'] is theirs.metadata['autoreset_mode']
    assert ours.observation_space == theirs.observation_space
    assert ours.action_space == theirs.action_space
    assert alike(ours.reset(seed=2), theirs.reset(seed=2), True)
    ours.action_space.seed(0)
    for step in range(1, 12):
        actions = ours.action_space.sample()
        got, wanted = ours.step(actions), theirs.step(actions)
        first = step < 5 or (step == 5 and mode != 'same_step')
        for key in ('action_mask', '_action_mask'):  # nobody acts at the end
            wanted[4].get('final_info', {}).pop(key, None)
        assert alike(got, wanted, first)
        np.testing.assert_array_equal(got[3], wanted[3])
        if 'final_obs' in wanted[4] and step == 5:
            np.testing.assert_array_equal(np.stack(got[4]['final_obs']),
                                          np.stack(wanted[4]['final_obs']))
        if mode == 'disabled' and got[3].all():
            mask = {'reset_mask': np.ones(3, np.bool_)}
            assert alike(ours.reset(options=mask), theirs.reset(options=mask), False)


def alike(one, other, equal):
    """Types, shapes and keys are the same, and where `equal` the values are."""
    if isinstance(one, dict):
        return set(one) == set(other) and all(alike(one[key], other[key], equal) for key in one)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(alike(a, b, equal) for a, b in zip(one, other))
    return one.shape == other.shape and one.dtype == other.dtype and (
        not equal or one.dtype == object or np.array_equal(one, other))


@pytest.mark.parametrize('mode', ['next_step', 'same_step'])
def test_the_wrapper_that_keeps_statistics_agrees(mode):
    envs = gymnasium.wrappers.vector.RecordEpisodeStatistics(vector(mode))
    envs.reset(seed=1)
    last = steps(envs, 5)[-1][4]
    own = last.get('final_info', last)['statistics']
    assert last['_episode'].all() and last['episode']['l'].tolist() == own['steps'].tolist()
    np.testing.assert_allclose(last['episode']['r'], own['return'], rtol=1e-5)


def test_a_vector_env_of_one_is_the_env():
    envs = gymnasium.make_vec('fishsim/evade-v0', num_envs=1, autoreset='disabled')
    env = gymnasium.make('fishsim/evade-v0')
    first, one = envs.reset(seed=9)[0], env.reset(seed=9)[0]
    np.testing.assert_array_equal(first[0], one)
    env.action_space.seed(0)
    for _ in range(50):
        action = env.action_space.sample()
        many, one = envs.step(action[None]), env.step(action)
        np.testing.assert_array_equal(many[0][0], one[0])
        assert many[1][0] == one[1] and many[2][0] == one[2] and many[3][0] == one[3]
        if one[2]:
            break


@pytest.mark.parametrize('action', [
    np.zeros(2, np.float32), np.zeros(3, np.float64), np.full(3, np.nan, np.float32),
    np.full(3, 2, np.float32), 'left', None])
def test_bad_actions_change_nothing(action):
    env = gymnasium.make('fishsim/evade-v0', disable_env_checker=True).unwrapped
    env.reset(seed=1)
    before = env.batch.digests()
    with pytest.raises(fishsim.ArgumentError):
        env.step(action)
    assert env.batch.digests() == before


def test_wrong_tasks_and_modes_are_named():
    with pytest.raises(fishsim.NotFoundError, match='no task .fly.*forage-patch'):
        fishsim.envs.FishEnv('fly')
    with pytest.raises(fishsim.ArgumentError, match='human'):
        fishsim.envs.FishEnv('evade', render_mode='human')
    env = fishsim.envs.FishEnv('evade')
    env.close()
    env.close()
    with pytest.raises(fishsim.StateError, match='closed'):
        env.reset(seed=1)


@pytest.mark.parametrize('task', TASKS)
def test_parallel_api(task):
    parallel_api_test = pytest.importorskip('pettingzoo.test').parallel_api_test
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        parallel_api_test(fishsim.envs.parallel_env(task), num_cycles=1000)


@pytest.mark.parametrize('task', TASKS)
def test_parallel_seed(task):
    parallel_seed_test = pytest.importorskip('pettingzoo.test').parallel_seed_test
    parallel_seed_test(lambda: fishsim.envs.parallel_env(task), num_cycles=1000)


def test_newborns_take_fresh_names_and_the_dead_never_return():
    pytest.importorskip('pettingzoo')
    env = fishsim.envs.parallel_env('coevolution', names=128, overrides={
        'species.anchovy.reproduction.recruit_weight_g': 0.02,
        'species.anchovy.reproduction.clutch_fraction': 0.02,
        'species.anchovy.mortality.background_coefficient': 50})
    env.reset(seed=1)
    first, gone, alive = set(env.agents), set(), set(env.agents)
    spaces = {name: env.action_space(name) for name in env.possible_agents}
    assert all(env.action_space(name) is spaces[name] for name in env.possible_agents)
    while env.agents:
        out = env.step({name: np.zeros(3, np.float32) for name in env.agents})  # they graze
        gone |= {name for name, dead in out[2].items() if dead}
        assert not gone & set(env.agents) and set(env.agents) <= set(env.possible_agents)
        alive |= set(env.agents)
    assert gone and alive - first


@pytest.mark.parametrize('change', [
    lambda a: {}, lambda a: {**a, 'shark': a['fish_0']}, lambda a: {**a, 'fish_0': np.zeros(2)},
    lambda a: {**a, 'fish_0': np.full(3, np.nan, np.float32)}, lambda a: {**a, 'fish_0': 'left'}])
def test_bad_parallel_actions_change_nothing(change):
    pytest.importorskip('pettingzoo')
    env = fishsim.envs.parallel_env('evade')
    env.reset(seed=1)
    before = env.world.digest
    with pytest.raises(fishsim.ArgumentError):
        env.step(change({name: np.zeros(3, np.float32) for name in env.agents}))
    assert env.world.digest == before
    env.close()
