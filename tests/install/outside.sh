#!/bin/sh
# A program outside, built and run against an installation:
#     outside.sh PREFIX SCRATCH pkgconfig|pkgconfig-static|cmake|cmake-version|relocated
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=$1
rm -rf "${2:?}/$3"
mkdir -p "$2/$3"
scratch=$(cd "$2/$3" && pwd)
pc=$(find "$prefix" -name fishsim.pc)
libdir=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH="$libdir/pkgconfig"

build() { # build OPTION...
    # shellcheck disable=SC2046  # lists of options
    "${CC:-cc}" -std=c11 -Wall -Wextra -Werror "$here/program.c" -o "$scratch/program" "$@"
}

needs_library() { # needs_library PROGRAM: is it linked with the shared library?
    readelf -d "$1" | grep -q 'NEEDED.*libfishsim\.so\.0'
}

by_cmake() { # by_cmake PREFIX [VERSION]
    cmake -G Ninja -S "$here" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$1" -DWANTED="${2-0.1}"
}

case $3 in
pkgconfig)
    # shellcheck disable=SC2046
    build $(pkg-config --cflags --libs fishsim)
    needs_library "$scratch/program"
    LD_LIBRARY_PATH=$libdir "$scratch/program"
    ;;
pkgconfig-static)
    # shellcheck disable=SC2046
    build -static $(pkg-config --static --cflags --libs fishsim)
    "$scratch/program"
    ;;
cmake)
    by_cmake "$prefix"
    cmake --build "$scratch/build"
    needs_library "$scratch/build/with_shared"
    if needs_library "$scratch/build/with_static"; then
        echo "fishsim::fishsim_static is the shared library"
        exit 1
    fi
    "$scratch/build/with_shared"
    "$scratch/build/with_static"
    ;;
cmake-version)
    # Neither an unreleased version nor another soname is what was asked for.
    for version in 0.999 1.0; do
        if by_cmake "$prefix" $version >"$scratch/log" 2>&1; then
            echo "CMake took version $version"
            exit 1
        fi
        grep -q 'version: 0\.1' "$scratch/log" # found, and not accepted
    done
    ;;
relocated)
    # The CMake package works from wherever it was moved to.
    cp -r "$prefix" "$scratch/moved"
    by_cmake "$scratch/moved"
    grep -q "$scratch/moved" "$scratch/build/CMakeCache.txt"
    cmake --build "$scratch/build"
    "$scratch/build/with_static"
    ;;
esac
