# Sourced by tests/run.sh: the fuzz targets on clang's engine, under both sanitizers.
# What it finds of interest is kept in build/fuzz/corpus, and what breaks in build/fuzz/found.

fuzz() { # fuzz SECONDS
    CC=clang build build/fuzz fuzz_targets -Dfuzz=true -Dexamples=false -Db_lundef=false \
        -Dbuildtype=debugoptimized -Db_sanitize=address,undefined \
        -Dc_args='-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined'
    for program in build/fuzz/tests/fuzz_*; do
        [ -f "$program" ] || continue
        target=${program##*/fuzz_}
        mkdir -p "build/fuzz/corpus/$target" build/fuzz/found
        check "fuzz $target for $1 s" "$program" -max_total_time="$1" -timeout=10 \
            -rss_limit_mb=2048 -artifact_prefix="build/fuzz/found/$target-" -print_final_stats=1 \
            "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target"
        printf '%s\n' "$output" | sed -n 's/^stat::number_of_executed_units: */      runs: /p'
    done
}
