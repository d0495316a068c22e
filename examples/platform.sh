#!/bin/sh
# The event pipeline on one machine: a nats-server, a worker, a logger, an alerter, Prometheus and
# Alertmanager. A reef lives for a minute and stands for a while, and its snapshots fail for a while, so
# that a rule and a critical event are raised as alerts and resolved; then what arrived is counted at
# both ends: on the bus, and in the Parquet files, as pyarrow and DuckDB read them. On Debian it installs first what that needs. Everything listens on 127.0.0.1 only, and is
# stopped at the end.
#
#     sh examples/platform.sh [SECONDS]
set -eu
cd "$(dirname "$0")/.."
folder=build/platform

sh tools/packages.sh gcc libc6-dev binutils meson ninja-build pkg-config libyaml-dev \
    libprotobuf-c-dev protobuf-c-compiler libnats-dev nats-server libcivetweb-dev \
    libcurl4-openssl-dev prometheus prometheus-alertmanager protobuf-compiler g++ python3 python3-venv ca-certificates
python=$(sh tools/python.sh nats-py:nats protobuf==4.21.12:google.protobuf pyarrow duckdb |
    tail -n 1)

echo "Building in $folder ..."
if [ ! -f $folder/build.ninja ]; then
    mkdir -p build
    meson setup $folder --buildtype=release -Dexamples=false -Dnats=enabled -Dprometheus=enabled \
        -Dalerter=enabled -Dparquet=enabled -Dfishsim-parquet:python="$python" >$folder.log 2>&1 || {
        cat $folder.log
        exit 1
    }
fi
ninja -C $folder --quiet
exec "$python" examples/run_platform.py $folder/subprojects/fishsim-nats/fishsim-worker \
    $folder/subprojects/fishsim-parquet/fishsim-logger \
    $folder/subprojects/fishsim-alerter/fishsim-alerter examples/scenarios/reef.yaml "${1-60}" \
    $folder/run
