"""A living world: make it, tick it, read it as arrays, save it, fork it, act on it."""
from __future__ import annotations

import ctypes
import os
import sys
import traceback
import weakref
from typing import Any, Callable, Iterable, Mapping

import numpy as np

from . import _abi, render
from ._native import Borrowed, Handle, Native, call, library, path_bytes, sized, view, whole
from .agents import Agents
from .arrow import capsule
from .brain import Brain
from .config import Config
from .errors import NotFoundError
from .events import EventLog

_ELEMENTS = {_abi.ELEMENT_U8: 'u1', _abi.ELEMENT_U16: 'u2', _abi.ELEMENT_U32: 'u4',
             _abi.ELEMENT_U64: 'u8', _abi.ELEMENT_I64: 'i8', _abi.ELEMENT_F32: 'f4'}
_COLUMNS = {row.field: row.number for row in _abi.COLUMN_TABLE}
_FIELDS = {row.NAME.lower(): row.number for row in _abi.FIELD_TABLE}
_EVERY = {row.NAME.lower(): row.number for row in _abi.EVERY_TABLE}

#: Names of the columns, in the order of the Arrow export, each with its unit and meaning.
COLUMNS = {row.field: (row.unit, row.meaning) for row in _abi.COLUMN_TABLE}


def _look_up(table: Mapping[str, int], name: str, what: str) -> int:
    if name not in table:
        raise NotFoundError(f'no {what} {name!r}; there are {", ".join(table)}')
    return table[name]


