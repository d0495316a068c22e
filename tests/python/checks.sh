# Sourced by tests/run.sh: makes the wheel of the Python package, and tests it from a virtual
# environment that knows nothing of these sources. What is needed comes by pip; without it: a skip.

venv=$PWD/build/venv wheels=$PWD/build/tests/wheels

wheel() { # wheel INTERPRETER_FOLDER: makes the wheel, and installs it there
    rm -rf "$wheels"
    PATH=$1:$PATH "$1/pip" wheel -q --no-build-isolation --no-deps -w "$wheels" . \
        --config-settings=build-dir=build/tests/wheel &&
        ls "$wheels"/fishsim-*-py3-none-*.whl &&
        "$1/pip" install -q --force-reinstall --no-deps "$wheels"/*.whl
}

pytest_tests() { # pytest_tests INTERPRETER TEST...: from outside the sources; adds up what they say
    result=$PWD/build/tests/python.xml interpreter=$1
    shift
    rm -f "$result"
    (cd build/tests/wheels && "$interpreter" -m pytest -q -p no:cacheprovider \
        --junitxml "$result" "$@") </dev/null || true
    counted=$(python3 tests/python/count.py "$result") || counted="0 1 0"
    printf '%s\n' "$counted" | sed '$d'
    # shellcheck disable=SC2046  # three numbers
    add $(printf '%s\n' "$counted" | tail -n 1)
}

typed() {
    (cd "$wheels" && "$venv/bin/mypy" --config-file "$OLDPWD/pyproject.toml" \
        --cache-dir "$venv/mypy" -p fishsim)
}

python_tests() { # every test of the package but those of what learns with PyTorch
    sh tools/python.sh meson-python:mesonpy numpy pyarrow gymnasium pettingzoo pytest \
        pillow:PIL imageio-ffmpeg:imageio_ffmpeg matplotlib mypy >build/venv-python.log 2>&1 || {
        skip python "its packages could not be installed (see build/venv.log)"
        return 0
    }
    before=$failed
    check "python wheel" wheel "$venv/bin"
    [ "$failed" -eq "$before" ] || return 0
    check "python types" typed
    pytest_tests "$venv/bin/python" "$PWD/tests/python"
}

puffer() { # PufferLib 3 without its own environments and trainer, which would fetch and compile a lot
    "$learning/bin/python" -c 'import pufferlib' 2>/dev/null && return 0
    # Without them its setup.py uses a name that it has not set.
    mkdir -p "$learning/mend"
    echo 'import builtins; builtins.c_extension_paths = []' >"$learning/mend/sitecustomize.py"
    PYTHONPATH=$learning/mend NO_OCEAN=1 NO_TRAIN=1 "$learning/bin/pip" install -q --no-deps \
        --no-build-isolation 'pufferlib==3.*'
}

learning_tests() { # PyTorch and PufferLib are some gigabytes: build/learning
    learning=$PWD/build/learning
    VENV=build/learning sh tools/python.sh torch 'numpy<2' gymnasium==0.29.1 gym==0.23.0 \
        pettingzoo==1.24.1 psutil 'setuptools<80' wheel Cython meson-python:mesonpy pytest || {
        skip learning "PyTorch could not be installed (see build/learning.log)"
        return 0
    }
    before=$failed
    check "python wheel" wheel "$learning/bin"
    check "pufferlib" puffer
    [ "$failed" -eq "$before" ] || return 0
    pytest_tests "$learning/bin/python" "$PWD/tests/learning"
}
