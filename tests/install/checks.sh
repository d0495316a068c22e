# Sourced by tests/run.sh: a release build is installed into a folder, and used from outside.

prefix=$PWD/build/install/prefix
# Where dpkg-dev is missing, meson takes Debian for a system with lib64, and CMake does not.
build build/install all -Dbuildtype=release -Dtests=false -Dprefix="$prefix" -Dlibdir=lib
rm -rf "$prefix"
check "install" meson install -C build/install --no-rebuild
# An adapter knows only what is installed.
alone() {
    rm -rf build/install/nats
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig meson setup build/install/nats subprojects/fishsim-nats &&
        ninja -C build/install/nats
}
sh tools/packages.sh libnats-dev
check "fishsim-nats alone, against the installation" alone
check "release symbols" python3 tests/abi/symbols.py . build/install/lib/libfishsim.so
for way in pkgconfig pkgconfig-static cmake cmake-version relocated; do
    check "outside program by $way" sh tests/install/outside.sh "$prefix" build/install/outside $way
done
