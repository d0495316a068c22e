"""PufferLib 3: many worlds as one native environment, which writes into PufferLib's own arrays.

    import pufferlib.vector, fishsim.puffer
    envs = pufferlib.vector.make(fishsim.puffer.FishPufferEnv, num_envs=2,
                                 backend=pufferlib.vector.Multiprocessing,
                                 env_kwargs={'task': 'evade', 'worlds': 32})

Every slot of every world is an agent of PufferLib's. Where a slot is free its observation is 0 and
its mask False. Needs pufferlib 3, which itself asks for numpy 1 and Gymnasium 0.29.
"""
from __future__ import annotations

from typing import Any, Mapping

import gymnasium
import numpy as np
import pufferlib

from .agents import ACTION_HIGH, ACTION_LOW, DISCRETE_ACTIONS, check_task
from .batch import Batch
from .config import Config

_RETURN, _STEPS = (Batch.STATISTICS.index(name) for name in ('return', 'steps'))


class FishPufferEnv(pufferlib.PufferEnv):  # type: ignore[misc]
    """All agents of `worlds` worlds of a task. Worlds begin their next episode at once; what the
    last one came to is in the infos: episode_return, episode_length and score (0: random actions,
    1: the scripted policy), each the mean over the worlds that ended in the step.

    discrete  actions are Discrete(30) instead of Box(3): turn, speed, bite
    threads   of the batch; 0: PufferLib's processes are enough
    buf, seed are PufferLib's
    """

    def __init__(self, task: str = 'forage-patch', worlds: int = 16, discrete: bool = False,
                 threads: int = 0, render_mode: str | None = None,
                 overrides: Mapping[str, Any] | None = None, buf: dict[str, Any] | None = None,
                 seed: int | None = 0) -> None:
        check_task(task, render_mode)
        config, kind = Config.from_scenario(task, overrides), 'discrete' if discrete else 'continuous'
        with Batch(config, 1, arrays=()) as probe:
            size, slots = probe.observation_size, probe.slots
            self._info = probe.world(0).agents.info
        self.single_observation_space = gymnasium.spaces.Box(-1, 1, (size,), np.float32)
        self.single_action_space = gymnasium.spaces.Discrete(DISCRETE_ACTIONS) if discrete else \
            gymnasium.spaces.Box(ACTION_LOW, ACTION_HIGH, dtype=np.float32)
        self.num_agents, self.render_mode = worlds * slots, render_mode
        super().__init__(buf)
        self.batch = Batch(config, worlds, autoreset='same_step', actions=kind, threads=threads,
                           arrays={'observations': self.observations, 'rewards': self.rewards,
                                   'terminated': self.terminals, 'truncated': self.truncations,
                                   'alive': self.masks, 'actions': self.actions, 'ended': None,
                                   'statistics': None})
        self._random = np.random.default_rng(seed)

    def reset(self, seed: int | None = None) -> tuple[np.ndarray, list[dict[str, float]]]:
        if seed is not None:
            self._random = np.random.default_rng(seed)
        self.batch.reset(seeds=self._random.integers(1 << 52, size=self.batch.worlds).tolist())
        return self.observations, []

    def step(self, actions: np.ndarray) -> tuple[Any, ...]:
        if actions is not self.actions:
            self.actions[:] = actions
        self.batch.step()
        return (self.observations, self.rewards, self.terminals, self.truncations,
                [self._ended()] if self.batch.ended.any() else [])

    def _ended(self) -> dict[str, float]:
        rows = self.batch.statistics[self.batch.ended]
        value, random = float(rows[:, _RETURN].mean()), self._info.score_random
        return {'episode_return': value, 'episode_length': float(rows[:, _STEPS].mean()),
                'score': (value - random) / (self._info.score_scripted - random)}

    def render(self) -> Any:
        """uint8 (height, width, 3) of the first world, when render_mode is 'rgb_array'."""
        return self.batch.rgb_array() if self.render_mode else None

    def close(self) -> None:
        self.batch.close()
