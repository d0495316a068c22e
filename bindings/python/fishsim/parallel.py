"""PettingZoo: every agent of a world, with births and deaths inside an episode.

An agent that dies leaves and never comes back. A newborn that takes a slot takes the next name of a
finite pool; when the names are used up newborns go on by the minds of their species.
"""
from __future__ import annotations

import functools
from typing import Any, Mapping

import gymnasium
import numpy as np
from pettingzoo import ParallelEnv

from ._native import library
from .agents import ACTION_HIGH, ACTION_LOW, ACTION_SIZE, DISCRETE_ACTIONS, Agents, check_task
from .config import Config
from .errors import ArgumentError, StateError
from .world import World


class FishParallelEnv(ParallelEnv):  # type: ignore[misc]
    """All agents of a task: names 'fish_0', 'fish_1', ... in the order in which they came.

    names     size of the pool of names; 4 times the slots unless told
    discrete  actions are Discrete(30) instead of Box(3): turn, speed, bite
    """

    metadata: dict[str, Any] = {'render_modes': ['rgb_array'], 'name': 'fishsim',
                                'is_parallelizable': True, 'render_fps': 10}

    def __init__(self, task: str = 'forage-patch', discrete: bool = False, names: int | None = None,
                 render_mode: str | None = None,
                 overrides: Mapping[str, Any] | None = None) -> None:
        check_task(task, render_mode)
        self.render_mode, self._discrete = render_mode, discrete
        self._config = Config.from_scenario(task, overrides)
        self._ticks = int(self._config['agents.ticks_per_action'])
        self._world = World(self._config)
        info = self._world.agents.info
        pool = 4 * info.slots if names is None else names
        if pool < info.slots:
            raise ArgumentError(f'names: {pool} are fewer than the {info.slots} slots')
        self.possible_agents = [f'fish_{number}' for number in range(pool)]
        self.agents: list[str] = []
        self._size = info.observation_size
        self._random = np.random.default_rng()
        self._slot: dict[str, int] = {}
        self._named: dict[int, str] = {}  # names by id of the fish

    @functools.lru_cache(maxsize=None)  # noqa: B019: one space for each agent, for good
    def observation_space(self, agent: str) -> Any:
        """Box(-1, 1, (observation_size,)), float32."""
        return gymnasium.spaces.Box(-1, 1, (self._size,), np.float32)

    @functools.lru_cache(maxsize=None)  # noqa: B019
    def action_space(self, agent: str) -> Any:
        """Box of turn, speed, bite, or Discrete(30)."""
        if self._discrete:
            return gymnasium.spaces.Discrete(DISCRETE_ACTIONS)
        return gymnasium.spaces.Box(ACTION_LOW, ACTION_HIGH, dtype=np.float32)

    @property
    def world(self) -> World:
        """The world of the episode, to read."""
        return self._world

    def reset(self, seed: int | None = None,
              options: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        self._world._open()
        if seed is not None:
            self._random = np.random.default_rng(seed)
        self._config['world.seed'] = int(self._random.integers(1 << 52))
        world = World(self._config)
        self._world.close()
        self._world, self._named, self._slot = world, {}, {}
        seen = self._look()
        self.agents = list(self._slot)
        return ({name: seen['observation'][slot] for name, slot in self._slot.items()},
                {name: {} for name in self.agents})

    def _look(self) -> dict[str, np.ndarray]:
        """Observes all slots, and names the agents that have come."""
        seen = self._world.agents.observe()
        self._slot = {}
        for slot in np.flatnonzero(seen['alive']):
            fish = int(seen['id'][slot])
            if fish not in self._named and len(self._named) < len(self.possible_agents):
                self._named[fish] = self.possible_agents[len(self._named)]
            if fish in self._named:
                self._slot[self._named[fish]] = int(slot)
        return seen

    def step(self, actions: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
        if not self.agents:
            raise StateError('the episode is over: reset first')
        before, agents = dict(self._slot), self._world.agents
        self._act(actions)
        self._world.tick(self._ticks)
        got, seen = agents.reward(), self._look()
        over = agents.truncated
        members = list(dict.fromkeys([*self.agents, *self._slot]))
        slots = {name: self._slot.get(name, before.get(name, 0)) for name in members}
        dead = {name: name not in self._slot for name in members}
        self.agents = [] if over else [name for name in members if not dead[name]]
        return ({name: seen['observation'][slots[name]] for name in members},
                {name: float(got['reward'][slots[name]]) for name in members}, dead,
                {name: over and not dead[name] for name in members},
                {name: {'terms': got['terms'][slots[name]]} for name in members})

    def _act(self, actions: Mapping[str, Any]) -> None:
        missing = set(self.agents) ^ set(actions)
        if missing:
            raise ArgumentError(f'actions: one for each live agent is wanted; {sorted(missing)[0]} '
                                f'is {"missing" if set(self.agents) & missing else "not alive"}')
        fish = {name: number for number, name in self._named.items()}
        ids = np.array([fish[name] for name in self.agents], np.uint64)
        given = [np.asarray(actions[name]) for name in self.agents]
        if self._discrete:
            if any(one.shape != () or one.dtype.kind not in 'iu' for one in given):
                raise ArgumentError('actions: whole numbers are wanted')
            rows = np.array(given, np.int32)
            act = library.fishsim_agents_act_discrete
        else:
            if any(one.shape != (ACTION_SIZE,) or one.dtype.kind != 'f' for one in given):
                raise ArgumentError(f'actions: floats of shape ({ACTION_SIZE},) are wanted')
            rows = np.array(given, np.float32)
            act = library.fishsim_agents_act
        self._world._call(act, ids.ctypes.data, rows.ctypes.data, len(ids))

    def state(self) -> np.ndarray:
        """The observations of all slots, one behind the other."""
        flat: np.ndarray = Agents(self._world).observe()['observation'].ravel()
        return flat

    def render(self) -> Any:
        """uint8 (height, width, 3), when render_mode is 'rgb_array'."""
        return self._world.rgb_array(480) if self.render_mode else None

    def close(self) -> None:
        self._world.close()
