"""Fish under control: what one world's agents observe, how they act, and what they are rewarded."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _abi
from ._native import checked, library, sized, whole
from .config import scenario_path, scenarios
from .errors import ArgumentError, NotFoundError

if TYPE_CHECKING:
    from .world import World

ACTION_SIZE = _abi.ACTION_SIZE
ACTION_LOW = np.array([row.low for row in _abi.ACTION_TABLE], np.float32)
ACTION_HIGH = np.array([row.high for row in _abi.ACTION_TABLE], np.float32)
DISCRETE_ACTIONS = _abi.ACTION_DISCRETE
MASK_SIZE = _abi.ACTION_TURNS + _abi.ACTION_SPEEDS + _abi.ACTION_BITES
REWARD_TERMS = tuple(row.name for row in _abi.REWARD_TABLE)


def tasks() -> list[str]:
    """Names of the scenarios that have agents, and so can be learned."""
    return [name for name in scenarios() if '\nagents:' in scenario_path(name).read_text(encoding='utf-8')]


def check_task(task: str, render_mode: str | None) -> None:
    """Whether an environment can be made of this."""
    if task not in tasks():
        raise NotFoundError(f'no task {task!r}; there are {", ".join(tasks())}')
    if render_mode not in (None, 'rgb_array'):
        raise ArgumentError(f'render_mode: {render_mode!r} is not None or rgb_array')


class Agents:
    """The agents of a world, by their fixed slots; made by World.agents.

    A step is: act, tick the world, observe and reward. Arrays have a row for each slot; a slot
    without a live agent has zeros. Observing changes the order of the fish: views of columns are
    no longer valid.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def info(self) -> _abi.AgentsInfo:
        """Slots, live agents, size of an observation, scores; see fishsim_agents_info."""
        info: _abi.AgentsInfo = sized(_abi.AgentsInfo)
        self._world._call(library.fishsim_agents_get_info, ctypes.byref(info))
        return info

    @property
    def blocks(self) -> list[_abi.Block]:
        """What an observation holds: blocks with offset, rows, columns, low, high, unit, meaning."""
        found = []
        for index in range(self.info.blocks):
            block = sized(_abi.Block)
            self._world._call(library.fishsim_agents_get_block, index, ctypes.byref(block))
            found.append(block)
        return found

    def observe(self) -> dict[str, np.ndarray]:
        """observation float32 (slots, size) in [-1, 1], alive bool (slots,), id uint64 (slots,),
        generation uint32 (slots,)."""
        info = self.info
        observation = np.empty((info.slots, info.observation_size), np.float32)
        alive = np.empty(info.slots, np.bool_)
        ids, generation = np.empty(info.slots, np.uint64), np.empty(info.slots, np.uint32)
        self._world._call(library.fishsim_agents_observe_slots, observation.ctypes.data,
                          alive.ctypes.data, ids.ctypes.data, generation.ctypes.data)
        return {'observation': observation, 'alive': alive, 'id': ids, 'generation': generation}

    def act(self, actions: Any = None) -> None:
        """Begins a step. float32 (slots, 3): turn, speed, bite within ACTION_LOW and ACTION_HIGH;
        int32 (slots,): discrete, below 30; None: the scripted policy."""
        slots = self.info.slots
        if actions is None:
            self._world._call(library.fishsim_agents_act, None, None, 0)
        elif getattr(actions, 'dtype', None) == np.int32:
            given = checked(actions, 'actions', (slots,), np.int32)
            self._world._call(library.fishsim_agents_act_slots_discrete, given.ctypes.data)
        else:
            given = checked(actions, 'actions', (slots, ACTION_SIZE), np.float32)
            self._world._call(library.fishsim_agents_act_slots, given.ctypes.data)

    def reward(self) -> dict[str, np.ndarray]:
        """Of the step: reward float32 (slots,), terms float32 (slots, len(REWARD_TERMS)),
        terminated bool (slots,)."""
        slots = self.info.slots
        reward, terms = (np.empty(slots, np.float32),
                         np.empty((slots, len(REWARD_TERMS)), np.float32))
        terminated = np.empty(slots, np.bool_)
        self._world._call(library.fishsim_agents_reward, reward.ctypes.data, terms.ctypes.data,
                          terminated.ctypes.data)
        return {'reward': reward, 'terms': terms, 'terminated': terminated}

    @property
    def truncated(self) -> bool:
        """Whether the world has done agents.episode_ticks ticks."""
        return bool(library.fishsim_agents_truncated(self._world._open().pointer))

    def control(self, fish_id: int) -> None:
        """Takes control of one live fish."""
        self._world._call(library.fishsim_agents_control,
                            whole(fish_id, 'fish_id', 0, (1 << 64) - 1))

    def release(self, fish_id: int) -> None:
        """Gives one agent back to the minds of its species."""
        self._world._call(library.fishsim_agents_release,
                            whole(fish_id, 'fish_id', 0, (1 << 64) - 1))
