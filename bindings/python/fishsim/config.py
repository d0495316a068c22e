"""Configurations: YAML text or file, plus overrides by key path."""
from __future__ import annotations

import ctypes
import functools
import os
import pathlib
from typing import Any, Iterator, Mapping

from . import _abi
from ._native import Handle, Native, call, library, path_bytes, sized
from .errors import ArgumentError, BufferTooSmallError, NotFoundError

SCENARIO_FOLDER = pathlib.Path(__file__).with_name('scenarios')


def scenarios() -> list[str]:
    """Names of the scenarios that come with the package."""
    return sorted(path.stem for path in SCENARIO_FOLDER.glob('*.yaml'))


def scenario_path(name: str) -> pathlib.Path:
    """The file of a scenario, such as scenario_path('reef')."""
    if name not in scenarios():
        raise NotFoundError(f'no scenario {name!r}; there are {", ".join(scenarios())}')
    return SCENARIO_FOLDER / f'{name}.yaml'


def keys() -> list[_abi.Key]:
    """Every key that a configuration may set: path, type, default, range, unit and meaning."""
    found = []
    for index in range(library.fishsim_config_key_count()):
        key = sized(_abi.Key)
        call(library.fishsim_config_describe, index, ctypes.byref(key))
        found.append(key)
    return found


def as_yaml(value: Any) -> str:
    """A value as it is written in a configuration: numbers, words, and lists of words."""
    if isinstance(value, bool):
        raise ArgumentError('a configuration has no truth values; write the word that the key takes')
    if isinstance(value, (list, tuple)):
        return '[' + ', '.join(as_yaml(item) for item in value) + ']'
    if isinstance(value, str):
        return value
    if hasattr(value, 'item'):
        value = value.item()
    if isinstance(value, (int, float)):
        return repr(value)
    raise ArgumentError(f'a configuration cannot hold a {type(value).__name__}')


class Config(Native):
    """A configuration. Reading and setting keep what is not named; an error changes nothing.

    >>> config = Config.from_scenario('tank', {'world.seed': 3})
    >>> config['world.width_m']
    '12'
    """

    _kind = 'configuration'

    def __init__(self, text: str = '', overrides: Mapping[str, Any] | None = None) -> None:
        """Defaults, then YAML text, then overrides by key path."""
        made = ctypes.c_void_p()
        call(library.fishsim_config_create, None, ctypes.byref(made))
        self._adopt(made)
        if text:
            self.load_text(text)
        self.update(overrides or {})

    @classmethod
    def from_file(cls, path: str | os.PathLike[str],
                  overrides: Mapping[str, Any] | None = None) -> Config:
        """Reads a YAML file."""
        config = cls()
        config.load_file(path)
        config.update(overrides or {})
        return config

    @classmethod
    def from_scenario(cls, name: str, overrides: Mapping[str, Any] | None = None) -> Config:
        """Reads a scenario that comes with the package; see fishsim.scenarios()."""
        return cls.from_file(scenario_path(name), overrides)

    @classmethod
    def _of(cls, pointer: ctypes.c_void_p) -> Config:
        config = cls.__new__(cls)
        config._adopt(pointer)
        return config

    def _adopt(self, pointer: ctypes.c_void_p) -> None:
        assert pointer.value is not None
        self._handle = Handle(pointer.value, library.fishsim_config_destroy, self._kind)

    def load_text(self, text: str, source: str = '<text>') -> None:
        """Reads YAML text over what is held; `source` names it in messages."""
        encoded = text.encode()
        self._call(library.fishsim_config_load_text, encoded, len(encoded), source.encode())

    def load_file(self, path: str | os.PathLike[str]) -> None:
        """Reads a YAML file over what is held."""
        self._call(library.fishsim_config_load_file, path_bytes(path))

    def update(self, overrides: Mapping[str, Any]) -> None:
        """Sets keys in order, such as {'world.width_m': 200, 'species.cod.minds': ['walk']}."""
        for key, value in overrides.items():
            self[key] = value

    def __setitem__(self, key: str, value: Any) -> None:
        written = as_yaml(value)
        if '\0' in key + written:
            raise ArgumentError(f'{key!r}: a configuration holds no NUL')
        self._call(library.fishsim_config_set, key.encode(), written.encode())

    def __getitem__(self, key: str) -> str:
        return self._text(library.fishsim_config_get, key.encode())

    def to_yaml(self) -> str:
        """The whole configuration, every key included; it reads back to the same values."""
        return self._text(library.fishsim_config_print)

    def check(self) -> None:
        """Checks what no single key can tell; making a world does so too."""
        self._call(library.fishsim_config_check)

    def clone(self) -> Config:
        """An independent copy."""
        made = ctypes.c_void_p()
        self._call(library.fishsim_config_clone, ctypes.byref(made))
        return Config._of(made)

    def _text(self, function: Any, *key: bytes) -> str:
        length = ctypes.c_size_t()
        ask = functools.partial(self._call, function, *key)
        try:
            ask(None, 0, ctypes.byref(length))
        except BufferTooSmallError:
            pass  # the length is set all the same
        buffer = ctypes.create_string_buffer(length.value + 1)
        ask(buffer, len(buffer), ctypes.byref(length))
        return buffer.value.decode()

    def __iter__(self) -> Iterator[str]:
        raise TypeError('a configuration is not iterable; fishsim.keys() lists what it may hold')

    def __repr__(self) -> str:
        return '<Config, closed>' if self.closed else f'<Config {self["title"]!r}>'
