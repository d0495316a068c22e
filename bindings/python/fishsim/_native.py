"""The shared library, loaded, and the rules by which this package calls it.

Every other module goes through `call`, which turns a negative status into an exception, and keeps
its native object in a `Handle`, which frees it once. ctypes releases the GIL during each call.
"""
from __future__ import annotations

import ctypes
import operator
import os
import pathlib
import threading
from typing import Any, Callable

import numpy as np

from . import _abi
from .errors import ArgumentError, StateError, make

# Where meson-python puts the libraries of a wheel.
LIBRARY_PATH = (pathlib.Path(__file__).parents[1] / '.fishsim.mesonpy.libs' / 'fishsim' /
                'libfishsim.so')
library = ctypes.CDLL(str(LIBRARY_PATH))

for _name, (_result, _arguments) in _abi.FUNCTIONS.items():
    _function = getattr(library, _name)
    _function.restype, _function.argtypes = _result, _arguments


def call(function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function whose last parameter is a fishsim_error; raises what it reports."""
    error = _abi.Error()
    status = function(*arguments, ctypes.byref(error))
    if status:
        raise make(status, error.message or _abi_meaning(status), error.line, error.column)


def _abi_meaning(status: int) -> str:
    text: bytes = library.fishsim_status_meaning(status)
    return text.decode()


def text_of(pointer: bytes | None) -> str:
    """A static string of the library as str."""
    return (pointer or b'').decode()


def sized(kind: Any) -> Any:
    """A struct of this kind, set up by its *_init function."""
    made = kind()
    made.struct_size = ctypes.sizeof(kind)
    return made


class Handle:
    """One native object: freed once, by `free` or when the last user of its memory is gone."""

    def __init__(self, pointer: int, destroy: Callable[[int], None], kind: str) -> None:
        self.pointer: int | None = pointer
        self.kind = kind
        self.children: list[Handle] = []  # freed after this one
        self.keeps: list[Any] = []        # callbacks that the object may call
        self.pool: Handle | None = None   # threads that it works on, perhaps with others
        self.lock = threading.RLock()     # held during a call, since one thread at a time may use it
        self._destroy = destroy

    def free(self) -> None:
        pointer, self.pointer = self.pointer, None
        if pointer is not None:
            self._destroy(pointer)
            for child in self.children:
                child.free()
            self.children.clear()
            self.keeps.clear()
            self.pool = None

    def __del__(self) -> None:
        self.free()


class Borrowed(Handle):
    """An object inside another one, which frees it, and all that was attached to it."""

    def __init__(self, pointer: int, owner: Handle, kind: str) -> None:
        super().__init__(pointer, lambda _: None, kind)
        self.owner = owner
        self.children, self.keeps, self.lock = owner.children, owner.keeps, owner.lock
        self.pool = owner.pool

    def free(self) -> None:
        self.pointer, self.pool = None, None


class Native:
    """Base of the classes that own a native object."""

    _handle: Handle | None = None
    _kind = 'object'

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._handle is None

    def close(self) -> None:
        """Frees the object. Arrays that view its memory keep that memory until they are gone.
        Closing twice does nothing; any other use afterwards raises StateError."""
        self._handle = None

    def __enter__(self: Any) -> Any:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Handle:
        handle = self._handle
        if handle is None or handle.pointer is None:
            raise make(_abi.ERR_STATE, f'this {self._kind} is closed')
        return handle

    def _call(self, function: Callable[..., int], *arguments: Any) -> None:
        """Calls a function of this object; refuses a second thread."""
        handle = self._open()
        if not handle.lock.acquire(blocking=False):
            raise StateError(f'this {self._kind} is in use by another thread')
        try:
            call(function, handle.pointer, *arguments)
        finally:
            handle.lock.release()


class View:
    """Memory of a native object as numpy sees it; keeps the object alive."""

    def __init__(self, owner: Handle, address: int, shape: tuple[int, ...],
                 strides: tuple[int, ...] | None, dtype: Any) -> None:
        self.owner = owner
        self.__array_interface__ = {
            'version': 3, 'data': (address, True), 'shape': shape, 'strides': strides,
            'typestr': dtype.str, 'descr': dtype.descr}


def view(owner: Handle, address: int, shape: tuple[int, ...], strides: tuple[int, ...] | None,
         dtype: Any) -> np.ndarray:
    """A read-only array over memory of `owner`."""
    return np.asarray(View(owner, address, shape, strides, dtype))


def checked(array: Any, name: str, shape: tuple[int, ...], dtype: Any,
            writable: bool = False) -> np.ndarray:
    """`array` itself when it can be handed to C: that shape, dtype and C order; else ArgumentError."""
    if not isinstance(array, np.ndarray):
        raise ArgumentError(f'{name}: a numpy array of shape {shape} and dtype {np.dtype(dtype)} '
                            f'is wanted, not {type(array).__name__}')
    if array.dtype != np.dtype(dtype):
        raise ArgumentError(f'{name}: dtype {np.dtype(dtype)} is wanted, not {array.dtype}')
    if array.shape != shape:
        raise ArgumentError(f'{name}: shape {shape} is wanted, not {array.shape}')
    if not array.flags.c_contiguous:
        raise ArgumentError(f'{name}: must be contiguous (numpy.ascontiguousarray makes it so)')
    if writable and not array.flags.writeable:
        raise ArgumentError(f'{name}: is read-only')
    return array


def whole(value: Any, name: str, low: int, high: int) -> int:
    """A whole number within bounds, so that C gets the one that was meant."""
    try:
        number = operator.index(value)
    except TypeError:
        raise ArgumentError(f'{name}: a whole number is wanted, not {value!r}') from None
    if not low <= number <= high:
        raise ArgumentError(f'{name}: {number} is not within {low} to {high}')
    return number


def path_bytes(path: Any) -> bytes:
    """A path as the library takes it."""
    encoded = os.fsencode(path)
    if b'\0' in encoded:
        raise ArgumentError('a path holds no NUL')
    return encoded
