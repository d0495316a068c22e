#!/bin/sh
# Makes a static library that has only public names: archive.sh IN.a OUT.a OBJCOPY AR COMPILER...
set -eu
in=$1 out=$2 objcopy=$3 ar=$4
shift 4
object=${out%.a}.o
"$@" -r -nostdlib -Wl,--whole-archive "$in" -o "$object"
"$objcopy" --localize-hidden "$object"
rm -f "$out"
"$ar" rcsD "$out" "$object"
rm -f "$object"
