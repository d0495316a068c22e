"""Many worlds of agents stepped together, straight into numpy arrays."""
from __future__ import annotations

import ctypes
import math
from typing import Any, Iterable, Mapping, Sequence

import numpy as np

from . import _abi, render
from ._native import Borrowed, Handle, Native, call, checked, library, sized, whole
from .agents import ACTION_SIZE, MASK_SIZE, REWARD_TERMS
from .config import Config
from .errors import ArgumentError, NotFoundError
from .world import World

_AUTORESET = {row.NAME.lower(): row.number for row in _abi.AUTORESET_TABLE}
_ARRAYS = ('observations', 'rewards', 'terms', 'terminated', 'truncated', 'alive', 'ids',
           'generations', 'masks', 'final_observations', 'ended', 'statistics')


class Batch(Native):
    """Worlds stepped together; row [w, s] of an array is slot s of world w.

    The arrays are made once and written in place by each call; copy what must live longer. With
    `arrays`, a list of names, only those are there and the others cost nothing; a dict gives arrays
    of your own to write into, contiguous and of as many elements as below.

        actions             float32 (worlds, slots, 3), or int32 (worlds, slots) when discrete: in
        observations        float32 (worlds, slots, size), in [-1, 1]
        rewards             float32 (worlds, slots)
        terms               float32 (worlds, slots, len(REWARD_TERMS))
        terminated          bool (worlds, slots): died in this step
        truncated           bool (worlds, slots): alive at the end of the episode
        alive               bool (worlds, slots)
        ids                 uint64 (worlds, slots)
        generations         uint32 (worlds, slots)
        masks               bool (worlds, slots, 10): turns, speeds, bites that can have an effect
        final_observations  as observations: of an episode that ended, with autoreset same_step
        ended               bool (worlds,): the episode has ended in this step
        statistics          float64 (worlds, 11): one row of STATISTICS for each world

    >>> batch = fishsim.Batch('forage-patch', worlds=64)
    >>> batch.reset(seeds=range(64))
    >>> batch.actions[:] = policy(batch.observations)
    >>> batch.step()
    """

    _kind = 'batch'

    #: Names of the columns of `statistics`.
    STATISTICS = tuple(row.name for row in _abi.STATISTIC_TABLE)

    observations: np.ndarray
    rewards: np.ndarray
    terms: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray
    alive: np.ndarray
    ids: np.ndarray
    generations: np.ndarray
    masks: np.ndarray
    final_observations: np.ndarray
    ended: np.ndarray
    statistics: np.ndarray

    def __init__(self, scenario: str | Config | Sequence[Config], worlds: int = 1,
                 overrides: Mapping[str, Any] | None = None, *, autoreset: str = 'next_step',
                 actions: str = 'continuous', seeds: Sequence[int] | None = None,
                 threads: int = 0,
                 arrays: Iterable[str] | Mapping[str, np.ndarray] | None = None) -> None:
        """`scenario` is a task's name, a Config, or several that worlds take by turns. `actions` is
        'continuous', 'discrete' or 'scripted'. `threads` of its own let worlds go on between send
        and receive, and step side by side; results do not depend on them."""
        worlds, threads = whole(worlds, 'worlds', 1, 65536), whole(threads, 'threads', 0, 64)
        wanted = dict(arrays) if isinstance(arrays, Mapping) else \
            dict.fromkeys(_ARRAYS if arrays is None else arrays)
        for name in wanted:
            if name not in (*_ARRAYS, 'actions'):
                raise NotFoundError(f'no array {name!r}; there are {", ".join(_ARRAYS)}')
        if autoreset not in _AUTORESET:
            raise NotFoundError(f'no autoreset {autoreset!r}; there are {", ".join(_AUTORESET)}')
        if actions not in ('continuous', 'discrete', 'scripted'):
            raise NotFoundError(f'no actions {actions!r}; '
                                'there are continuous, discrete, scripted')
        chosen = _configs(scenario, overrides or {})
        pointers = (ctypes.c_void_p * len(chosen))(*[one._open().pointer for one in chosen])
        options = sized(_abi.BatchOptions)
        options.worlds, options.threads = worlds, threads
        options.autoreset = _AUTORESET[autoreset]
        given = None if seeds is None else _seeds(seeds, worlds)
        options.seeds = None if given is None else given.ctypes.data
        made = ctypes.c_void_p()
        call(library.fishsim_batch_create, pointers, len(chosen), ctypes.byref(options), None,
             ctypes.byref(made))
        assert made.value is not None
        self._handle = Handle(made.value, library.fishsim_batch_destroy, self._kind)
        self.autoreset, self.config = autoreset, chosen[0]
        self._lend(actions, wanted)

    def _lend(self, kind: str, wanted: dict[str, np.ndarray | None]) -> None:
        shape = [ctypes.c_uint32() for _ in range(3)]
        self._call(library.fishsim_batch_get_shape, *map(ctypes.byref, shape))
        self.worlds, self.slots, self.observation_size = (one.value for one in shape)
        n = (self.worlds, self.slots)
        seen = (*n, self.observation_size)
        shapes = {'observations': (seen, 'f4'), 'rewards': (n, 'f4'),
                  'terms': ((*n, len(REWARD_TERMS)), 'f4'), 'terminated': (n, '?'),
                  'truncated': (n, '?'), 'alive': (n, '?'), 'ids': (n, 'u8'),
                  'generations': (n, 'u4'), 'masks': ((*n, MASK_SIZE), '?'),
                  'final_observations': (seen, 'f4'), 'ended': ((self.worlds,), '?'),
                  'statistics': ((self.worlds, len(self.STATISTICS)), 'f8')}
        buffers = sized(_abi.BatchBuffers)
        arrays = {name: _array(name, given, *shapes[name]) for name, given in wanted.items()
                  if name != 'actions'}
        for name, array in arrays.items():
            setattr(self, name, array)
            setattr(buffers, name, array.ctypes.data)
        self._actions: np.ndarray | None = None
        if kind != 'scripted':
            form = ((*n, ACTION_SIZE), 'f4') if kind == 'continuous' else (n, 'i4')
            self._actions = _array('actions', wanted.get('actions'), *form)
            field = 'actions' if kind == 'continuous' else 'choices'
            setattr(buffers, field, self._actions.ctypes.data)
        self._call(library.fishsim_batch_set_buffers, ctypes.byref(buffers))
        # C writes there as long as it lives.
        self._open().keeps.extend([*arrays.values(), self._actions])

    def __getattr__(self, name: str) -> Any:
        if name in _ARRAYS:
            raise AttributeError(f'this batch was made without the array {name}')
        raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')

    @property
    def actions(self) -> np.ndarray:
        """The array that the next step reads; write into it."""
        if self._actions is None:
            raise ArgumentError('this batch is scripted: it takes no actions')
        return self._actions

    def reset(self, worlds: Sequence[int] | None = None,
              seeds: Sequence[int] | None = None) -> None:
        """Begins an episode in the named worlds, or all; `seeds` start anew, one for each."""
        which = None if worlds is None else _indices(worlds)
        count = self.worlds if which is None else len(which)
        given = None if seeds is None else _seeds(seeds, count)
        self._call(library.fishsim_batch_reset, None if which is None else which.ctypes.data, count,
                   None if given is None else given.ctypes.data)

    def step(self, actions: Any = None) -> None:
        """Steps all worlds, by `actions` (shape and dtype of .actions) or what is in .actions."""
        self._take(actions)
        self._call(library.fishsim_batch_step)

    def send(self, worlds: Sequence[int] | None = None, actions: Any = None) -> None:
        """Sends the named worlds, or all, on their step; with threads it returns at once."""
        self._take(actions)
        which = None if worlds is None else _indices(worlds)
        self._call(library.fishsim_batch_send, None if which is None else which.ctypes.data,
                   self.worlds if which is None else len(which))

    def receive(self, least: int = 1) -> np.ndarray:
        """Waits until at least so many worlds have made their step; the indices of all that have."""
        least = whole(least, 'least', 0, self.worlds)
        found, count = np.empty(self.worlds, np.uint32), ctypes.c_uint32()
        self._call(library.fishsim_batch_receive, least, found.ctypes.data, ctypes.byref(count))
        return found[:count.value]

    def _take(self, actions: Any) -> None:
        if actions is not None and actions is not self._actions:
            np.copyto(self.actions, checked(actions, 'actions', self.actions.shape,
                                            self.actions.dtype))

    def save(self, world: int | None = None) -> bytes:
        """One world, or all, with episode and seed, as bytes."""
        number = self._number(world)
        size = library.fishsim_batch_save_size(self._open().pointer, number)
        buffer = ctypes.create_string_buffer(max(1, size))
        self._call(library.fishsim_batch_save, number, buffer, len(buffer), None)
        return buffer.raw

    def restore(self, saved: bytes, world: int | None = None) -> None:
        """Puts one world, or all, back to what save gave; the arrays are written anew."""
        data = bytes(saved)
        self._call(library.fishsim_batch_restore, self._number(world), data, len(data))

    def fork(self, source: int, target: int) -> None:
        """Makes world `target` a copy of world `source`."""
        self._call(library.fishsim_batch_fork, self._number(source), self._number(target))

    def _number(self, world: int | None) -> int:
        if world is None:
            return 0xffffffff  # FISHSIM_BATCH_ALL
        return whole(world, 'world', 0, self.worlds - 1)

    def digests(self) -> list[int]:
        """The digest of every world."""
        return [self.world(number).digest for number in range(self.worlds)]

    def world(self, number: int) -> World:
        """A world of the batch, to read, draw or record. It belongs to the batch: never tick it."""
        handle = self._open()
        pointer = library.fishsim_batch_get_world(handle.pointer, self._number(number))
        inside = World.__new__(World)
        inside._handle = Borrowed(pointer, handle, 'world')
        return inside

    def rgb_array(self, width: int = 480, world: int = 0) -> np.ndarray:
        """A picture of one world, uint8 (height, width, 3)."""
        return render.draw(self.world(world), width)


def _configs(scenario: str | Config | Sequence[Config],
             overrides: Mapping[str, Any]) -> list[Config]:
    if isinstance(scenario, str):
        return [Config.from_scenario(scenario, overrides)]
    chosen = [one.clone() for one in ([scenario] if isinstance(scenario, Config) else scenario)]
    for config in chosen:
        config.update(overrides)
    return chosen


def _array(name: str, given: np.ndarray | None, shape: tuple[int, ...], dtype: str) -> np.ndarray:
    """A new array, or the given one in that shape."""
    if given is None:
        return np.zeros(shape, dtype)
    if getattr(given, 'size', None) == math.prod(shape) and given.flags.c_contiguous:
        given = given.reshape(shape)
    return checked(given, name, shape, dtype, writable=True)


def _seeds(seeds: Sequence[int], count: int) -> np.ndarray:
    given = [whole(seed, 'seeds', 0, (1 << 53) - 1) for seed in seeds]
    if len(given) != count:
        raise ArgumentError(f'seeds: {count} of them are wanted, not {len(given)}')
    return np.array(given, np.uint64)


def _indices(worlds: Sequence[int]) -> np.ndarray:
    return np.array([whole(world, 'worlds', 0, (1 << 32) - 1) for world in worlds], np.uint32)
