"""Environments for learners. Importing this module registers the tasks with Gymnasium.

    import gymnasium, fishsim.envs
    env = gymnasium.make('fishsim/forage-patch-v0')                       # one fish
    envs = gymnasium.make_vec('fishsim/forage-patch-v0', num_envs=64)     # 64 worlds, in C
    par = fishsim.envs.parallel_env('forage-patch')                       # PettingZoo: all fish

In the Gymnasium environments the learner controls the first agent of each world; the others follow
the scripted policy of their species.
"""
from __future__ import annotations

from typing import Any, Mapping

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from .agents import ACTION_HIGH, ACTION_LOW, DISCRETE_ACTIONS, check_task, tasks
from .batch import Batch
from .errors import ArgumentError

_MODES = {'next_step': AutoresetMode.NEXT_STEP, 'same_step': AutoresetMode.SAME_STEP,
          'disabled': AutoresetMode.DISABLED}


def _spaces(batch: Batch, discrete: bool) -> tuple[gymnasium.Space[Any], gymnasium.Space[Any]]:
    """Of one agent: observation and action."""
    seen = gymnasium.spaces.Box(-1, 1, (batch.observation_size,), np.float32)
    if discrete:
        return seen, gymnasium.spaces.Discrete(DISCRETE_ACTIONS)
    return seen, gymnasium.spaces.Box(ACTION_LOW, ACTION_HIGH, dtype=np.float32)


def _overrides(given: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**(given or {}), 'agents.slots': 1}


class FishVectorEnv(VectorEnv[Any, Any, Any]):
    """Many worlds with one fish under control in each; autoreset is done in C.

    autoreset  'next_step', 'same_step' or 'disabled', as Gymnasium defines them. With 'same_step'
               the last observations are in infos['final_obs']; with 'disabled' the worlds that are
               done are reset by reset(options={'reset_mask': mask}).
    infos      'action_mask' bool (num_envs, 10): turns, speeds, bites that can have an effect; in
               the step that ends an episode its 'statistics' by name (Batch.STATISTICS), in
               'final_info' with 'same_step'
    copy       False: what step returns is overwritten by the next one
    """

    metadata: dict[str, Any] = {'render_modes': ['rgb_array'], 'render_fps': 10,
                                'autoreset_mode': AutoresetMode.NEXT_STEP}

    def __init__(self, task: str = 'forage-patch', num_envs: int = 1, discrete: bool = False,
                 autoreset: str = 'next_step', threads: int = 0, copy: bool = True,
                 render_mode: str | None = None,
                 overrides: Mapping[str, Any] | None = None) -> None:
        check_task(task, render_mode)
        self.batch = Batch(task, num_envs, _overrides(overrides), autoreset=autoreset,
                           actions='discrete' if discrete else 'continuous', threads=threads)
        self.num_envs, self.render_mode, self._copy = num_envs, render_mode, copy
        self.single_observation_space, self.single_action_space = _spaces(self.batch, discrete)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.metadata = {**type(self).metadata, 'autoreset_mode': _MODES[autoreset]}
        self._seeded = False

    def reset(self, *, seed: int | list[int | None] | None = None,
              options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed if isinstance(seed, int) else None)
        mask = (options or {}).get('reset_mask')
        which = None if mask is None else np.flatnonzero(self._mask(mask)).tolist()
        self.batch.reset(which, self._seeds(seed, which))
        return self._given(self.batch.observations[:, 0]), self._infos()

    def _mask(self, mask: Any) -> Any:
        if getattr(mask, 'dtype', None) != np.bool_ or mask.shape != (self.num_envs,):
            raise ArgumentError(f'reset_mask: a bool array of shape ({self.num_envs},) is wanted')
        return mask

    def _seeds(self, seed: int | list[int | None] | None, which: Any) -> Any:
        """Seeds of the worlds to reset; None: they go on to their next episode."""
        count = self.num_envs if which is None else len(which)
        if isinstance(seed, (int, np.integer)):
            seeds = [int(seed) + number for number in which or range(self.num_envs)]
        elif seed is not None and any(one is not None for one in seed):
            if len(seed) != self.num_envs:
                raise ArgumentError(f'seed: {self.num_envs} of them are wanted, not {len(seed)}')
            seeds = [self._drawn() if one is None else one for one in seed]
            seeds = seeds if which is None else [seeds[number] for number in which]
        elif not self._seeded:
            seeds = [self._drawn() for _ in range(count)]
        else:
            return None
        self._seeded = True
        return seeds

    def _drawn(self) -> int:
        return int(self.np_random.integers(1 << 52))

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        batch = self.batch
        wanted = batch.actions
        given = np.asarray(actions)
        if given.dtype.kind in 'iu' and wanted.dtype == np.int32:
            given = given.astype(np.int32)  # a Discrete space samples int64
        if given.size == wanted.size and given.shape[0] == self.num_envs:
            given = np.ascontiguousarray(given.reshape(wanted.shape))
        batch.step(given)
        return (self._given(batch.observations[:, 0]), batch.rewards[:, 0].astype(np.float64),
                batch.terminated[:, 0].copy(), batch.truncated[:, 0].copy(), self._infos())

    def _infos(self) -> dict[str, Any]:
        """As Gymnasium's own vector environments collect those of single ones."""
        batch, done = self.batch, self.batch.ended.copy()
        infos: dict[str, Any] = {}
        if done.any():
            columns = {name: np.where(done, batch.statistics[:, column], 0)
                       for column, name in enumerate(batch.STATISTICS)}
            infos['statistics'] = columns | {f'_{name}': done for name in columns}
            infos['_statistics'] = done
        if done.any() and batch.autoreset == 'same_step':
            final = np.full(self.num_envs, None, dtype=object)
            for number in np.flatnonzero(done):
                final[number] = batch.final_observations[number, 0].copy()
            infos = {'final_obs': final, '_final_obs': done, 'final_info': infos,
                     '_final_info': done}
        infos['action_mask'] = batch.masks[:, 0].copy()
        infos['_action_mask'] = np.ones(self.num_envs, np.bool_)
        return infos

    def _given(self, array: np.ndarray) -> np.ndarray:
        return array.copy() if self._copy else array

    def render(self) -> Any:
        """A picture of each world, when render_mode is 'rgb_array'."""
        if self.render_mode is None:
            return None
        return tuple(self.batch.rgb_array(240, number) for number in range(self.num_envs))

    def close_extras(self, **_: Any) -> None:
        self.batch.close()


