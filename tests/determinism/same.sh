# Sourced by tests/run.sh: golden.txt on every compiler, optimisation level and architecture here.

digests() { # digests NAME FOLDER TICKS WRAPPER...
    name=$1 folder=$2 ticks=$3
    shift 3
    check "digests of $name" "$@" "$folder/tests/digests" tests/determinism/golden.txt \
        examples/scenarios "$ticks"
}

# Each kernel, numbers of threads, and sinks: one at a time, then all against the scalar kernel.
conditions() { # conditions FOLDER TICKS
    for kernel in scalar v128 avx2 avx512; do
        digests "kernel $kernel" "$1" "$2" env FISHSIM_TEST_KERNEL=$kernel
    done
    for threads in 1 2 8; do
        digests "$threads threads" "$1" "$2" env FISHSIM_TEST_THREADS=$threads
    done
    digests "sinks" "$1" "$2" env FISHSIM_TEST_SINKS=1
    digests "scalar kernel, 8 threads and sinks" "$1" "$2" env FISHSIM_TEST_KERNEL=scalar \
        FISHSIM_TEST_THREADS=8 FISHSIM_TEST_SINKS=1
}

# A copy of the source in which a school meets the fish around it in the order backwards: a sum of
# floats in another order must be found out.
reordered() {
    copy=build/same/reordered sum=lib/mind/couzin.c
    onwards='(uint32_t other = abreast_first(span.begin); other < span.end; other += ABREAST)'
    backwards='(uint32_t other = abreast_first(span.end - 1) + ABREAST; other > abreast_first(span.begin) \&\& (other -= ABREAST, true);)'
    rm -rf "$copy"
    mkdir -p "$copy"
    find . -mindepth 1 -maxdepth 1 ! -name build ! -name .git -exec cp -R {} "$copy" ';'
    sed "s/$onwards/$backwards/" "$sum" >"$copy/$sum"
    check "a sum to reorder in $sum" sh -c '! cmp -s "$1" "$2"' sh "$sum" "$copy/$sum"
    check "build $copy" sh -c 'cd "$1" && meson setup build -Dtests=true -Dexamples=false &&
        ninja -C build tests/digests' sh "$copy"
    check "a reordered sum is found out" differs "$copy/build/tests/digests"
}

differs() { # differs PROGRAM: runs, and finds that digests are not the golden ones
    found=$("$1" tests/determinism/golden.txt examples/scenarios 100 2>&1) && return 1
    printf '%s\n' "$found" | grep -q '^digests: [0-9]* of [0-9]* differ from '
}

same() { # same TICKS
    for compiler in gcc clang; do
        for level in 0 2 3; do
            folder=build/same/$compiler-O$level
            CC=$compiler build "$folder" tests/digests -Dexamples=false -Doptimization=$level
            digests "$compiler -O$level" "$folder" "$1"
        done
    done
    conditions build/same/gcc-O3 "$1"
    reordered
    aarch64 "$1"
}

# Another architecture, emulated. Its libyaml, protobuf-c and cmocka are unpacked into a folder of ours, from
# package lists of ours, so that the system's own are left alone.
aarch64() { # aarch64 TICKS
    folder=build/same/aarch64 root=$PWD/build/same/aarch64-root
    if ! sh tools/packages.sh gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static; then
        skip "digests of aarch64" "no cross compiler or no qemu-user"
        return 0
    fi
    if ! sh tests/determinism/foreign.sh arm64 "$root" libyaml-dev libyaml-0-2 \
        libprotobuf-c-dev libprotobuf-c1 libcmocka-dev libcmocka0 >"$root.log" 2>&1; then
        skip "digests of aarch64" "no packages for arm64: $(tail -n 1 "$root.log")"
        return 0
    fi
    cat >build/same/aarch64.ini <<END
[binaries]
c = 'aarch64-linux-gnu-gcc'
ar = 'aarch64-linux-gnu-ar'
strip = 'aarch64-linux-gnu-strip'
objcopy = 'aarch64-linux-gnu-objcopy'
pkgconfig = 'pkg-config'
exe_wrapper = ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu']
[properties]
sys_root = '$root'
pkg_config_libdir = '$root/usr/lib/aarch64-linux-gnu/pkgconfig'
[host_machine]
system = 'linux'
cpu_family = 'aarch64'
cpu = 'aarch64'
endian = 'little'
END
    build "$folder" tests/digests -Dexamples=false -Doptimization=2 \
        --cross-file build/same/aarch64.ini
    digests "aarch64 under qemu" "$folder" "$1" qemu-aarch64-static -L /usr/aarch64-linux-gnu \
        -E "LD_LIBRARY_PATH=$root/usr/lib/aarch64-linux-gnu"
}
