#!/bin/sh
# Builds libfishsim and runs its tests; on Debian it installs first what that needs.
#
#     tests/run.sh                   every test but the long ones of the science, in build/tests,
#                                    and the adapters
#     tests/run.sh --science         every published result that the model must reproduce
#     tests/run.sh --validation      writes docs/validation.md and its pictures anew
#     tests/run.sh --sanitize        the same under AddressSanitizer and UndefinedBehaviorSanitizer
#     tests/run.sh --race            the tests with threads under ThreadSanitizer
#     tests/run.sh --coverage        the same and those of the adapters, and which lines and branches of
#                                    lib/ and of subprojects/ they reach
#     tests/run.sh --same [TICKS]    golden digests on gcc and clang, -O0 to -O3, and on aarch64;
#                                    with TICKS, only those of at most so many ticks
#     tests/run.sh --fuzz [SECONDS]  each fuzz target for so long (60 unless told)
#     tests/run.sh --year            the reef over 360 game days with ten seeds: who is alive, and
#                                    the same digest again and after a resume in the middle
#     tests/run.sh --adapters        only the adapters, against the real servers, in build/adapters
#     tests/run.sh --faults          the adapters under many kills, pauses and absences of the server
#                                    and, on Linux as root, power cuts of the log's disk
#     tests/run.sh --speed           how fast the adapters are, and what they cost the ticks
#     tests/run.sh --learning        what learns, over minutes and in PyTorch; PufferLib
#     tests/run.sh --help
#
# The last line is "N passed, N failed, N skipped"; the exit status is 0 only if nothing failed.
set -eu
cd "$(dirname "$0")/.."
. tests/report.sh

mode=${1---all}
number=${2-}
case $mode in
--help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
--all | --adapters | --faults | --speed | --science | --validation | --sanitize | --race | --coverage | --year | --learning) most=1 ;;
--same | --fuzz) most=2 ;;
*)
    echo "run.sh: unknown option $mode (see --help)" >&2
    exit 2
    ;;
esac
case $number in *[!0-9]*) most=1 ;; esac
if [ $# -gt "$most" ]; then
    echo "run.sh: $mode cannot use '$number' (see --help)" >&2
    exit 2
fi

need() { # need PACKAGE...: those that every mode needs, and these
    sh tools/packages.sh gcc g++ libc6-dev binutils meson ninja-build pkg-config python3 \
        libyaml-dev libprotobuf-c-dev protobuf-c-compiler libcmocka-dev locales "$@"
}

build() { # build FOLDER TARGET OPTION...: TARGET may be "all"
    folder=$1 target=$2
    shift 2
    before=$failed
    if [ ! -f "$folder/build.ninja" ]; then
        check "configure $folder" meson setup "$folder" -Dtests=true "$@"
        [ "$failed" -eq "$before" ] || report
    elif [ "$*" != "$(cat "$folder/options" 2>/dev/null)" ]; then
        check "configure $folder anew" meson setup --reconfigure "$folder" "$@"
        [ "$failed" -eq "$before" ] || report
    fi
    printf '%s' "$*" >"$folder/options"
    check "build $folder" ninja -C "$folder" "$target"
    [ "$failed" -eq "$before" ] || report
}

comma() { # lets the tests find a locale that writes 0,5: no number may follow it
    [ -f build/locale/de_DE.UTF-8/LC_NUMERIC ] || {
        mkdir -p build/locale
        localedef --no-archive -i de_DE -f UTF-8 build/locale/de_DE.UTF-8 || true
    }
    export LOCPATH="$PWD/build/locale"
}

meson_tests() { # meson_tests FOLDER OPTION...: runs them and adds up their points
    folder=$1 log=$1/meson-logs/testlog.json
    shift
    comma
    rm -f "$log"
    meson test -C "$folder" --no-rebuild --print-errorlogs "$@" </dev/null || true
    counted=$(python3 tests/count.py "$log") || counted="0 1 0"
    printf '%s\n' "$counted" | sed '$d'
    # shellcheck disable=SC2046  # three numbers
    add $(printf '%s\n' "$counted" | tail -n 1)
}

count_points() { # count_points COMMAND...: runs it, shows its TAP points and adds them up; a plan
    # "1..0 # SKIP reason" counts as one that was skipped
    status=0
    "$@" </dev/null >build/points.log || status=$?
    cat build/points.log
    bad=$(grep -c '^not ok' build/points.log) || [ "$status" -eq 0 ] || bad=1
    add "$(grep -c '^ok' build/points.log || true)" "$bad" \
        "$(grep -c '^1\.\.0 # SKIP' build/points.log || true)"
}

measure() { # measure COMMAND...: runs a benchmark, which shows what it has measured
    if "$@" </dev/null; then add 1 0 0; else add 0 1 0; fi
}

arrow() { # the Arrow round trip needs pyarrow, which Debian does not have
    if ! arrow_python=$(sh tools/python.sh pyarrow | tail -n 1) || [ -z "$arrow_python" ]; then
        skip arrow "pyarrow could not be installed (see build/venv.log)"
        return 0
    fi
    check "arrow round trip" "$arrow_python" tests/arrow/round_trip.py build/tests/lib/libfishsim.so
}

adapters() { # adapters FOLDER OPTION...: configures and builds it with all adapters
    adapters=$1
    shift
    need python3-venv ca-certificates libnats-dev nats-server protobuf-compiler \
        libcivetweb-dev libcurl4-openssl-dev prometheus prometheus-alertmanager
    sh tools/python.sh nats-py:nats protobuf==4.21.12:google.protobuf >/dev/null ||
        skip "fishsim-worker" "nats-py and protobuf could not be installed (see build/venv.log)"
    parquet=-Dparquet=disabled
    if arrow_python=$(sh tools/python.sh pyarrow duckdb | tail -n 1) && [ -n "$arrow_python" ]; then
        parquet="-Dparquet=enabled -Dfishsim-parquet:python=$arrow_python"
    else
        skip "fishsim-parquet" "pyarrow and duckdb could not be installed (see build/venv.log)"
    fi
    # shellcheck disable=SC2086  # $parquet is a list of words
    build "$adapters" all -Dnats=enabled -Dprometheus=enabled -Dalerter=enabled $parquet "$@"
}

wire() { # the schema against what was agreed on, and against another implementation of protobuf
    python=python3
    ! /usr/bin/python3 -c 'import google.protobuf' 2>/dev/null || python=/usr/bin/python3
    check "wire schema" $python tests/wire/compatible.py proto tests/wire/schema.binpb
    check "wire round trip" $python tests/wire/round_trip.py build/tests/lib/libfishsim.so proto
}

adapter_tests() {
    adapters build/adapters -Dbuildtype=debugoptimized
    meson_tests build/adapters --suite adapters
    if [ "$parquet" = -Dparquet=disabled ]; then
        skip "the platform" "its log and the programs that read it need pyarrow and duckdb"
        return 0
    fi
    check "events handed over, logged and counted" build/venv/bin/python examples/run_platform.py \
        build/adapters/subprojects/fishsim-nats/fishsim-worker \
        build/adapters/subprojects/fishsim-parquet/fishsim-logger \
        build/adapters/subprojects/fishsim-alerter/fishsim-alerter examples/scenarios/reef.yaml 10 \
        build/adapters/platform
    check "the log read back tells what the run reported" build/venv/bin/python \
        examples/read_events.py build/adapters/platform/log reef build/adapters/platform/read
}

case $mode in
--all)
    need python3-venv ca-certificates patchelf cmake abigail-tools protobuf-compiler python3-protobuf
    build build/tests all -Dbuildtype=debugoptimized
    meson_tests build/tests --no-suite long
    arrow
    . tests/python/checks.sh
    python_tests
    wire
    . tests/install/checks.sh
    adapter_tests
    ;;
