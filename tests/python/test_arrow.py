"""Worlds and logs by the Arrow PyCapsule protocol."""
import gc

import fishsim
import numpy as np
import pytest

pyarrow = pytest.importorskip('pyarrow')


def test_a_world_is_a_record_batch(world):
    world.tick(30)
    batch = pyarrow.record_batch(world)
    batch.validate(full=True)
    assert batch.schema.names == list(fishsim.COLUMNS)
    for name in fishsim.COLUMNS:
        np.testing.assert_array_equal(batch.column(name).to_numpy(), world[name])
    assert int(batch.schema.metadata[b'fishsim.digest'], 16) == world.digest
    weight = world['weight_g'].copy()
    world.close()
    np.testing.assert_array_equal(batch.column('weight_g').to_numpy(), weight)


def test_a_log_is_a_stream():
    world = fishsim.World.from_scenario('hunt')
    log = world.record()
    world.tick(300)
    table = pyarrow.table(log)
    for name in fishsim.EVENT_DTYPE.names:
        np.testing.assert_array_equal(table.column(name).to_numpy(), log.view()[name])


def test_capsules_that_nobody_takes_are_freed(world):
    for _ in range(50):
        world.__arrow_c_array__()
    gc.collect()
    assert not fishsim.arrow._kept
