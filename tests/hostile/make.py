#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the hostile configurations that are too large to keep: make.py DIRECTORY."""

import pathlib
import sys

MANY = 900_000


def texts():
    """Yields (name, bytes) of each file; all but the first two are just below the limit of 1 MB."""
    yield "too-long.yaml", b"# " + b"x" * (1 << 20) + b"\n{}\n"
    yield "far-too-long.yaml", b"title: " + b"x" * (20 << 20)
    yield "open-lists.yaml", b"[" * MANY
    yield "open-maps.yaml", b"{" * MANY
    yield "open-lists-in-value.yaml", b"title: " + b"[" * MANY
    yield "open-maps-in-value.yaml", b"world: " + b"{" * MANY
    yield "open-lists-by-line.yaml", b"[\n" * (MANY // 2)
    yield "open-lists-in-list.yaml", b"species: {a: {minds: " + b"[" * MANY
    yield "closed-lists.yaml", b"[" * (MANY // 2) + b"]" * (MANY // 2)
    yield "alternating.yaml", b"[{a: " * (MANY // 5)
    yield "dashes.yaml", b"- " * (MANY // 2)
    yield "dashes-in-value.yaml", b"world:\n " + b"- " * (MANY // 2)
    yield "dashes-by-line.yaml", b"-\n" * (MANY // 2)
    yield "question-marks.yaml", b"? " * (MANY // 2)
    yield "question-marks-by-line.yaml", b"?\n" * (MANY // 2)
    yield "question-marks-in-flow.yaml", b"{" + b"? " * (MANY // 2)
    yield "colons.yaml", b": " * (MANY // 2)
    yield "keys-on-a-line.yaml", b"a: " * (MANY // 3)
    yield "commas.yaml", b"species: {a: {minds: [" + b"," * MANY
    yield "wide-list.yaml", b"species: {a: {minds: [" + b"w, " * (MANY // 3) + b"]}}\n"
    yield "wide-map.yaml", b"{" + b"a, " * (MANY // 3) + b"}\n"
    yield "indented.yaml", b"".join(b" " * i + b"a:\n" for i in range(1300))
    yield "indented-world.yaml", b"world:\n" + b"".join(b" " * i + b"-\n" for i in range(1, 1300))
    yield "one-scalar.yaml", b"x" * MANY
    yield "one-value.yaml", b"title: " + b"x" * MANY
    yield "one-quoted-value.yaml", b'title: "' + b"x" * MANY + b'"\n'
    yield "one-escaped-value.yaml", b'title: "' + b"\\L" * (MANY // 2) + b'"\n'
    yield "one-folded-value.yaml", b"title: >\n" + b" x\n" * (MANY // 3)
    yield "one-value-of-words.yaml", b"title:\n" + b" x\n" * (MANY // 3)
    yield "one-number.yaml", b"world: {width_m: " + b"1" * MANY + b"}\n"
    yield "one-key.yaml", b"x" * MANY + b": 1\n"
    yield "one-quoted-key.yaml", b'"' + b"x" * 900 + b'": 1\n'
    yield "one-name.yaml", b"species: {? " + b"x" * MANY + b" : {}}\n"
    yield "one-unterminated.yaml", b"title: '" + b"''" * (MANY // 2)
    yield "one-anchor.yaml", b"title: &" + b"a" * MANY + b" x\n"
    yield "one-tag.yaml", b"title: !" + b"a" * MANY + b" x\n"
    yield "many-keys.yaml", b"".join(b"k%d: 1\n" % i for i in range(75_000))
    yield "many-species.yaml", b"species:\n" + b"".join(b" s%d: {}\n" % i for i in range(80_000))
    yield "few-too-many-species.yaml", b"species:\n" + b"".join(b" s%d: {}\n" % i for i in range(33))
    yield "few-too-many-minds.yaml", b"minds:\n" + b"".join(
        b" m%d: {kind: walk}\n" % i for i in range(28))
    yield "many-minds.yaml", b"minds:\n" + b"".join(
        b" m%d: {kind: walk}\n" % i for i in range(40_000))
    yield "many-predators.yaml", b"web:\n" + b"".join(b" s%d: {}\n" % i for i in range(80_000))
    yield "many-prey.yaml", b"web:\n a:\n" + b"".join(b"  s%d: 1\n" % i for i in range(75_000))
    yield "many-duplicates.yaml", b"world: {}\n" * 80_000
    yield "many-directives.yaml", b"%TAG !a! b\n" * 80_000 + b"---\n{}\n"
    yield "many-tag-directives.yaml", b"".join(
        b"%%TAG !%d! b\n" % i for i in range(55_000)) + b"---\n{}\n"
    yield "many-documents.yaml", b"--- {}\n" * (MANY // 7)
    yield "many-anchors.yaml", b"".join(b"&a%d x: 1\n" % i for i in range(70_000))
    yield "many-comments.yaml", b"#\n" * (MANY // 2)
    yield "many-lines.yaml", b"\n" * MANY
    yield "many-spaces.yaml", b" " * MANY
    yield "many-tabs.yaml", b"\t" * MANY
    yield "many-bars.yaml", b"title: |\n" + b"\n" * MANY + b" x\n"
    yield "many-controls.yaml", b"title: " + b"\x1b[2J" * (MANY // 4)
    yield "many-nuls.yaml", b"\0" * MANY


def make(directory):
    """Writes every file into the directory and returns their paths."""
    paths = []
    for name, text in texts():
        path = pathlib.Path(directory) / name
        path.write_bytes(text)
        paths.append(path)
    return paths


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make.py DIRECTORY")
    make(sys.argv[1])
