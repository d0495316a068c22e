"""Holds an adapter's header against its library:  python3 adapter.py HEADER LIBRARY

The FISHSIM_API functions of the header are what the library exports, under a version of its own, and
each is documented with the version that brought it.
"""
import pathlib
import re
import subprocess
import sys


def declared(header):
    """{function: the comment above it}"""
    text = pathlib.Path(header).read_text()
    found = re.findall(r'/\*\*((?:(?!\*/).)*)\*/\s*FISHSIM_API\s[^;()]*?\b(fishsim_\w+)\s*\(', text,
                       re.DOTALL)
    named = re.findall(r'FISHSIM_API\s[^;()]*?\b(fishsim_\w+)\s*\(', text)
    comments = {name: comment for comment, name in found}
    return {name: comments.get(name, '') for name in named}


def exported(library):
    out = subprocess.run(['nm', '-D', '--defined-only', '--with-symbol-versions', library],
                         check=True, capture_output=True, text=True).stdout
    rows = (line.split()[-2:] for line in out.splitlines())
    return [name for kind, name in rows if kind != 'A']


def main(header, library):
    public, given = declared(header), exported(library)
    version = re.compile(r'^fishsim_\w+@@FISHSIM_\w+_0$')
    problems = [f'exported under no version of ours: {name}' for name in given
                if not version.match(name)]
    names = {name.split('@')[0] for name in given}
    problems += [f'declared and not exported: {name}' for name in sorted(public.keys() - names)]
    problems += [f'exported and not declared: {name}' for name in sorted(names - public.keys())]
    problems += [f'without "Since": {name}' for name, comment in public.items()
                 if 'Since 0.' not in comment]
    for problem in problems:
        print(problem)
    print(f'{len(public)} functions, {len(problems)} problems')
    return 1 if problems or not public else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
