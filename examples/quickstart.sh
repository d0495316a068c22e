#!/bin/sh
# Builds libfishsim and lets a reef live for some days; on Debian it installs first what that needs.
# Safe to run again, and quick the second time.
set -eu
cd "$(dirname "$0")/.."
folder=build/quickstart

sh tools/packages.sh gcc libc6-dev binutils meson ninja-build pkg-config libyaml-dev \
    libprotobuf-c-dev protobuf-c-compiler

echo "Building in $folder ..."
if [ ! -f $folder/build.ninja ]; then
    mkdir -p build
    meson setup $folder --buildtype=release >$folder.log 2>&1 || {
        cat $folder.log
        exit 1
    }
fi
ninja -C $folder --quiet

echo "A reef, for some days:"
echo "    $folder/examples/fishsim-run examples/scenarios/reef.yaml --out $folder/reef"
$folder/examples/fishsim-run examples/scenarios/reef.yaml --out $folder/reef

cat <<END

Look at
    $folder/reef/world.svg         the reef and its fish at the end
    $folder/reef/population.svg    how many there were, day by day
    $folder/reef/population.csv    the same as a table
    $folder/reef/summary.json      what became of them, for programs

Try next
    $folder/examples/fishsim-run --help
    $folder/examples/fishsim-run examples/scenarios/reef.yaml --seed 2 --set world.temperature_c=20
    $folder/examples/fishsim-run --describe        every key that a scenario may set
    sh tests/run.sh                                every test
END
