# Sourced by the test scripts: counts checks and ends with the closing line.
#     check NAME COMMAND...    runs a command; it passes when it returns 0, is skipped at 77
#     skip NAME REASON         counts a check that cannot run here
#     add PASSED FAILED SKIPPED
#     report                   prints the closing line and exits, with 1 if anything failed
passed=0 failed=0 skipped=0

skip() {
    echo "skip  $1: $2"
    skipped=$((skipped + 1))
}

check() {
    name=$1 status=0
    shift
    output=$("$@" 2>&1 </dev/null) || status=$?
    case $status in
    0)
        echo "ok    $name"
        passed=$((passed + 1))
        ;;
    77) skip "$name" "$(printf '%s\n' "$output" | tail -n 1)" ;;
    *)
        printf '%s\n' "$output"
        echo "FAIL  $name (status $status)"
        failed=$((failed + 1))
        ;;
    esac
}

add() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

report() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}
