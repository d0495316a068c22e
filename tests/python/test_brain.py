"""Weights of brains: set and read from Python, thought inside the library."""
import fishsim
import numpy as np
import pytest

SHARED = {'species.anchovy.minds': ['brain'], 'minds.brain.hidden': 8}
OWN = {**SHARED, 'minds.brain.genome': 'own'}


def weights(brain, seed=0, rows=()):
    shape = (*rows, brain.genes)
    return np.random.default_rng(seed).normal(0, 0.5, shape).astype(np.float32)


def answer(brain, genes, seen):
    """What brain.py says of the order of the weights, in numpy."""
    ends = np.cumsum([brain.inputs * brain.hidden, brain.hidden, 3 * brain.hidden])
    first, bias, second, last = np.split(genes.astype(np.float64), ends)
    layer = np.tanh(seen @ first.reshape(brain.inputs, brain.hidden) + bias)
    out = np.tanh(layer @ second.reshape(3, brain.hidden).T + last)
    out[:, 1] = 0.5 + 0.5 * out[:, 1]
    return out


def test_sizes_are_told():
    brain = fishsim.World.from_scenario('forage-patch', SHARED).brain('brain')
    assert (brain.inputs, brain.hidden, brain.genes) == (31, 8, 31 * 8 + 8 + 3 * 8 + 3)
    assert repr(brain) == "<Brain 'brain': 31 inputs, 8 hidden, 283 genes>"


def test_weights_are_read_back_and_decide():
    first, second = (fishsim.World.from_scenario('forage-patch', SHARED) for _ in range(2))
    np.testing.assert_array_equal(first.brain('brain').weights, second.brain('brain').weights)
    given = weights(first.brain('brain'))
    first.brain('brain').weights = given
    np.testing.assert_array_equal(first.brain('brain').weights, given)
    first.tick(5), second.tick(5)
    assert first.digest != second.digest
    third = fishsim.World.from_scenario('forage-patch', SHARED)
    third.brain('brain').weights = given
    third.tick(5)
    assert third.digest == first.digest


def test_a_brain_acts_as_numpy_would_with_its_weights():
    thinking, told = (fishsim.World.from_scenario('forage-patch', SHARED) for _ in range(2))
    brain = thinking.brain('brain')
    brain.weights = given = weights(brain, 1)
    for world in (thinking, told):
        world.agents.act(None)
    for _ in range(20):
        seen = told.agents.observe()
        told.agents.act(np.round(answer(brain, given, seen['observation']) * 2047).astype(
            np.float32) / np.float32(2047))
        thinking.agents.act(None)
        thinking.tick(), told.tick()
        np.testing.assert_allclose(told.agents.observe()['observation'],
                                   thinking.agents.observe()['observation'], atol=5e-3)


def test_shared_weights_of_a_batch_stay_through_resets_and_are_its_worlds_own():
    batch = fishsim.Batch('forage-patch', 2, {**SHARED, 'agents.episode_ticks': 3},
                          actions='scripted', autoreset='same_step')
    brains = [batch.world(number).brain('brain') for number in range(2)]
    given = [weights(brain, seed) for seed, brain in enumerate(brains)]
    for brain, one in zip(brains, given):
        brain.weights = one
    batch.reset(seeds=[5, 5])
    for _ in range(4):
        batch.step()
    for brain, one in zip(brains, given):
        np.testing.assert_array_equal(brain.weights, one)
    assert len(set(batch.digests())) == 2


def test_genomes_are_of_each_fish():
    world = fishsim.World.from_scenario('forage-patch', OWN)
    brain, ids = world.brain('brain'), np.sort(world['id'])
    assert len(np.unique(brain.genomes(ids), axis=0)) == len(ids)
    given = weights(brain, 2, (3,))
    brain.set_genomes(ids[:3], given)
    np.testing.assert_array_equal(brain.genomes(ids[:3]), given)
    np.testing.assert_array_equal(brain.genomes(ids[2::-1]), given[::-1])
    with pytest.raises(fishsim.StateError, match='no species shares'):
        brain.weights


@pytest.mark.parametrize('change, message', [
    (lambda w: w.astype(np.float64), 'dtype float32'), (lambda w: w[:-1], 'shape'),
    (lambda w: w.tolist(), 'numpy array'), (lambda w: w.repeat(2)[::2], 'contiguous'),
    (lambda w: w * np.float32('nan'), 'weight 0'), (lambda w: w + np.float32(2e6), 'weight 0')])
def test_bad_weights_change_nothing(change, message):
    world = fishsim.World.from_scenario('forage-patch', SHARED)
    brain, before = world.brain('brain'), world.digest
    with pytest.raises(fishsim.ArgumentError, match=message):
        brain.weights = change(weights(brain))
    assert world.digest == before


@pytest.mark.parametrize('ids, kind', [
    ([0], fishsim.NotFoundError), ([10 ** 6], fishsim.NotFoundError), ([-1], fishsim.ArgumentError),
    (['cod'], fishsim.ArgumentError)])
def test_bad_ids_change_nothing(ids, kind):
    world = fishsim.World.from_scenario('forage-patch', OWN)
    brain, before = world.brain('brain'), world.digest
    with pytest.raises(kind):
        brain.set_genomes(ids, weights(brain, 0, (1,)))
    assert world.digest == before


def test_minds_that_are_no_brain_and_closed_worlds_are_told():
    world = fishsim.World.from_scenario('forage-patch', SHARED)
    for name in ('forage', 'nobody'):
        with pytest.raises(fishsim.NotFoundError, match='no mind of kind brain'):
            world.brain(name)
    brain = world.brain('brain')
    world.close()
    with pytest.raises(fishsim.StateError, match='this world is closed'):
        brain.weights
