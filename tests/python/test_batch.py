"""Batches: many worlds in arrays, the same on any thread, saved, forked, and hard to misuse."""
import gc

import fishsim
import numpy as np
import pytest

TASKS = fishsim.tasks()


def play(batch, steps, seed=0, actions=None):
    """Steps with random actions; what came of it."""
    random = np.random.default_rng(seed)
    seen = []
    for _ in range(steps):
        fill(batch, random)
        batch.step()
        seen.append((batch.observations.copy(), batch.rewards.copy(), batch.terminated.copy(),
                     batch.digests()))
    return seen


def fill(batch, random):
    if batch.actions.dtype == np.int32:
        batch.actions[:] = random.integers(0, 30, batch.actions.shape)
    else:
        batch.actions[:] = random.uniform(fishsim.ACTION_LOW, fishsim.ACTION_HIGH,
                                          batch.actions.shape)


def same(first, second):
    for one, other in zip(first, second, strict=True):
        for a, b in zip(one, other):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize('task', TASKS)
def test_shapes_and_bounds(task):
    batch = fishsim.Batch(task, 3)
    batch.reset(seeds=[1, 2, 3])
    play(batch, 20)
    n = (3, batch.slots)
    assert batch.observations.shape == (*n, batch.observation_size)
    assert batch.observations.dtype == np.float32
    assert np.abs(batch.observations).max() <= 1 and np.isfinite(batch.rewards).all()
    assert batch.rewards.shape == batch.alive.shape == batch.terminated.shape == n
    blocks = batch.world(0).agents.blocks
    assert sum(block.rows * block.columns for block in blocks) == batch.observation_size
    assert batch.statistics.shape == (3, len(batch.STATISTICS))


@pytest.mark.parametrize('actions', ['continuous', 'discrete'])
def test_threads_change_nothing(actions):
    made = []
    for threads in (0, 1, 2, 8):
        batch = fishsim.Batch('evade', 5, actions=actions, threads=threads)
        batch.reset(seeds=range(5))
        made.append(play(batch, 40))
    for other in made[1:]:
        same(made[0], other)


def test_only_the_arrays_that_are_named_are_there():
    few, all_of_them = (fishsim.Batch('evade', 2, arrays=arrays) for arrays in (['rewards'], None))
    for batch in (few, all_of_them):
        batch.reset(seeds=[1, 2])
        batch.step()
    np.testing.assert_array_equal(few.rewards, all_of_them.rewards)
    assert few.digests() == all_of_them.digests()
    with pytest.raises(AttributeError, match='without the array observations'):
        few.observations
    with pytest.raises(AttributeError, match='no attribute .reward'):
        few.reward


def test_it_writes_into_arrays_of_the_callers():
    seen, ended = np.zeros((2 * 24, 72), np.float32), np.zeros(2, np.bool_)
    mine = fishsim.Batch('evade', 2, arrays={'observations': seen, 'ended': ended, 'rewards': None})
    own = fishsim.Batch('evade', 2)
    for batch in (mine, own):
        batch.reset(seeds=[1, 2])
        batch.step()
    assert np.shares_memory(mine.observations, seen) and np.shares_memory(mine.ended, ended)
    np.testing.assert_array_equal(seen.reshape(2, 24, 72), own.observations)
    np.testing.assert_array_equal(mine.rewards, own.rewards)


@pytest.mark.parametrize('given, message', [
    (np.zeros((2, 24, 71), np.float32), 'shape'), (np.zeros((2, 24, 72)), 'dtype float32'),
    (np.zeros((2, 24, 144), np.float32)[..., ::2], 'contiguous'), ([0.0], 'numpy array'),
    (np.broadcast_to(np.zeros(1, np.float32), (1,)), 'shape'),
    (np.frombuffer(bytes(4 * 2 * 24 * 72), np.float32), 'read-only')])
def test_arrays_that_c_cannot_write_are_refused(given, message):
    with pytest.raises(fishsim.ArgumentError, match=f'observations: .*{message}'):
        fishsim.Batch('evade', 2, arrays={'observations': given})


@pytest.mark.parametrize('task', TASKS)
def test_saved_at_any_step_it_goes_on_the_same(task):
    batch = fishsim.Batch(task, 1)
    batch.reset(seeds=[5])
    for point in range(200):
        saved = batch.save()
        first = play(batch, 2, point)
        batch.restore(saved)
        same(first, play(batch, 2, point))


def test_a_forked_world_differs_by_its_actions_only():
    batch = fishsim.Batch('forage-patch', 2)
    batch.reset(seeds=[1, 2])
    play(batch, 10)
    batch.fork(0, 1)
    assert len(set(batch.digests())) == 1
    batch.actions[:] = batch.actions[0]
    batch.step()
    assert len(set(batch.digests())) == 1
    batch.actions[1, :, 0] *= -1
    batch.step()
    assert len(set(batch.digests())) == 2


def test_send_and_receive_hand_over_every_world_once():
    together, apart = (fishsim.Batch('evade', 6, threads=threads) for threads in (0, 2))
    for batch in (together, apart):
        batch.reset(seeds=range(6))
        fill(batch, np.random.default_rng(0))
    together.step()
    apart.send([4, 1])
    apart.send([0, 2, 3, 5])
    got = []
    while len(got) < 6:
        got += list(apart.receive(1))
    assert sorted(got) == list(range(6))
    np.testing.assert_array_equal(together.observations, apart.observations)
    assert together.digests() == apart.digests()


