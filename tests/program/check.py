#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs fishsim-run as its users do, from a scenario to files: check.py PROGRAM SCENARIOS.

Prints TAP. The program writes only into a scratch folder.
"""

import csv
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

FILES = ("summary.json", "population.csv", "population.svg", "world.svg")


class Program:
    def __init__(self, path, scenarios, scratch):
        self.path = str(pathlib.Path(path).resolve())
        self.reef = str(pathlib.Path(scenarios).resolve() / "reef.yaml")
        self.scenarios = pathlib.Path(scenarios).resolve()
        self.scratch = pathlib.Path(scratch)

    def start(self, *arguments):
        return subprocess.Popen([self.path, *arguments], cwd=self.scratch,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, *arguments, status=0):
        """Runs to the end; returns (stdout, stderr)."""
        child = self.start(*arguments)
        out, err = child.communicate(timeout=300)
        assert child.returncode == status, f"{arguments}: status {child.returncode}: {err}"
        return out, err

    def summary(self, folder):
        return json.loads((self.scratch / folder / "summary.json").read_text(encoding="utf-8"))


def writes_what_it_says(program):
    program.run(program.reef, "--ticks", "300", "--out", "reef", "--quiet")
    for name in FILES:
        assert (program.scratch / "reef" / name).stat().st_size > 0, name
    for name in FILES[2:]:
        root = xml.etree.ElementTree.parse(program.scratch / "reef" / name).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg", root.tag
    summary = program.summary("reef")
    assert summary["ticks"] == 300 and summary["state"] == "completed"
    assert summary["ledger_residual_uj"] == 0
    with open(program.scratch / "reef" / "population.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert int(rows[-1]["tick"]) == 300, rows[-1]
    fish = sum(int(rows[-1][name]) for name in rows[-1] if name.endswith("_fish"))
    assert fish == sum(species["fish"] for species in summary["species"]) > 0
    left = sorted(path.name for path in (program.scratch / "reef").iterdir())
    assert not [name for name in left if "tmp" in name or name.startswith(".")], left


def goes_on_from_a_snapshot_bit_for_bit(program):
    program.run(program.reef, "--ticks", "240", "--out", "whole", "--quiet")
    program.run(program.reef, "--ticks", "100", "--out", "first", "--quiet")
    snapshot = str(program.scratch / "first" / "snapshot.fishsim")
    program.run("--resume", snapshot, "--ticks", "140", "--out", "second", "--quiet")
    whole, second = program.summary("whole"), program.summary("second")
    for key in ("ticks", "species", "fish"):
        assert whole[key] == second[key], key


def gives_one_digest_for_one_seed(program):
    for folder, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        program.run(program.reef, "--ticks", "60", "--seed", seed, "--out", folder, "--quiet")
    assert program.summary("a")["digest"] == program.summary("b")["digest"]
    assert program.summary("a")["digest"] != program.summary("c")["digest"]


def takes_settings(program):
    program.run(program.reef, "--ticks", "10", "--set", "species.herring.start.count=0",
                "--set", "world.temperature_c=18", "--out", "set", "--quiet")
    summary = program.summary("set")
    assert summary["temperature_c"] == 18
    fish = {species["name"]: species["fish"] for species in summary["species"]}
    assert fish["herring"] == 0 and fish["anchovy"] > 0


def ends_cleanly_when_interrupted(program):
    child = program.start(program.reef, "--ticks", "100000000", "--out", "stopped", "--quiet")
    deadline = time.monotonic() + 30
    while not (program.scratch / "stopped").exists() and time.monotonic() < deadline:
        time.sleep(0.05)  # the folder is made before the run begins
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 128 + signal.SIGINT, (child.returncode, err)
    assert "--resume" in out + err
    assert program.summary("stopped")["state"] == "stopped"
    snapshot = str(program.scratch / "stopped" / "snapshot.fishsim")
    program.run("--resume", snapshot, "--ticks", "5", "--out", "resumed", "--quiet")
    assert program.summary("resumed")["ticks"] == program.summary("stopped")["ticks"] + 5


def refuses_what_it_does_not_know(program):
    for arguments in (("--bogus",), (program.reef, "--ticks", "many"), (program.reef, "--ticks"),
                      (program.reef, "--set", "novalue"), ()):
        out, err = program.run(*arguments, status=2)
        assert not out and len(err.splitlines()) == 1, (arguments, out, err)


def fails_when_it_cannot_write(program):
    (program.scratch / "file").write_text("in the way")
    _, err = program.run(program.reef, "--ticks", "1", "--out", "file", status=1)
    assert "file" in err and len(err.splitlines()) == 1, err


def describes_every_key(program):
    out, _ = program.run("--describe")
    assert "world.width_m" in out and "species.*.start.count" in out
    page, _ = program.run("--describe=markdown")
    assert "world.width_m" in page and page.lstrip().startswith(("#", "|", "<"))


def runs_every_scenario(program):
    scenarios = sorted(program.scenarios.glob("*.yaml"))
    assert scenarios
    for path in scenarios:
        program.run(str(path), "--ticks", "50", "--out", path.stem + "-short", "--quiet")
        assert program.summary(path.stem + "-short")["ledger_residual_uj"] == 0, path


CHECKS = (writes_what_it_says, goes_on_from_a_snapshot_bit_for_bit, gives_one_digest_for_one_seed,
          takes_settings, ends_cleanly_when_interrupted, refuses_what_it_does_not_know,
          fails_when_it_cannot_write, describes_every_key, runs_every_scenario)


def main(path, scenarios):
    print(f"1..{len(CHECKS)}")
    failed = 0
    for number, check in enumerate(CHECKS, 1):
        try:
            with tempfile.TemporaryDirectory() as scratch:
                check(Program(path, scenarios, scratch))
            print(f"ok {number} - {check.__name__}")
        except Exception as problem:  # whatever it is, the other checks go on
            failed += 1
            print(f"not ok {number} - {check.__name__}")
            print("# " + f"{type(problem).__name__}: {problem}".replace("\n", "\n# "))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
