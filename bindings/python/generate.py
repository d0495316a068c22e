"""Writes fishsim/_abi.py from the public headers, so that no constant, table, struct or function of
the library is typed twice. Called by meson.build next to it:

    python3 generate.py OUTPUT DEPFILE HEADER_FOLDER COMPILER...

The compiler's preprocessor expands the headers; what is left are enums, structs, callback types and
functions of a form that docs/abi.md promises: fixed-width integers, no bit-fields, no varargs, no
structs by value. The tables (X-macros) are read from the unexpanded text, for their words.
"""
import pathlib
import re
import subprocess
import sys

SCALARS = {
    'int': ('c_int', 'int'), 'char': ('c_char', 'bytes'), 'float': ('c_float', 'float'),
    'double': ('c_double', 'float'), 'size_t': ('c_size_t', 'int'),
    **{f'{sign}int{bits}_t': (f'c_{sign}int{bits}', 'int')
       for sign in ('', 'u') for bits in (8, 16, 32, 64)},
    'fishsim_status': ('c_int32', 'int'),
}
HEAD = '''"""The library's constants, tables, structs and functions. Generated from the headers: do not edit."""
# ruff: noqa
from __future__ import annotations

import ctypes
from ctypes import (CFUNCTYPE, c_char, c_char_p, c_double, c_float, c_int, c_int8, c_int16, c_int32,
                    c_int64, c_size_t, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p)
from typing import Any, NamedTuple


class Struct(ctypes.Structure):
    """A C struct; its text fields read as str."""

    def values(self) -> dict[str, Any]:
        """The fields by name, without those that only serve the interface."""
        found = {}
        for name in self.NAMES:
            value = getattr(self, name)
            found[name] = list(value) if isinstance(value, ctypes.Array) else value
        return found

    NAMES: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f'{type(self).__name__}({", ".join(f"{k}={v!r}" for k, v in self.values().items())})'

'''


def preprocess(folder, compiler):
    """The expanded text of the project's own headers, without those of the system."""
    text = subprocess.run([*compiler, '-E', f'-I{folder}', '-x', 'c', '-'], check=True, text=True,
                          input='#include <fishsim/fishsim.h>\n', capture_output=True).stdout
    kept, own = [], False
    for line in text.splitlines():
        marker = re.match(r'#(?:line)? *\d+ "([^"]*)"', line)
        if marker:
            own = '/fishsim/' in marker.group(1)
        elif own and not line.startswith('#'):
            kept.append(line)
    text = '\n'.join(kept)
    return re.sub(r'__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)', '', text)


def class_name(c_name):
    name = c_name.removeprefix('struct ').removeprefix('fishsim_')
    return ''.join(part[:1].upper() + part[1:] for part in name.split('_'))


