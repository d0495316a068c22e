#!/bin/sh
# Compiles the public headers, those of the adapters too, by every C and C++ compiler that is here, without one warning:
# each alone as C11 and C++11, all together as C++11, and with -Wpadded, since no struct has a gap.
#     headers.sh <root of the sources>
set -eu
root=$1
strict="-Wall -Wextra -pedantic -Werror -fsyntax-only -I$root/include"
for folder in "$root"/subprojects/*/include; do
    strict="$strict -I$folder"
done
used=0

compile() { # compile COMPILER ARGUMENTS...
    compiler=$1
    shift
    # shellcheck disable=SC2086  # $strict is a list of options
    if ! "$compiler" $strict "$@" 2>&1; then
        echo "failed: $compiler $*"
        exit 1
    fi
}

each() { # each COMPILER ARGUMENTS...: every header alone
    command -v "$1" >/dev/null || return 0
    used=$((used + 1))
    for header in "$root"/include/fishsim/*.h "$root"/subprojects/*/include/fishsim/*.h; do
        echo "#include <fishsim/$(basename "$header")>" | compile "$@" -
    done
}

for cc in gcc clang; do
    each $cc -x c -std=c11
done
for cxx in g++ clang++; do
    each $cxx -x c++ -std=c++11
    if command -v $cxx >/dev/null; then
        compile $cxx -x c++ -std=c++11 "$root/tests/abi/headers.cc"
    fi
done
each "${CC:-cc}" -x c -std=c11 -Wpadded
[ "$used" -gt 0 ] || { echo "no compiler found"; exit 1; }