class World(Native):
    """A world of fish.

    >>> with World.from_scenario('reef', {'world.seed': 7}) as world:
    ...     world.tick(1440)
    ...     weight = world['weight_g'].copy()

    Arrays that the world hands out are read-only views of its memory, valid until the next call
    that changes it: a tick, an act, a restore. Copy what must live longer. One thread at a time may
    use a world; another one gets a StateError. Calls release the GIL, so worlds of their own run in
    parallel in threads. A large world may itself tick on several threads: `threads`, 1 to 256, of
    which it starts all but one; forks share them. No result depends on their number.
    """

    _kind = 'world'

    # ---- make ---------------------------------------------------------------------------------

    def __init__(self, config: Config | str, overrides: Mapping[str, Any] | None = None, *,
                 threads: int = 1) -> None:
        """Makes a world from a Config (copied) or from YAML text, with overrides by key path."""
        chosen = Config(config) if isinstance(config, str) else config.clone()
        chosen.update(overrides or {})
        made, (pool, hooks) = ctypes.c_void_p(), _pool(threads)
        call(library.fishsim_world_create, chosen._open().pointer, ctypes.byref(hooks),
             ctypes.byref(made))
        self._adopt(made, pool)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str],
                  overrides: Mapping[str, Any] | None = None, *, threads: int = 1) -> World:
        """Makes a world from a YAML file."""
        return cls(Config.from_file(path, overrides), threads=threads)

    @classmethod
    def from_scenario(cls, name: str, overrides: Mapping[str, Any] | None = None, *,
                      threads: int = 1) -> World:
        """Makes a world from a scenario that comes with the package; see fishsim.scenarios()."""
        return cls(Config.from_scenario(name, overrides), threads=threads)

    @classmethod
    def from_snapshot(cls, source: bytes | str | os.PathLike[str], *, threads: int = 1) -> World:
        """Makes a world from snapshot bytes, or from a file of them; it goes on bit for bit."""
        made, (pool, hooks) = ctypes.c_void_p(), _pool(threads)
        if isinstance(source, (bytes, bytearray, memoryview)):
            data = bytes(source)
            call(library.fishsim_snapshot_load, data, len(data), ctypes.byref(hooks),
                 ctypes.byref(made))
        else:
            call(library.fishsim_snapshot_load_file, path_bytes(source), ctypes.byref(hooks),
                 ctypes.byref(made))
        return cls._of(made, pool)

    @classmethod
    def _of(cls, pointer: ctypes.c_void_p, pool: Handle | None) -> World:
        world = cls.__new__(cls)
        world._adopt(pointer, pool)
        return world

    def _adopt(self, pointer: ctypes.c_void_p, pool: Handle | None) -> None:
        assert pointer.value is not None
        self._handle = Handle(pointer.value, library.fishsim_world_destroy, self._kind)
        self._handle.pool = pool

    def fork(self) -> World:
        """An independent copy that goes on as this one would; without its logs and systems."""
        made = ctypes.c_void_p()
        self._call(library.fishsim_world_clone, ctypes.byref(made))
        return type(self)._of(made, self._open().pool)

    def __copy__(self) -> World:
        return self.fork()

    def __deepcopy__(self, memo: dict[int, Any]) -> World:
        return self.fork()

    def __reduce__(self) -> Any:
        return type(self).from_snapshot, (self.snapshot(),)

    # ---- tick ---------------------------------------------------------------------------------

    def tick(self, ticks: int = 1) -> None:
        """Advances the world by so many ticks. Views handed out before are no longer valid."""
        self._call(library.fishsim_world_tick, whole(ticks, 'ticks', 0, (1 << 63) - 1))

    # ---- look ---------------------------------------------------------------------------------

    @property
    def info(self) -> _abi.WorldInfo:
        """Size (m), time and counts now, as a struct of numbers; see fishsim_world_info."""
        info: _abi.WorldInfo = sized(_abi.WorldInfo)
        self._call(library.fishsim_world_get_info, ctypes.byref(info))
        return info

    @property
    def config(self) -> Config:
        """A copy of the configuration that the world was made from."""
        made = ctypes.c_void_p()
        self._call(library.fishsim_world_get_config, ctypes.byref(made))
        return Config._of(made)

    @property
    def species(self) -> list[_abi.SpeciesInfo]:
        """What each species is called and how it fares, by its number in the species column."""
        found = []
        for number in range(self.info.species):
            species = sized(_abi.SpeciesInfo)
            self._call(library.fishsim_world_get_species, number, ctypes.byref(species))
            found.append(species)
        return found

    def _species_number(self, species: str | int) -> int:
        if isinstance(species, str):
            names = {one.name: number for number, one in enumerate(self.species)}
            return _look_up(names, species, 'species')
        return species

    def __getitem__(self, column: str) -> np.ndarray:
        """One column of the live fish, shape (fish,), as a read-only view; see fishsim.COLUMNS for
        names and units. Row i of every column is the same fish; rows change place, ids do not."""
        number = _look_up(_COLUMNS, column, 'column')
        found = sized(_abi.Column)
        self._call(library.fishsim_world_get_column, number, ctypes.byref(found))
        assert found.data is not None
        dtype = np.dtype(_ELEMENTS[found.element])
        return view(self._open(), found.data, (found.count,), (found.stride,), dtype)

    def columns(self, *names: str) -> dict[str, np.ndarray]:
        """Copies of the named columns, or of all of them, each of shape (fish,)."""
        return {name: self[name].copy() for name in names or COLUMNS}

    def field(self, name: str) -> np.ndarray:
        """A field ('plankton', 'detritus'): int64 microjoules, shape (rows, columns), row 0 at
        y = 0, as a read-only view."""
        found = self._field(name)
        return view(self._open(), found.energy_uj or 0, (found.rows, found.columns), None,
                    np.dtype('i8'))

    def _field(self, name: str) -> _abi.Field:
        found: _abi.Field = sized(_abi.Field)
        self._call(library.fishsim_world_get_field, _look_up(_FIELDS, name, 'field'),
                   ctypes.byref(found))
        return found

    def field_capacity(self, name: str) -> float:
        """Microjoules that one cell of a field can carry; 0 where there is no bound."""
        return self._field(name).capacity_uj

    def measure(self, species: str | int) -> dict[str, float]:
        """What people plot of one species: fish, biomass, polarisation, milling, clusters, ...; see
        FISHSIM_MEASURE_TABLE in measure.h."""
        found = sized(_abi.Measures)
        self._call(library.fishsim_world_measure, self._species_number(species),
                   ctypes.byref(found))
        return {row.name: found.value[row.number] for row in _abi.MEASURE_TABLE}

    def flows(self, species: str | int) -> dict[str, int]:
        """Energy that has gone through a species since the world was made, in whole microjoules; see
        FISHSIM_FLOW_TABLE in measure.h."""
        found = self._flows(species)
        return {row.name: _microjoules(found.flow[row.number]) for row in _abi.FLOW_TABLE}

    def trophic_level(self, species: str | int) -> float:
        """1 + the mean level of what a species has eaten, weighted by energy; plankton is 1."""
        return float(self._flows(species).trophic_level)

    def _flows(self, species: str | int) -> _abi.Flows:
        found: _abi.Flows = sized(_abi.Flows)
        self._call(library.fishsim_world_get_flows, self._species_number(species),
                   ctypes.byref(found))
        return found

    def diet(self, predator: str | int) -> dict[str, tuple[int, int]]:
        """What a species has eaten of each: fish, and their energy in whole microjoules."""
        eaten = {}
        for prey, species in enumerate(self.species):
            fish, energy = ctypes.c_uint64(), _abi.Energy()
            self._call(library.fishsim_world_get_diet, self._species_number(predator), prey,
                       ctypes.byref(fish), ctypes.byref(energy))
            eaten[species.name] = (fish.value, _microjoules(energy))
        return eaten

    @property
    def ledger(self) -> dict[str, int]:
        """The energy budget in whole microjoules (Python integers, so that nothing is rounded):
        stocks now, flows since the world was made, `start`, and `residual`, which is 0."""
        found = sized(_abi.Ledger)
        self._call(library.fishsim_world_get_ledger, ctypes.byref(found))
        entries = {row.field: _microjoules(found.entry[row.number]) for row in _abi.LEDGER_TABLE}
        return {**entries, 'start': _microjoules(found.start),
                'residual': _microjoules(found.residual)}

    @property
    def digest(self) -> int:
        """64-bit hash of all that the future depends on; equal on every machine."""
        return int(library.fishsim_world_digest(self._open().pointer))

    def record(self, kinds: Iterable[str] | None = None, capacity: int = 1_000_000) -> EventLog:
        """Starts to keep events of these kinds (all, unless told), at most `capacity` of them."""
        return EventLog(self, kinds, capacity)

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]:
        """The live fish as an Arrow record batch (copied): pyarrow.record_batch(world)."""
        schema, array = _abi.ArrowSchema(), _abi.ArrowArray()
        self._call(library.fishsim_world_export_arrow, ctypes.byref(schema), ctypes.byref(array))
        return capsule(schema), capsule(array)

    @property
    def agents(self) -> Agents:
        """The fish that the host controls: observe, act, reward."""
        self._open()
        return Agents(self)

    def brain(self, mind: str) -> Brain:
        """The weights of a mind whose kind is `brain`: those that its fish share, or genomes."""
        return Brain(self, mind)

    # ---- save ---------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """The whole world as bytes, the same on every machine."""
        handle = self._open()
        buffer = ctypes.create_string_buffer(library.fishsim_snapshot_size(handle.pointer))
        self._call(library.fishsim_snapshot_save, buffer, len(buffer), None)
        return buffer.raw

    def save(self, path: str | os.PathLike[str]) -> None:
        """Saves to a file; the old file or the new one is whole whatever happens."""
        self._call(library.fishsim_snapshot_save_file, path_bytes(path))

    def restore(self, snapshot: bytes) -> None:
        """Puts the world back to a snapshot; its logs and systems stay. Unchanged on error."""
        data = bytes(snapshot)
        self._call(library.fishsim_snapshot_restore, data, len(data))

    # ---- act ----------------------------------------------------------------------------------

    def add_food(self, field: str, x_m: float, y_m: float, energy_uj: int) -> None:
        """Brings microjoules into the cell of a field at (x, y), booked as `added`."""
        self._call(library.fishsim_world_add_food, _look_up(_FIELDS, field, 'field'), x_m, y_m,
                   whole(energy_uj, 'energy_uj', 0, (1 << 63) - 1))

    def harvest(self, fish_id: int) -> None:
        """Takes one live fish out, booked as `landed`. Views are no longer valid."""
        self._call(library.fishsim_world_harvest,
                   whole(fish_id, 'fish_id', 0, (1 << 64) - 1))

    def set_temperature(self, celsius: float) -> None:
        """Sets the water temperature from the next tick on."""
        self._call(library.fishsim_world_set_temperature, celsius)

    def add_system(self, run: Callable[[World, int], None], every: str = 'tick') -> None:
        """Runs `run(world, count)` inside the tick, every 'tick', calendar 'hour' or 'day'. It may
        read the world and use add_food, harvest and set_temperature. An exception is printed and
        counted in system_failures, and does not stop the tick."""
        system = sized(_abi.System)
        system.every = _look_up(_EVERY, every, 'period')
        owner = weakref.ref(self._open())  # which keeps the callback: no circle

        def enter(_user: int, pointer: int, count: int) -> int:
            try:
                inside = World.__new__(World)
                handle = owner()
                assert handle is not None
                inside._handle = Borrowed(pointer, handle, 'world')
                run(inside, count)
            except Exception:  # what the host's code raises must not pass through C
                traceback.print_exc(file=sys.stderr)
                return _abi.ERR_STATE
            finally:
                inside.close()
            return _abi.OK

        system.run = _abi.System_run(enter)
        self._call(library.fishsim_world_add_system, ctypes.byref(system))
        self._open().keeps.append(system)

    @property
    def system_failures(self) -> int:
        """How often a system has raised an exception."""
        return int(library.fishsim_world_get_system_failures(self._open().pointer))

    # ---- show ---------------------------------------------------------------------------------

    def rgb_array(self, width: int = 640) -> np.ndarray:
        """A picture of the water, uint8 of shape (height, width, 3), drawn on the CPU."""
        return render.draw(self, width)

    def to_png(self, width: int = 640) -> bytes:
        """The same picture as the bytes of a PNG file."""
        return render.png(self.rgb_array(width))

    def _repr_png_(self) -> bytes:
        return self.to_png()

    def _repr_html_(self) -> str:
        return render.html(self)

    def __repr__(self) -> str:
        if self.closed:
            return '<World, closed>'
        info = self.info
        return f'<World of {info.fish} fish at tick {info.tick}, digest {self.digest:#018x}>'


def _pool(threads: int) -> tuple[Handle | None, _abi.Hooks]:
    """A pool of so many threads, none for 1, and the hooks of a world that works on it."""
    hooks: _abi.Hooks = sized(_abi.Hooks)
    if whole(threads, 'threads', 1, _abi.POOL_THREADS_MAX) == 1:
        return None, hooks
    made = ctypes.c_void_p()
    call(library.fishsim_pool_create, threads, None, ctypes.byref(made))
    assert made.value is not None
    pool = Handle(made.value, library.fishsim_pool_destroy, 'pool')
    call(library.fishsim_pool_lend, made, ctypes.byref(hooks))
    return pool, hooks


def _microjoules(energy: _abi.Energy) -> int:
    return energy.joules * 1_000_000 + energy.microjoules


__all__ = ["COLUMNS", "World"]