def test_a_world_alone_is_the_same_as_in_a_batch():
    batch = fishsim.Batch('evade', 1)
    batch.reset(seeds=[77])
    world = fishsim.World.from_scenario('evade', {'world.seed': int(
        batch.statistics[0, batch.STATISTICS.index('seed')])})
    random = np.random.default_rng(3)
    for _ in range(30):
        fill(batch, random)
        world.agents.act(batch.actions[0].copy())
        batch.step()
        world.tick()
        np.testing.assert_array_equal(world.agents.observe()['observation'], batch.observations[0])
        np.testing.assert_array_equal(world.agents.reward()['reward'], batch.rewards[0])
        assert world.digest == batch.digests()[0]


def test_observing_changes_nothing():
    world = fishsim.World.from_scenario('forage-patch')
    blind = world.fork()
    for _ in range(30):
        world.agents.observe(), world.agents.reward()
        world.tick(), blind.tick()
    assert world.digest == blind.digest


def test_births_and_deaths_within_an_episode():
    batch = fishsim.Batch('coevolution', 1, actions='scripted')
    batch.reset(seeds=[1])
    first, died = set(batch.ids[0][batch.alive[0]]), 0
    for _ in range(499):
        batch.step()
        died += int(batch.terminated.sum())
        assert not (batch.terminated & batch.alive).any()
    later = set(batch.ids[0][batch.alive[0]])
    assert died > 0 and later - first and batch.generations.max() > 1


BAD_ACTIONS = [
    (lambda a: a.astype(np.float64), 'dtype float32'), (lambda a: a[:, :-1], 'shape'),
    (lambda a: a.ravel(), 'shape'), (lambda a: a.tolist(), 'numpy array'),
    (lambda a: np.asfortranarray(np.broadcast_to(a, a.shape)), 'contiguous'),
    (lambda a: a + np.float32('nan'), 'world 0'), (lambda a: a + np.float32(2), 'world 0'),
    (lambda a: a - np.float32('inf'), 'world 0')]


@pytest.mark.parametrize('change, message', BAD_ACTIONS)
def test_bad_actions_change_nothing(change, message):
    batch = fishsim.Batch('forage-patch', 2)
    batch.reset(seeds=[1, 2])
    before = batch.digests()
    with pytest.raises(fishsim.ArgumentError, match=message):
        batch.step(change(batch.actions.copy()))
    assert batch.digests() == before
    batch.actions[:] = 0
    batch.step()


@pytest.mark.parametrize('choice', [-1, 30, 2 ** 31 - 1])
def test_bad_choices_change_nothing(choice):
    batch = fishsim.Batch('evade', 2, actions='discrete')
    batch.reset()
    before = batch.digests()
    batch.actions[1, 3] = choice
    with pytest.raises(fishsim.ArgumentError, match='world 1'):
        batch.step()
    assert batch.digests() == before


@pytest.mark.parametrize('make, kind, message', [
    (lambda: fishsim.Batch('forage'), fishsim.NotFoundError, 'forage'),
    (lambda: fishsim.Batch('evade', 0), fishsim.ArgumentError, 'worlds'),
    (lambda: fishsim.Batch('evade', threads=-1), fishsim.ArgumentError, 'threads'),
    (lambda: fishsim.Batch('evade', autoreset='never'), fishsim.NotFoundError, 'next_step'),
    (lambda: fishsim.Batch('evade', actions='loud'), fishsim.NotFoundError, 'discrete'),
    (lambda: fishsim.Batch('evade', arrays=['reward']), fishsim.NotFoundError, 'rewards'),
    (lambda: fishsim.Batch('evade', 2, seeds=[1]), fishsim.ArgumentError, 'seeds'),
    (lambda: fishsim.Batch('evade', seeds=[1 << 53]), fishsim.ArgumentError, 'seeds'),
    (lambda: fishsim.Batch('evade', seeds=[-1]), fishsim.ArgumentError, 'seeds')])
def test_mistakes_in_making_are_named(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_use_after_close_is_told():
    batch = fishsim.Batch('evade')
    batch.reset()
    world = batch.world(0)
    batch.close()
    batch.close()
    for use in (batch.step, batch.reset, batch.save, batch.send, batch.receive,
                lambda: batch.world(0), batch.digests, lambda: batch.fork(0, 0)):
        with pytest.raises(fishsim.StateError, match='this batch is closed'):
            use()
    assert world.info.fish > 0  # who holds a world keeps the batch


def test_wrong_numbers_and_damaged_bytes_change_nothing():
    batch = fishsim.Batch('evade', 2)
    batch.reset()
    before, saved = batch.digests(), batch.save()
    for call in (lambda: batch.reset([2]), lambda: batch.reset([0, 0]), lambda: batch.fork(0, 2),
                 lambda: batch.save(-1), lambda: batch.receive(3), lambda: batch.restore(saved[:-1]),
                 lambda: batch.restore(b''), lambda: batch.reset([0], [1, 2])):
        with pytest.raises((fishsim.ArgumentError, fishsim.FormatError)):
            call()
        assert batch.digests() == before


def test_a_log_of_a_world_in_a_batch_lives_as_long_as_the_batch():
    batch = fishsim.Batch('evade', 2, actions='scripted')
    batch.reset(seeds=[1, 2])
    log = batch.world(1).record()
    batch.world(0).record()  # dropped at once, and still written to
    gc.collect()
    for _ in range(400):
        batch.step()
    assert len(log) > 0
    batch.close()
    assert log.take()['tick'].max() <= 400
