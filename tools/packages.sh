#!/bin/sh
# Installs those of the named Debian packages that are missing: tools/packages.sh gcc meson ...
# Quick when all are there. Elsewhere than on Debian it only says what to have.
set -eu

if ! command -v dpkg-query >/dev/null; then
    echo "packages.sh: not a Debian system; these must be there: $*" >&2
    exit 0
fi

missing=
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "packages.sh: installing$missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "packages.sh: neither root nor sudo; install these and run again:$missing" >&2
        exit 1
    }
    as_root=sudo
fi
# The package lists are fetched only when something is missing, since that is the slow part.
$as_root apt-get -qq update
# shellcheck disable=SC2086  # $missing is a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
    $missing </dev/null >/dev/null
