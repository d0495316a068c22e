#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a program over every hostile configuration: check.py PROGRAM [ARGUMENT...].

The program gets the file as its last argument. It must refuse each: exit with a status of its own
(no signal) other than 0, write one line on stderr that names the file and nothing on stdout, take
less than a second of processor time, and keep less than 64 MB resident. Prints TAP.
"""

import os
import pathlib
import resource
import stat
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import make  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TIME_S = 1.0
MEMORY_KB = 64 * 1024
NOBODY = 65534


def run(command, as_nobody):
    """Returns (status, stdout, stderr, seconds, peak resident kB) of one run."""

    def before():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        if as_nobody and os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                 preexec_fn=before)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return child.returncode, out.read(), err.read(), seconds, usage.ru_maxrss


def judge(path, result):
    """Returns what is wrong with a result, or None."""
    status, out, err, seconds, peak_kb = result
    lines = err.decode("utf-8", "replace").splitlines()
    if status == 0:
        return "was accepted"
    if status < 0 or status >= 126:
        return f"ended with status {status}: {err[-300:]!r}"
    if out:
        return f"wrote on stdout: {out[:100]!r}"
    if len(lines) != 1 or not err.endswith(b"\n"):
        return f"wrote {len(lines)} lines on stderr: {err[:300]!r}"
    if path.name not in lines[0]:
        return f"does not name the file: {lines[0]}"
    if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in lines[0]):
        return f"wrote control characters: {lines[0]!r}"
    if seconds >= TIME_S:
        return f"took {seconds:.2f} s"
    if peak_kb >= MEMORY_KB:
        return f"needed {peak_kb} kB"
    return None


def cases(scratch):
    """Yields (path, whether to run without root's rights)."""
    for path in sorted(HERE.glob("*.yaml")):
        yield path, False
    for path in make.make(scratch):
        yield path, False
    directory = pathlib.Path(scratch) / "directory.yaml"
    directory.mkdir()
    yield directory, False
    yield pathlib.Path(scratch) / "missing.yaml", False
    loop = pathlib.Path(scratch) / "loop.yaml"
    loop.symlink_to(loop)
    yield loop, False
    endless = pathlib.Path(scratch) / "endless.yaml"
    endless.symlink_to("/dev/zero")
    yield endless, False
    secret = pathlib.Path(scratch) / "no-permission.yaml"
    secret.write_text("{}\n", encoding="utf-8")
    secret.chmod(0)
    yield secret, True


def can_run_as_nobody(command, scratch):
    """Another user may not be able to reach a program in root's directories."""
    try:
        status, _, err, _, _ = run(command + [str(pathlib.Path(scratch) / "reach.yaml")], True)
    except (OSError, subprocess.SubprocessError):
        return False
    return 0 < status < 126 and b"reach.yaml" in err


def main(command):
    failed = 0
    slowest = 0.0
    largest_kb = 0
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
        plan = list(cases(scratch))
        print(f"1..{len(plan)}")
        for number, (path, as_nobody) in enumerate(plan, 1):
            if as_nobody and not can_run_as_nobody(command, scratch):
                print(f"ok {number} - {path.name} # SKIP another user cannot run the program")
                continue
            result = run(command + [str(path)], as_nobody)
            fault = judge(path, result)
            slowest = max(slowest, result[3])
            largest_kb = max(largest_kb, result[4])
            failed += fault is not None
            print(f"{'not ok' if fault else 'ok'} {number} - {path.name}")
            if fault:
                print(f"# {fault}")
    print(f"# slowest {slowest:.3f} s, largest {largest_kb} kB")
    return failed > 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: check.py PROGRAM [ARGUMENT...]")
    sys.exit(main(sys.argv[1:]))