class Headers:
    def __init__(self, folder, compiler):
        self.raw = '\n'.join(path.read_text() for path in
                             sorted((folder / 'fishsim').glob('*.h')))
        self.text = preprocess(folder, compiler)
        self.constants, self.structs, self.callbacks, self.functions = {}, {}, {}, {}

    def parse(self):
        for name, value in re.findall(r'^#define ((?:FISHSIM|ARROW)_\w+)[ \t]+(-?\d+|"[^"]*")\s*$',
                                      self.raw, re.MULTILINE):
            self.constants[name.removeprefix('FISHSIM_')] = value
        for body in re.findall(r'enum\s*\{(.*?)\}', self.text, re.DOTALL):
            self.enum(body)
        for c_name, parameters in re.findall(r'typedef\s+void\s*\(\*(fishsim_\w+)\)\(([^;]*)\);',
                                             self.text):
            self.callbacks[c_name] = ('None', self.types(parameters))
        rest = self.text
        for c_name, body in re.findall(r'struct\s+(\w+)\s*\{(.*?)\}', self.text, re.DOTALL):
            self.structs[c_name] = [self.member(part) for part in body.split(';') if part.strip()]
        rest = re.sub(r'\{.*?\}', '', rest, flags=re.DOTALL)
        for back, name, parameters in re.findall(
                r'([\w\s]+?[\s*]+)(fishsim_\w+)\s*\(([^();]*)\)\s*;', rest):
            self.functions[name] = (self.type_of(back, True), self.types(parameters))
        return self

    def enum(self, body):
        following = 0
        for part in filter(str.strip, body.split(',')):
            name, _, value = (piece.strip() for piece in part.partition('='))
            following = self.number(value) if value else following
            self.constants[name.removeprefix('FISHSIM_')] = str(following)
            following += 1

    def number(self, text):
        known = {f'FISHSIM_{name}': int(value) for name, value in self.constants.items()
                 if not value.startswith('"')}
        return int(eval(text, {'__builtins__': {}}, known))

    def types(self, parameters):
        """ctypes of a parameter list; the names of the parameters fall away."""
        found = []
        for part in re.split(r',\s*(?![^()]*\))', parameters):
            part = part.strip()
            if part and part != 'void':
                found.append(self.type_of(part if part.endswith('*') else re.sub(r'\w+$', '', part)))
        return found

    def type_of(self, c_type, result=False):
        c_type = ' '.join(c_type.replace('*', ' * ').split())
        plain = c_type.replace('const ', '').replace('extern ', '').strip()
        if plain in ('char *',) and c_type.startswith('const'):
            return 'c_char_p'
        if '*' in plain:
            return 'c_void_p'
        if plain in self.callbacks:
            return 'c_void_p'
        if plain == 'void' and result:
            return 'None'
        return SCALARS[plain][0]

    def member(self, text):
        """(name, ctype, annotation, callback or None) of one member of a struct."""
        text = ' '.join(text.split())
        call = re.fullmatch(r'(.*?)\(\*(\w+)\)\((.*)\)', text)
        if call:
            back = self.type_of(call.group(1), True)
            return call.group(2), 'CFUNCTYPE', 'Any', (back, self.types(call.group(3)))
        declared = re.fullmatch(r'(.*?)(\w+)((?:\[[^]]*\])?)', text)
        c_type, name, length = declared.groups()
        c_type = c_type.strip()
        count = self.number(length[1:-1]) if length else None
        nested = c_type.removeprefix('struct ')
        if '*' not in c_type and nested in self.structs:
            base, hint = class_name(nested), class_name(nested)
        elif '*' in c_type:
            base = self.type_of(c_type)
            hint = 'str' if base == 'c_char_p' else 'int | None'
        else:
            base, hint = SCALARS[c_type]
        if count is not None:
            hint = 'str' if base == 'c_char' else 'Any'
            base = f'{base} * {count}'
        return name, base, hint, None

    # ---- writing ----------------------------------------------------------------------------

    def tables(self):
        for name, parameter, body in re.findall(
                r'#define FISHSIM_(\w+)_TABLE\((\w+)\)((?:.*\\\n)*.*)', self.raw):
            fields = re.search(r'#define FISHSIM_X\(([^)]*)\)[^\n]*\n\s*FISHSIM_' + name + r'_TABLE',
                               self.raw)
            fields = [field.strip() for field in fields.group(1).split(',')]
            fields = ['NAME' if field == 'name' and 'NAME' not in fields else field
                      for field in fields]
            yield name, fields, list(table_rows(body.replace('\\\n', ' '), parameter))

    def write(self):
        parts = [HEAD]
        parts += [f'{name} = {value}\n' for name, value in self.constants.items()]
        for name, fields, rows in self.tables():
            row = class_name(name.lower()) + 'Row'
            kinds = ['int' if isinstance(value, int) else 'str' for value in rows[0]]
            parts.append(f'\n\nclass {row}(NamedTuple):\n    """A row of FISHSIM_{name}_TABLE."""\n\n')
            parts += [f'    {field}: {kind}\n' for field, kind in zip(fields, kinds)]
            parts.append(f'\n\n{name}_TABLE: tuple[{row}, ...] = (\n')
            parts += [f'    {row}{row_values!r},\n' for row_values in rows]
            parts.append(')\n')
        for c_name, members in self.structs.items():
            parts += self.struct(c_name, members)
        parts.append('\n\nFUNCTIONS: dict[str, tuple[Any, list[Any]]] = {\n')
        parts += [f"    '{name}': ({back}, [{', '.join(types)}]),\n"
                  for name, (back, types) in self.functions.items()]
        parts.append('}\n')
        return ''.join(parts)

    def struct(self, c_name, members):
        title = class_name(c_name)
        for name, _, _, callback in members:
            if callback:
                yield f'\n\n{title}_{name} = CFUNCTYPE({", ".join([callback[0], *callback[1]])})\n'
        doc = re.search(r'/\*\*((?:(?!\*/).)*)\*/\s*(?:typedef )?struct ' + c_name + r' \{',
                        self.raw, re.DOTALL)
        words = ' '.join(re.sub(r'\n \*', '\n', doc.group(1)).split()) if doc else f'struct {c_name}'
        yield f'\n\nclass {title}(Struct):\n    {words!r}\n\n'
        shown = [name for name, _, _, callback in members
                 if name not in ('struct_size', 'reserved') and not callback]
        yield f'    NAMES = {tuple(shown)!r}\n'
        yield '    _fields_ = [\n'
        for name, base, hint, callback in members:
            stored = f'_{name}' if hint == 'str' else name
            yield f"        ('{stored}', {f'{title}_{name}' if callback else base}),\n"
        yield '    ]\n'
        for name, _, hint, _ in members:
            if hint != 'str':
                yield f'    {name}: {hint}\n'
        for name, _, hint, _ in members:
            if hint == 'str':
                yield (f'\n    @property\n    def {name}(self) -> str:\n'
                       f"        return (getattr(self, '_{name}') or b'').decode()\n")


def table_rows(body, parameter):
    """The rows of an X-macro, each a tuple of numbers and words."""
    token = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[(),]|[^\s(),"]+)')
    tokens, depth, row, value = token.findall(body), 0, [], []
    for word in tokens:
        if word == '(':
            depth, row, value = depth + 1, [], []
        elif word in (',', ')') and depth:
            row.append(cell(value))
            value = []
            if word == ')':
                depth -= 1
                yield tuple(row)
        elif word != parameter or depth:
            value.append(word)


def cell(words):
    if words and words[0].startswith('"'):
        return ''.join(word[1:-1] for word in words)
    text = ' '.join(words)
    return int(text) if re.fullmatch(r'-?\d+', text) else text


def main(output, depfile, folder, *compiler):
    text = Headers(pathlib.Path(folder), compiler).parse().write()
    pathlib.Path(output).write_text(text, encoding='utf-8')
    used = sorted(pathlib.Path(folder).glob('fishsim/*.h'))
    pathlib.Path(depfile).write_text(f'{output}: {" ".join(map(str, used))}\n', encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
