"""What happened in a world, in batches: a log that the world fills while it ticks."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Iterable

import numpy as np

from . import _abi
from ._native import Handle, Native, call, library, sized, view
from .arrow import capsule
from .errors import NotFoundError

if TYPE_CHECKING:
    from .world import World

#: Fields of an event, 64 bytes; see fishsim_event in event.h.
EVENT_DTYPE = np.dtype(_abi.Event)

#: Numbers of the kinds of event by name, such as EVENT_KINDS['born'].
EVENT_KINDS = {row.name: row.number for row in _abi.EVENT_TABLE}

#: Names of the causes of death by number.
CAUSES = {row.number: row.NAME.lower() for row in _abi.CAUSE_TABLE}


class EventLog(Native):
    """Events of one world since it was attached, oldest first. Made by World.record.

    It keeps at most `capacity` events; the newest are dropped, and counted, once it is full.
    """

    _kind = 'event log'

    def __init__(self, world: World, kinds: Iterable[str] | None, capacity: int) -> None:
        wanted = 0
        for kind in EVENT_KINDS if kinds is None else kinds:
            if kind not in EVENT_KINDS:
                raise NotFoundError(f'no events of kind {kind!r}; there are '
                                    f'{", ".join(EVENT_KINDS)}')
            wanted |= 1 << EVENT_KINDS[kind]
        made = ctypes.c_void_p()
        call(library.fishsim_event_log_create, None, capacity, ctypes.byref(made))
        assert made.value is not None
        self._handle = Handle(made.value, library.fishsim_event_log_destroy, self._kind)
        self._world = world._open()
        self._sink = ctypes.c_uint32()
        sink = sized(_abi.Sink)
        call(library.fishsim_event_log_sink, made, ctypes.byref(sink))
        sink.kinds = wanted
        world._call(library.fishsim_world_add_sink, ctypes.byref(sink), ctypes.byref(self._sink))
        # The world writes to the log, so the log lives as long as the world.
        self._world.children.append(self._handle)

    def close(self) -> None:
        """Detaches the log from its world and frees it."""
        handle, self._handle = self._handle, None
        if handle is not None and self._world.pointer is not None and handle.pointer is not None:
            call(library.fishsim_world_remove_sink, self._world.pointer, self._sink)
            self._world.children.remove(handle)

    def __len__(self) -> int:
        return len(self.view())

    @property
    def dropped(self) -> int:
        """Events that did not fit."""
        return int(library.fishsim_event_log_dropped(self._open().pointer))

    def view(self) -> np.ndarray:
        """The events as a read-only structured array (EVENT_DTYPE) over the log's own memory; valid
        until the world ticks or the log is cleared."""
        handle = self._open()
        count = ctypes.c_uint64()
        address = library.fishsim_event_log_events(handle.pointer, ctypes.byref(count))
        if not count.value:
            return np.empty(0, EVENT_DTYPE)
        return view(handle, address, (count.value,), None, EVENT_DTYPE)

    def take(self) -> np.ndarray:
        """A copy of the events; the log is empty afterwards."""
        events = self.view().copy()
        self.clear()
        return events

    def clear(self) -> None:
        """Forgets the events and the count of dropped ones."""
        library.fishsim_event_log_clear(self._open().pointer)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The events as an Arrow stream (copied): pyarrow.table(log), polars.from_arrow(log)."""
        stream = _abi.ArrowArrayStream()
        self._call(library.fishsim_event_log_export_arrow, ctypes.byref(stream))
        return capsule(stream)

    def __repr__(self) -> str:
        return '<EventLog, closed>' if self.closed else f'<EventLog of {len(self)} events>'
