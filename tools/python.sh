#!/bin/sh
# Makes the virtual environment build/venv with the named Python packages, for those of our tests and
# adapters that need what Debian does not have: tools/python.sh pyarrow nats-py:nats ...
# What is imported stands behind a colon where it has another name than the package. VENV names
# another folder than build/venv.
# Quick when all are there. The last line of its output is the interpreter; fails with the reason.
set -eu
cd "$(dirname "$0")/.."
venv=$PWD/${VENV:-build/venv}

missing=
for package in "$@"; do
    module=${package##*:}
    "$venv/bin/python" -c "import ${module%%[=<>]*}" 2>/dev/null || missing="$missing ${package%%:*}"
done
if [ -n "$missing" ]; then
    mkdir -p build
    [ -x "$venv/bin/pip" ] || {
        rm -rf "$venv"
        python3 -m venv "$venv"
    }
    # shellcheck disable=SC2086  # $missing is a list of words
    "$venv/bin/pip" install -q --disable-pip-version-check $missing >"$venv.log" 2>&1 || {
        echo "python.sh: cannot install$missing (see $venv.log)" >&2
        exit 1
    }
fi
echo "$venv/bin/python"
