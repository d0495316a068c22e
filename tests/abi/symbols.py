"""Holds four lists of public functions against each other, and looks at what the library needs:
    python3 symbols.py <root of the sources> <libfishsim.so>

1. FISHSIM_API functions in include/fishsim, the symbols of lib/fishsim.map, and what the library
   exports are the same set, all under the version FISHSIM_0.
2. Each of them is called by a contract test in tests/api.
3. The library imports nothing that ends the process, prints, or starts anything on its own.
4. The library has no writable data: nothing of it is global state.
"""
import pathlib
import re
import subprocess
import sys

# Writable symbols that the compiler, the start-up code or a sanitizer puts into every library.
START_UP = re.compile(r'^(completed\.\d+|__(TMC_END|dso_handle|bss_start|.*_array_entry).*|_edata|'
                      r'_end|_DYNAMIC|_GLOBAL_OFFSET_TABLE_|__.*gcov.*|__.*(asan|ubsan|tsan).*|'
                      r'__frame_dummy_init_array_entry)$')
FORBIDDEN = re.compile(r'^(_?exit|_Exit|quick_exit|abort|raise|kill|__assert_fail|'
                       r'v?f?printf|__v?f?printf_chk|puts|fputs|putchar|putc|fputc|perror|'
                       r'std(out|err|in)|v?dprintf|v?syslog|signal|sigaction|system|fork|exec.*|'
                       r's?rand(om)?(_r)?|[dlm]rand48|time|gettimeofday|setlocale|getenv|setenv|'
                       r'sin|cos|tan|exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|atan2?|'
                       r'asin|acos|sinh|cosh|tanh|erf|tgamma|lgamma|fma)f?l?$')


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared(root):
    text = ''.join(path.read_text() for path in sorted(root.glob('include/fishsim/*.h')))
    text = re.sub(r'/\*.*?\*/|^[ \t]*#.*?(?<!\\)$', '', text, flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r'FISHSIM_API\s[^;()]*?\b(fishsim_\w+)\s*\(', text))


def mapped(root):
    text = re.sub(r'/\*.*?\*/', '', (root / 'lib/fishsim.map').read_text(), flags=re.DOTALL)
    body = text.split('global:')[1].split('local:')[0]
    return set(re.findall(r'[\w*]+', body))


def exported(library):
    names, problems = set(), []
    for line in run('nm', '-D', '--defined-only', '--with-symbol-versions', library).splitlines():
        kind, name = line.split()[-2:]
        if kind == 'A':  # the version itself
            continue
        if not name.endswith('@@FISHSIM_0'):
            problems.append(f'exported without the version FISHSIM_0: {name}')
        names.add(name.split('@')[0])
    return names, problems


def imported(library):
    lines = run('nm', '-D', '--undefined-only', library).splitlines()
    return {line.split()[-1].split('@')[0] for line in lines}


def writable(library):
    """Names of data and bss symbols, of the full table, so the library must not be stripped."""
    found = set()
    for line in run('nm', '--defined-only', library).splitlines():
        kind, name = line.split()[-2:]
        if kind in 'dDbBsSgGcC' and not START_UP.match(name):
            found.add(name)
    # Tables of pointers are in .data.rel.ro: constant once loaded.
    sections = run('objdump', '-t', library)
    constant = set(re.findall(r'\.data\.rel\.ro(?:\.\S*)?\s+\S+\s+(\S+)$', sections, re.MULTILINE))
    return found - constant


def main(root, library):
    root = pathlib.Path(root)
    problems = []

    def differ(what, names):
        problems.extend(f'{what}: {name}' for name in sorted(names))

    public = declared(root)
    listed = mapped(root)
    given, unversioned = exported(library)
    problems += unversioned
    tested = ''.join(path.read_text() for path in root.glob('tests/api/*.[ch]'))
    differ('declared in a header but not in lib/fishsim.map', public - listed)
    differ('in lib/fishsim.map but in no header', listed - public)
    differ('in lib/fishsim.map but not exported', listed - given)
    differ('exported but not in lib/fishsim.map', given - listed)
    differ('not called by any test in tests/api',
           {name for name in public if not re.search(rf'\b{name}\s*\(', tested)})
    differ('imports', {name for name in imported(library) if FORBIDDEN.match(name)})
    differ('writable data', writable(library))

    if not public:
        problems.append('no FISHSIM_API function found in the headers')
    for problem in problems:
        print(problem)
    print(f'{len(public)} public functions, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
