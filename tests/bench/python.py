"""What Python costs: the same batch stepped from C and from Python, by turns.

    python3 tests/bench/python.py [--worlds 64] [--fish 1000] [--rounds 60] [--limit 1.03]

Needs the installed package and a C compiler. Compiles batch_steps.c against the library of the
package, gives both sides the same scenario, seeds and actions, and lets them step by turns. A round
is some steps of either side, in processor time, and the order changes from round to round. Prints
the median of the ratios Python / C with its quartiles, and compares the digests of all worlds. With
--limit the exit status is 1 where the median is above it; it is 1 where the digests differ.
"""
import argparse
import pathlib
import subprocess
import tempfile
import time

import fishsim
import fishsim._native
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
SETS = 8
SCENARIO = '''
world: {{width_m: {side}, height_m: {side}, max_fish: {fish}, temperature_c: 17}}
fields: {{plankton: {{capacity_g_per_m2: 0}}}}
species:
  fish:
    minds: [couzin]
    start: {{count: {fish}, weight_g: 2, weight_sigma: 0}}
    consumption: {{a: 0}}
    respiration: {{a: 0}}
    mortality: {{background_coefficient: 0, starvation_condition: 0}}
    agents: {{share: 1}}
minds:
  couzin: {{orientation_radius: 4, attraction_radius: 8}}
agents: {{episode_ticks: 1000000, {observe}}}
'''
OBSERVE = {40: 'observe: [own, nearest], nearest: 4', 163: ''}


class InC:
    """The program in C, waiting for orders."""

    def __init__(self, folder, scenario, worlds, sets):
        library = fishsim._native.LIBRARY_PATH
        program = folder / 'batch_steps'
        subprocess.run(['cc', '-std=c11', '-D_POSIX_C_SOURCE=200809L', '-O2',
                        f'-I{HERE.parents[1] / "include"}', HERE / 'batch_steps.c', '-o', program,
                        library, f'-Wl,-rpath,{library.parent}'], check=True)
        sets.tofile(folder / 'actions.f32')
        self.process = subprocess.Popen(
            [program, scenario, str(worlds), folder / 'actions.f32', str(len(sets))], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def steps(self, count):
        """Processor time of so many steps, in ns."""
        self.process.stdin.write(f'{count}\n')
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def digests(self):
        out, _ = self.process.communicate('\n')
        return [int(line, 16) for line in out.split()]


class InPython:
    """The same in this process."""

    def __init__(self, scenario, worlds, sets):
        self.batch = fishsim.Batch(fishsim.Config.from_file(scenario), worlds, arrays=[
            'observations', 'rewards', 'terminated', 'truncated'])
        self.batch.reset(seeds=range(worlds))
        self.sets, self.done = sets, 0

    def steps(self, count):
        start = time.thread_time_ns()
        for _ in range(count):
            self.batch.step(self.sets[self.done % SETS])
            self.done += 1
        return time.thread_time_ns() - start

    def digests(self):
        return self.batch.digests()


def compare(arguments, floats, folder):
    """Ratios Python / C of all rounds, and both times of a step and agent in ns."""
    reach_m = 8 * 0.05848  # so wide that a fish has 16 neighbours within its attraction radius
    side = np.sqrt(arguments.fish * np.pi * reach_m ** 2 / 16)
    scenario = folder / 'batch.yaml'
    scenario.write_text(SCENARIO.format(side=side, fish=arguments.fish, observe=OBSERVE[floats]))
    shape = (SETS, arguments.worlds, arguments.fish, 3)
    sets = np.random.default_rng(1).uniform(fishsim.ACTION_LOW, fishsim.ACTION_HIGH, shape)
    sets = sets.astype(np.float32)
    sides = [InC(folder, scenario, arguments.worlds, sets),
             InPython(scenario, arguments.worlds, sets)]
    for side in sides:
        side.steps(SETS)  # settles
    ns = np.empty((arguments.rounds, 2))
    for round in range(arguments.rounds):
        for number in (0, 1) if round % 2 else (1, 0):
            ns[round, number] = sides[number].steps(arguments.steps)
    digests = [side.digests() for side in sides]
    assert len(digests[0]) == arguments.worlds
    return ns / (arguments.steps * arguments.worlds * arguments.fish), digests[0] == digests[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--worlds', type=int, default=64)
    parser.add_argument('--fish', type=int, default=1000)
    parser.add_argument('--rounds', type=int, default=60)
    parser.add_argument('--steps', type=int, default=4, help='of either side in a round')
    parser.add_argument('--limit', type=float, help='largest median ratio that is good')
    arguments = parser.parse_args()
    good = True
    for floats in OBSERVE:
        with tempfile.TemporaryDirectory() as folder:
            ns, equal = compare(arguments, floats, pathlib.Path(folder))
        low, median, high = np.quantile(ns[:, 1] / ns[:, 0], (0.25, 0.5, 0.75))
        print(f'{arguments.worlds} x {arguments.fish}, {floats} floats: Python / C {median:.4f} '
              f'(quartiles {low:.4f} to {high:.4f}) over {arguments.rounds} rounds of '
              f'{arguments.steps} steps; {np.median(ns[:, 0]):.1f} ns an agent and step in C; '
              f'digests {"equal" if equal else "DIFFER"}', flush=True)
        good = good and equal and not (arguments.limit and median > arguments.limit)
    return 0 if good else 1


if __name__ == '__main__':
    raise SystemExit(main())
