"""Event logs as structured arrays."""
import gc

import fishsim
import numpy as np
import pytest


def hunt():
    return fishsim.World.from_scenario('hunt')


def test_events_are_structured_and_in_order():
    world = hunt()
    log = world.record()
    world.tick(400)
    events = log.view()
    assert events.dtype == fishsim.EVENT_DTYPE and events.dtype.itemsize == 64
    assert not events.flags.writeable and len(log) == len(events) > 0
    np.testing.assert_array_equal(np.diff(events['sequence']), 1)
    bites = events[events['kind'] == fishsim.EVENT_KINDS['bite']]
    dead = events[events['kind'] == fishsim.EVENT_KINDS['died']]
    assert len(bites) == sum(species.bites for species in world.species)
    assert set(bites['other']) <= set(dead['fish'])
    assert {fishsim.CAUSES[cause] for cause in dead['cause']} <= {'eaten', 'background'}


def test_take_empties_and_kinds_narrow():
    world = hunt()
    log = world.record(['bite'])
    world.tick(400)
    taken = log.take()
    assert set(taken['kind']) == {fishsim.EVENT_KINDS['bite']}
    assert len(log) == 0 and len(log.take()) == 0


def test_a_full_log_counts_what_it_drops():
    world = hunt()
    log = world.record(capacity=5)
    world.tick(400)
    assert len(log) == 5 and log.dropped > 0
    log.clear()
    assert log.dropped == 0


def test_logs_and_worlds_may_go_in_any_order():
    for first in (0, 1):
        world = hunt()
        pair = [world, world.record()]
        events = pair[1].view()
        del world
        pair[first].close()
        gc.collect()
        pair[1 - first].close()
        assert len(events) == 0
    world = hunt()
    log = world.record()
    del world
    gc.collect()
    assert len(log) == 0


def test_a_closed_log_is_detached():
    world = hunt()
    world.record().close()
    world.tick(10)
    with world.record() as log:
        world.tick(10)
    assert log.closed
