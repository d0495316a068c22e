# Sourced by tests/run.sh: a release build is installed into a folder, and used from outside.

prefix=$PWD/build/install/prefix
build build/install all -Dbuildtype=release -Dtests=false -Dexamples=true -Dprefix="$prefix"
rm -rf "$prefix"
check "install" meson install -C build/install --no-rebuild
check "release symbols" python3 tests/abi/symbols.py . build/install/lib/libfishsim.so
for way in pkgconfig pkgconfig-static cmake cmake-version relocated; do
    check "outside program by $way" sh tests/install/outside.sh "$prefix" build/install/outside $way
done
