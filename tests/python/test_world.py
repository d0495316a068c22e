"""A world from Python: reading, saving, acting; and that nothing done here changes its digest."""
import copy
import ctypes
import pickle
import threading

import fishsim
import numpy as np
import pytest
from fishsim import _abi


def test_every_status_has_its_exception():
    assert set(fishsim.errors.BY_STATUS) == {row.number for row in _abi.STATUS_TABLE} - {0}


def test_columns_are_read_only_views_of_the_documented_types(world):
    world.tick(50)
    for name in fishsim.COLUMNS:
        column = world[name]
        assert column.shape == (world.info.fish,)
        assert not column.flags.writeable
        with pytest.raises(ValueError):
            column[0] = 0
    assert world['id'].dtype == np.uint64 and world['x'].dtype == np.float32
    np.testing.assert_allclose(np.hypot(world['heading_x'], world['heading_y']), 1, atol=1e-5)


def test_a_view_shows_the_memory_and_a_copy_does_not(world):
    row = world['x']
    address = row.__array_interface__['data'][0]
    assert world['x'].__array_interface__['data'][0] == address
    copies = world.columns('x', 'id')
    world.tick(5)
    assert copies['x'].shape == copies['id'].shape
    assert not np.array_equal(np.sort(copies['x']), np.sort(world['x']))


def test_a_view_outlives_the_world_that_is_closed(world):
    x = world['x']
    values = x.copy()
    world.close()
    np.testing.assert_array_equal(x, values)


def test_unknown_names_are_told_with_the_known_ones(world):
    for ask in (lambda: world['weigth_g'], lambda: world.field('krill'), lambda: world.measure('cod')):
        with pytest.raises(fishsim.NotFoundError, match='there are'):
            ask()


def test_fields_have_rows_and_columns(world):
    plankton = world.field('plankton')
    assert plankton.shape == (4, 6) and plankton.dtype == np.int64
    assert world.ledger['plankton'] == int(plankton.sum())
    assert world.field_capacity('plankton') > 0


def test_the_ledger_closes(world):
    world.add_food('plankton', 1.0, 1.0, 5_000_000)
    world.tick(300)
    ledger = world.ledger
    assert ledger['residual'] == 0 and ledger['added'] == 5_000_000
    stocks = sum(ledger[row.field] for row in _abi.LEDGER_TABLE if row.kind == 0)
    flows = sum(row.kind * ledger[row.field] for row in _abi.LEDGER_TABLE)
    assert stocks - ledger['start'] == flows


def test_species_and_measures(world):
    names = [species.name for species in world.species]
    assert names == ['anchovy', 'bluefish', 'herring', 'striped_bass']
    assert sum(species.fish for species in world.species) == world.info.fish
    measured = world.measure('anchovy')
    assert measured['fish'] == 200 and 0 <= measured['polarisation'] <= 1
    assert measured == world.measure(0)


def test_flows_close_and_agree_with_the_diet():
    world = fishsim.World.from_scenario('hunt')
    before = world.flows('anchovy')
    assert set(before.values()) == {0}
    world.tick(2000)
    hunters, prey = world.flows('bluefish'), world.flows('anchovy')
    assert hunters['hunted'] == prey['eaten'] > 0
    fish, energy = world.diet('bluefish')['anchovy']
    assert energy == hunters['hunted'] and fish == world.species[0].deaths[_abi.CAUSE_EATEN]
    assert world.diet('anchovy')['bluefish'] == (0, 0)
    assert 1.0 <= world.trophic_level('anchovy') < world.trophic_level('bluefish')
    with pytest.raises(fishsim.NotFoundError, match='there are'):
        world.flows('cod')


def test_saved_forked_pickled_and_copied_worlds_go_on_the_same(world, tmp_path):
    world.tick(100)
    world.save(tmp_path / 'reef.fishsim')
    others = [world.fork(), copy.copy(world), copy.deepcopy(world), pickle.loads(pickle.dumps(world)),
              fishsim.World.from_snapshot(world.snapshot()),
              fishsim.World.from_snapshot(tmp_path / 'reef.fishsim')]
    world.tick(100)
    for other in others:
        other.tick(100)
        assert other.digest == world.digest


def test_threads_change_nothing(tmp_path):
    made = [fishsim.World.from_scenario('reef', threads=threads) for threads in (1, 2, 8)]
    for world in made:
        world.tick(60)
    assert len({world.digest for world in made}) == 1
    saved = made[0].snapshot()
    made[0].save(tmp_path / 'reef.fishsim')
    others = [made[1].fork(), fishsim.World.from_snapshot(saved, threads=2), made[2].fork(),
              fishsim.World.from_snapshot(tmp_path / 'reef.fishsim', threads=8)]
    made[1].close()  # its fork keeps the threads
    for world in (made[0], *others):
        world.tick(40)
    assert len({world.digest for world in (made[0], *others)}) == 1


@pytest.mark.parametrize('threads', [0, -1, 257])
def test_a_wrong_number_of_threads_is_refused(threads):
    with pytest.raises(fishsim.ArgumentError, match='threads'):
        fishsim.World.from_scenario('tank', threads=threads)


def test_restore_goes_back_and_refuses_damage(world):
    saved, digest = world.snapshot(), world.digest
    world.tick(20)
    after = world.digest
    for bad in (b'', b'FISHSNAP', saved[:-1], saved[:200] + b'\xff' + saved[201:]):
        with pytest.raises((fishsim.FormatError, fishsim.VersionError)):
            world.restore(bad)
        assert world.digest == after
    world.restore(saved)
    assert world.digest == digest


