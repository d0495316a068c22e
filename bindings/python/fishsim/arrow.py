"""The Arrow PyCapsule protocol: what the library exports, as capsules that pyarrow, polars and
duckdb take over without a copy. Needs none of them.
"""
from __future__ import annotations

import ctypes
from typing import Any

from . import _abi

_python = ctypes.pythonapi
_new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ('PyCapsule_New', _python))
# A capsule that is going away must not be touched as an object again: it is passed as an address.
_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ('PyCapsule_GetPointer', _python))
_kept: dict[int, Any] = {}


def _destructor(kind: Any, name: bytes) -> Any:
    def destroy(capsule: int, keep: dict[int, Any] = _kept, address_of: Any = _pointer) -> None:
        address = address_of(capsule, name)
        struct = keep.pop(address, None)
        if struct is not None and struct.release:  # nobody took it over
            struct.release(address)
    return ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(destroy)


_KINDS = {kind: (name, _destructor(kind, name))
          for kind, name in ((_abi.ArrowSchema, b'arrow_schema'), (_abi.ArrowArray, b'arrow_array'),
                             (_abi.ArrowArrayStream, b'arrow_array_stream'))}


def capsule(struct: Any) -> Any:
    """Wraps a filled ArrowSchema, ArrowArray or ArrowArrayStream; owns it from now on."""
    name, destructor = _KINDS[type(struct)]
    address = ctypes.addressof(struct)
    _kept[address] = struct
    return _new(address, name, ctypes.cast(destructor, ctypes.c_void_p))