--adapters) adapter_tests ;;
--faults)
    adapters build/adapters -Dbuildtype=debugoptimized
    measure python3 tests/adapters/nats/bench.py build/adapters/tests/adapters/nats/nats_feeder
    count_points python3 tests/adapters/nats/check_feed.py \
        build/adapters/tests/adapters/nats/nats_feeder \
        build/adapters/tests/adapters/nats/nats_reader \
        build/adapters/tests/adapters/nats/nats_pace examples/scenarios/hunt.yaml 1
    if [ "$parquet" != -Dparquet=disabled ]; then
        sh tools/packages.sh e2fsprogs xfsprogs mount || true # check_power.py says what is missing
        set -- build/adapters/subprojects/fishsim-parquet/fishsim-logger \
            build/adapters/tests/adapters/nats/nats_feeder
        count_points "$arrow_python" tests/adapters/parquet/check_logger.py "$@" 1
        count_points "$arrow_python" tests/adapters/parquet/check_power.py "$@" \
            build/adapters/tests/adapters/parquet/libno_sync.so 1
        count_points build/venv/bin/python tests/adapters/rate/absence.py \
            build/adapters/subprojects/fishsim-nats/fishsim-worker \
            build/adapters/tests/adapters/rate/adapter_rate examples/scenarios/reef.yaml 600
    fi
    ;;
--speed)
    adapters build/speed -Dbuildtype=release
    tests=build/speed/tests/adapters
    measure python3 tests/adapters/nats/bench.py "$tests/nats/nats_feeder"
    measure python3 tests/adapters/rate/bench.py "$tests/rate/adapter_rate" \
        examples/scenarios/reef.yaml
    ;;
--science)
    need
    build build/tests all -Dbuildtype=debugoptimized
    meson_tests build/tests --suite science
    ;;
--validation)
    need
    build build/tests all -Dbuildtype=debugoptimized
    check "validation report" python3 tests/science/report.py build/tests/tests/science
    ;;
--sanitize)
    need
    build build/sanitize all -Dbuildtype=debugoptimized -Db_sanitize=address,undefined
    meson_tests build/sanitize --no-suite long
    ;;
--race)
    need
    build build/race all -Dbuildtype=debugoptimized -Db_sanitize=thread
    meson_tests build/race threads run pool batch
    ;;
--coverage)
    need gcovr
    build build/coverage all -Dbuildtype=debug -Db_coverage=true -Dexamples=false
    meson_tests build/coverage --no-suite long
    adapters build/coverage-adapters -Dbuildtype=debug -Db_coverage=true -Dexamples=false
    meson_tests build/coverage-adapters --suite adapters
    gcovr --root . --filter 'lib/' --exclude-unreachable-branches --print-summary build/coverage
    gcovr --root . --filter 'subprojects/fishsim' --exclude-unreachable-branches --print-summary \
        build/coverage-adapters
    ;;
--year)
    need
    build build/year all -Dtests=false -Dbuildtype=release
    count_points python3 tests/science/year.py build/year/examples/fishsim-run \
        examples/scenarios/reef.yaml build/year/reef
    ;;
--learning)
    need python3-venv ca-certificates patchelf
    . tests/python/checks.sh
    learning_tests
    ;;
--same)
    need clang
    . tests/determinism/same.sh
    same "${number:-18446744073709551615}"
    ;;
--fuzz)
    need clang libclang-rt-14-dev llvm
    . tests/fuzz/engine.sh
    fuzz "${number:-60}"
    ;;
esac
report
