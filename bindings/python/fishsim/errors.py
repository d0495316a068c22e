"""Exceptions: one class for each status of the library, all of them a FishsimError.

Each is also the builtin that fits it, so `except ValueError` works as well. The text is the
library's own message.
"""
from __future__ import annotations

from . import _abi

__all__ = ['AbiError', 'ArgumentError', 'BufferTooSmallError', 'ConfigError', 'FileError',
           'FishsimError', 'FormatError', 'InvariantError', 'LimitError', 'NotFoundError',
           'OutOfMemoryError', 'StateError', 'VersionError']


class FishsimError(Exception):
    """A call of the library failed. `line` and `column` tell the place in a configuration, or 0."""

    status: int = 0
    line: int = 0
    column: int = 0


class ArgumentError(FishsimError, ValueError):
    """An argument is out of range, of the wrong shape or type, or contradicts another."""

    status = _abi.ERR_ARGUMENT


class OutOfMemoryError(FishsimError, MemoryError):
    """There was no memory."""

    status = _abi.ERR_MEMORY


class AbiError(FishsimError, RuntimeError):
    """Library and package do not fit each other."""

    status = _abi.ERR_ABI


class ConfigError(FishsimError, ValueError):
    """The configuration is malformed, out of range or contradicts itself."""

    status = _abi.ERR_CONFIG


class LimitError(FishsimError, ValueError):
    """A fixed limit of the library was exceeded."""

    status = _abi.ERR_LIMIT


class FormatError(FishsimError, ValueError):
    """The bytes are not a snapshot, or are damaged."""

    status = _abi.ERR_FORMAT


class VersionError(FishsimError, ValueError):
    """The snapshot comes from another version of the format."""

    status = _abi.ERR_VERSION


class FileError(FishsimError, OSError):
    """A file could not be read or written."""

    status = _abi.ERR_IO


class StateError(FishsimError, RuntimeError):
    """The object is closed, dead, in use, or else not in a state that allows this call."""

    status = _abi.ERR_STATE


class BufferTooSmallError(FishsimError, ValueError):
    """An array is too small for what it should receive."""

    status = _abi.ERR_BUFFER


class NotFoundError(FishsimError, LookupError):
    """There is no key, species, fish, scenario or task of that name or number."""

    status = _abi.ERR_NOT_FOUND


class InvariantError(FishsimError, RuntimeError):
    """The library found itself in a state that must not occur."""

    status = _abi.ERR_INVARIANT


BY_STATUS: dict[int, type[FishsimError]] = {kind.status: kind
                                            for kind in FishsimError.__subclasses__()}


def make(status: int, message: str, line: int = 0, column: int = 0) -> FishsimError:
    """The exception for a status; its text is the message."""
    kind = BY_STATUS.get(status, FishsimError)
    error = kind(message)
    error.status, error.line, error.column = status, line, column
    return error
