#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""fishsim-bench measures every case, and its lines are what they should be: check.py PROGRAM.

Prints TAP. Nothing here judges a speed.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

FIELDS = ["case", "kernel", "threads", "agents", "neighbours", "ns_per_agent_step",
          "agent_steps_per_s", "ratio_to_scalar", "ratio_to_limit", "bytes_per_fish"]
QUICK = ("--agents", "128", "--seconds", "0.001")


def run(program, *arguments, status=0):
    done = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=300, check=False)
    assert done.returncode == status, f"{arguments}: status {done.returncode}: {done.stderr}"
    return done.stdout, done.stderr


def cases_of(program):
    return [line.split()[0] for line in run(program, "--list")[0].splitlines()]


def every_case_has_its_lines(program):
    """All fields, in order, for each kernel; the scalar one is the measure of the other."""
    out, _ = run(program, "--json", *QUICK)
    lines = [json.loads(line) for line in out.splitlines()]
    limits = [line for line in lines if "limit" in line]
    assert [line["limit"] for line in limits] == ["pairs", "pairs", "copy"], limits
    lines = [line for line in lines if "case" in line]
    assert [line["case"] for line in lines[::2]] == cases_of(program)
    for scalar, auto in zip(lines[::2], lines[1::2]):
        for line in scalar, auto:
            assert list(line) == FIELDS, list(line)
            times = line["ns_per_agent_step"]
            assert 0 < times["min"] <= times["median"] <= times["max"], line
            assert abs(line["agent_steps_per_s"] * times["median"] / 1e9 - 1) < 0.01, line
            assert line["bytes_per_fish"] > 0, line
        assert scalar["kernel"] == "scalar" and scalar["ratio_to_scalar"] == 1, scalar
        ratio = scalar["ns_per_agent_step"]["median"] / auto["ns_per_agent_step"]["median"]
        assert abs(auto["ratio_to_scalar"] / ratio - 1) < 0.01, auto


def a_kernel_alone_has_no_ratio(program):
    out, _ = run(program, "--json", "--case", "boids", "--kernel", "auto", *QUICK)
    assert json.loads(out.splitlines()[-1])["ratio_to_scalar"] is None


def threads_and_neighbours_are_asked_for(program):
    out, _ = run(program, "--json", "--case", "reef", "--kernel", "auto", "--threads", "1,2",
                 "--neighbours", "8,32", *QUICK)
    lines = [json.loads(line) for line in out.splitlines()]
    found = [(line["threads"], line["neighbours"]) for line in lines if "case" in line]
    assert found == [(1, 8), (1, 32), (2, 8), (2, 32)], found


def an_earlier_run_is_compared_with(program):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "earlier.json"
        path.write_text(run(program, "--json", "--case", "reef,boids", *QUICK)[0])
        out, _ = run(program, "--json", "--case", "reef,digest", "--compare", str(path), *QUICK)
    earlier = {line["case"]: "ratio_to_earlier" in line
               for line in map(json.loads, out.splitlines()) if "case" in line}
    assert earlier == {"reef": True, "digest": False}, earlier


def the_table_is_for_people(program):
    out, _ = run(program, "--case", "schooling", *QUICK)
    assert "bare pair tests, scalar" in out and "copy of memory" in out
    rows = [line.split() for line in out.splitlines() if line.startswith("schooling")]
    assert [row[:5] for row in rows] == [["schooling", name, "1", "128", "16"]
                                         for name in ("scalar", "auto")], rows


def what_threads_cannot_share_is_told(program):
    out, _ = run(program, "--serial", "--kernel", "auto", *QUICK)
    lines = [line for line in out.splitlines() if "outside of its" in line]
    assert [line.split(",")[0] for line in lines] == ["schooling", "boids", "reef", "reef_each",
                                                     "clustered"], out


def what_cannot_be_used_is_refused(program):
    for arguments in (["--agents", "127"], ["--agents", "4000001"], ["--threads", "0"],
                      ["--neighbours", "x"], ["--seconds", "0"], ["--seconds"], ["--what"],
                      ["--compare", "/no/such/file"], ["--kernel", "cray"]):
        _, err = run(program, *arguments, status=2)
        assert err, arguments
    run(program, "--case", "none", "--kernel", "auto", *QUICK, status=1)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    tests = [every_case_has_its_lines, a_kernel_alone_has_no_ratio,
             threads_and_neighbours_are_asked_for, an_earlier_run_is_compared_with,
             the_table_is_for_people, what_threads_cannot_share_is_told,
             what_cannot_be_used_is_refused]
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test(program)
            print(f"ok {number} - {test.__name__}")
        except AssertionError as error:
            failed += 1
            print(f"not ok {number} - {test.__name__}")
            print(f"# {error}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
