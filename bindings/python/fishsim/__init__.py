"""fishsim: a living fish ecosystem, from libfishsim.

>>> import fishsim
>>> world = fishsim.World.from_scenario('reef')
>>> world.tick(1440)
>>> world['weight_g'].mean()

World is one world; Batch steps many for a learner; Sweep runs a grid of parameters over seeds.
fishsim.envs has the Gymnasium and PettingZoo environments. docs/python.md is the tutorial.
"""
from . import errors
from ._native import library as _library
from .agents import ACTION_HIGH, ACTION_LOW, REWARD_TERMS, tasks
from .batch import Batch
from .brain import Brain
from .config import Config, keys, scenario_path, scenarios
from .errors import *  # noqa: F403
from .events import CAUSES, EVENT_DTYPE, EVENT_KINDS, EventLog
from .render import animate, frames
from .sweep import Sweep
from .world import COLUMNS, World

#: Version of the library that is loaded.
__version__: str = _library.fishsim_version().decode()

__all__ = ['ACTION_HIGH', 'ACTION_LOW', 'Batch', 'Brain', 'CAUSES', 'COLUMNS', 'Config',
           'EVENT_DTYPE', 'EVENT_KINDS', 'EventLog', 'REWARD_TERMS', 'Sweep', 'World', 'animate', 'frames', 'keys',
           'scenario_path', 'scenarios', 'tasks', *errors.__all__]
