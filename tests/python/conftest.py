"""Worlds that the tests of the Python package share. They run from an installed wheel."""
import fishsim
import pytest

REEF = {'species.anchovy.start.count': 200}


@pytest.fixture
def world():
    with fishsim.World.from_scenario('reef', REEF) as made:
        yield made
