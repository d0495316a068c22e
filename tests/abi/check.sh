#!/bin/sh
# Compares the ABI of a library, built with debug information, with the one that was agreed on, which
# is beside this script under the library's soname:
#     tests/abi/check.sh build/tests/lib/libfishsim.so
# Any difference fails. To accept one on purpose (only while the version is 0.x, and with a line in
# CHANGELOG.md), write the new reference and commit it:
#     tests/abi/check.sh build/tests/lib/libfishsim.so --accept
set -eu
here=$(cd "$(dirname "$0")" && pwd)
library=$1

for tool in abidw abidiff; do
    command -v $tool >/dev/null || { echo "$tool is not installed (abigail-tools)"; exit 77; }
done
[ "$(uname -m)" = x86_64 ] || { echo "the reference is of x86_64"; exit 77; }

reference=$here/$(readelf --dynamic --wide "$library" | sed -n 's/.*soname: \[\(.*\)\]/\1/p').abi

# Without it only names would be compared.
readelf --section-headers --wide "$library" | grep -q ' \.debug_info ' || {
    echo "$library has no debug information: build it with -Dbuildtype=debugoptimized"
    exit 1
}

if [ "${2-}" = --accept ]; then
    abidw --suppressions "$here/opaque.ini" --no-comp-dir-path --no-corpus-path --no-show-locs \
        --out-file "$reference" "$library"
    echo "wrote $reference"
    exit 0
fi
[ -f "$reference" ] || { echo "no reference: run tests/abi/check.sh $library --accept"; exit 1; }
if ! abidiff --suppressions "$here/opaque.ini" "$reference" "$library"; then
    echo "The ABI has changed. If that is meant: tests/abi/check.sh $library --accept"
    exit 1
fi