class FishEnv(gymnasium.Env[Any, Any]):
    """One world with one fish under control. The info has the action_mask and, at the end of the
    episode, its statistics, as with FishVectorEnv."""

    metadata: dict[str, Any] = {'render_modes': ['rgb_array'], 'render_fps': 10}

    def __init__(self, task: str = 'forage-patch', discrete: bool = False,
                 render_mode: str | None = None,
                 overrides: Mapping[str, Any] | None = None) -> None:
        check_task(task, render_mode)
        self.batch = Batch(task, 1, _overrides(overrides), autoreset='disabled',
                           actions='discrete' if discrete else 'continuous')
        self.observation_space, self.action_space = _spaces(self.batch, discrete)
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None,
              options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        chosen = int(self.np_random.integers(1 << 52)) if seed is None else seed
        self.batch.reset(seeds=[chosen])
        return self.batch.observations[0, 0].copy(), self._info()

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        batch, given = self.batch, np.asarray(action)
        if given.dtype.kind in 'iu' and batch.actions.dtype == np.int32:
            given = given.astype(np.int32)
        if given.size == batch.actions.size:
            given = np.ascontiguousarray(given.reshape(batch.actions.shape))
        batch.step(given)
        return (batch.observations[0, 0].copy(), float(batch.rewards[0, 0]),
                bool(batch.terminated[0, 0]), bool(batch.truncated[0, 0]), self._info())

    def _info(self) -> dict[str, Any]:
        info: dict[str, Any] = {'action_mask': self.batch.masks[0, 0].copy()}
        if self.batch.ended[0]:
            info['statistics'] = dict(zip(Batch.STATISTICS, self.batch.statistics[0].tolist()))
        return info

    def render(self) -> Any:
        """uint8 (height, width, 3), when render_mode is 'rgb_array'."""
        return self.batch.rgb_array() if self.render_mode else None

    def close(self) -> None:
        self.batch.close()


for _task in tasks():
    gymnasium.register(id=f'fishsim/{_task}-v0', entry_point='fishsim.envs:FishEnv',
                       vector_entry_point='fishsim.envs:FishVectorEnv', kwargs={'task': _task})


def parallel_env(task: str = 'forage-patch', **options: Any) -> Any:
    """A PettingZoo parallel environment of all agents of a task; see fishsim.parallel."""
    from .parallel import FishParallelEnv
    return FishParallelEnv(task, **options)


__all__ = ['FishEnv', 'FishVectorEnv', 'parallel_env']