def test_looking_changes_nothing(world):
    blind = world.fork()
    world.record()
    for _ in range(20):
        world.tick(10)
        world.columns()
        world.rgb_array(64)
        world.measure('anchovy')
        world.__arrow_c_array__()
    blind.tick(200)
    assert blind.digest == world.digest


def test_the_host_harvests_and_warms(world):
    fish, victim = world.info.fish, int(world['id'][0])
    world.harvest(victim)
    assert world.info.fish == fish - 1
    with pytest.raises(fishsim.NotFoundError):
        world.harvest(victim)
    world.set_temperature(18.5)
    assert world.info.temperature_c == 18.5


@pytest.mark.parametrize('act', [
    lambda world: world.add_food('plankton', float('nan'), 1.0, 1),
    lambda world: world.add_food('plankton', 1.0, 1.0, -1),
    lambda world: world.set_temperature(float('inf')),
    lambda world: world.set_temperature(1000.0),
    lambda world: world.tick(-1),
    lambda world: world.tick(0.5),
    lambda world: world.tick(1 << 64),
    lambda world: world.add_food('plankton', 1.0, 1.0, (1 << 64) + 5),
    lambda world: world.harvest((1 << 64) + int(world['id'][0])),
    lambda world: world.rgb_array(0),
    lambda world: world.record(['born', 'sneezed']),
    lambda world: world.harvest(0),
])
def test_bad_acts_change_nothing(world, act):
    before = world.digest
    with pytest.raises((fishsim.ArgumentError, fishsim.NotFoundError)):
        act(world)
    assert world.digest == before


def test_systems_run_in_the_tick_and_may_fail(world, capsys):
    seen = []

    def feed(inside, count):
        seen.append((inside.info.fish, count))
        inside.add_food('plankton', 1.0, 1.0, 7)

    def fail(inside, count):
        raise RuntimeError('no fish today')

    world.add_system(feed, 'tick')
    world.add_system(fail, 'tick')
    world.tick(3)
    assert [count for _, count in seen] == [1, 2, 3]
    assert world.ledger['added'] == 21 and world.system_failures == 3
    assert 'no fish today' in capsys.readouterr().err


def test_a_system_cannot_tick_or_keep_the_world(world):
    kept = []

    def run(inside, count):
        kept.append(inside)
        with pytest.raises(fishsim.StateError):
            inside.tick()

    world.add_system(run)
    world.tick()
    with pytest.raises(fishsim.StateError, match='closed'):
        kept[0].tick()


@pytest.mark.parametrize('actions, message', [
    (np.zeros((24, 3)), 'dtype float32'), (np.zeros((23, 3), np.float32), 'shape'),
    (np.zeros((24, 6), np.float32)[:, ::2], 'contiguous'), ([[0, 0, 0]] * 24, 'numpy array'),
    (np.full((24, 3), np.nan, np.float32), 'turn is'),
    (np.full((24, 3), 2, np.float32), 'out of bounds'),
    (np.full(24, 30, np.int32), 'not within'), (np.zeros(23, np.int32), 'shape')])
def test_bad_actions_change_nothing(actions, message):
    world = fishsim.World.from_scenario('evade')
    before = world.digest
    with pytest.raises(fishsim.ArgumentError, match=message):
        world.agents.act(actions)
    assert world.digest == before


def test_use_after_close_is_told(world):
    log = world.record()
    world.tick(10)
    world.close()
    world.close()
    uses = [lambda: world.tick(), lambda: world.info, lambda: world['x'], lambda: world.digest,
            lambda: world.snapshot(), lambda: world.fork(), lambda: world.rgb_array(),
            lambda: world.__enter__(), lambda: world.field('plankton'), lambda: world.config,
            lambda: world.harvest(1), lambda: world.record(),
            lambda: world.agents, lambda: world.brain('brain'), lambda: world.__arrow_c_array__()]
    for use in uses:
        with pytest.raises(fishsim.StateError, match='this world is closed'):
            use()
    assert repr(world) == '<World, closed>'
    log.close()
    with pytest.raises(fishsim.StateError, match='this event log is closed'):
        log.view()


def test_a_second_thread_is_refused_and_the_gil_is_free(world):
    refused, running = [], threading.Event()

    def other():
        running.wait()
        while not refused and thread_main.is_alive():
            try:
                world.tick(0)
            except fishsim.StateError as error:
                refused.append(str(error))

    def main():
        running.set()
        for _ in range(200):
            world.tick(20)
            if refused:
                break

    thread_main, thread_other = threading.Thread(target=main), threading.Thread(target=other)
    thread_other.start(), thread_main.start()
    thread_main.join(), thread_other.join()
    assert refused and 'in use by another thread' in refused[0]


def test_sizes_of_structs_are_those_of_the_library():
    from fishsim._native import library
    for name in ('WorldInfo', 'SpeciesInfo', 'Column', 'Field', 'Ledger', 'Sink', 'System', 'Key'):
        struct = getattr(_abi, name)
        initial = ''.join(f'_{c.lower()}' if c.isupper() else c for c in name)
        made = (ctypes.c_char * (ctypes.sizeof(struct) + 64))(*b'\xff' * ctypes.sizeof(struct))
        status = getattr(library, f'fishsim{initial}_init')(made, ctypes.sizeof(struct))
        assert status == 0, name
        # The library has set up every byte of it, and none behind it.
        expected = struct.from_buffer_copy(made)
        assert expected.struct_size == ctypes.sizeof(struct)
        assert made.raw[ctypes.sizeof(struct):] == bytes(64)
