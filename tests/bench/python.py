"""What Python costs: the same batch stepped from C and from Python, by turns.

    python3 tests/bench/python.py [--worlds 64] [--fish 1000] [--limit 1.03]

Needs the installed package and a C compiler. Compiles batch_steps.c against the library of the
package, gives it and a process of Python the same scenario, seeds and actions, and lets them step
by turns. A round is some steps of either, in processor time, and the order changes from round to
round. Where memory comes to lie makes one process a few per cent faster than another of the same
kind, so both are started anew some times. Prints the median of the ratios Python / C over all
rounds, and the least and the largest median of a start; compares the digests of all worlds. With
--limit the exit status is 1 where the median is above it; it is 1 where the digests differ.
"""
import argparse
import pathlib
import subprocess
import sys
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


def compile_c(folder):
    """The program in C, linked to the library of the package."""
    library, program = fishsim._native.LIBRARY_PATH, folder / 'batch_steps'
    subprocess.run(['cc', '-std=c11', '-D_POSIX_C_SOURCE=200809L', '-O2', '-Wall', '-Wextra',
                    f'-I{HERE.parents[1] / "include"}', HERE / 'batch_steps.c', '-o', program,
                    library, f'-Wl,-rpath,{library.parent}'], check=True)
    return program


def serve(scenario, worlds, actions, sets):
    """The same program in Python: see batch_steps.c."""
    batch = fishsim.Batch(fishsim.Config.from_file(scenario), int(worlds), arrays=[
        'observations', 'rewards', 'terminated', 'truncated'])
    batch.reset(seeds=range(int(worlds)))
    given = np.fromfile(actions, np.float32).reshape(int(sets), *batch.actions.shape)
    done = 0
    while (line := sys.stdin.readline()) != '\n':
        start = time.thread_time_ns()
        for _ in range(int(line)):
            batch.step(given[done % len(given)])
            done += 1
        print(time.thread_time_ns() - start, flush=True)
    for digest in batch.digests():
        print(f'{digest:016x}')


class Side:
    """One of the two programs, waiting for orders."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def steps(self, count):
        """Processor time of so many steps, in ns."""
        self.process.stdin.write(f'{count}\n')
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def digests(self):
        return self.process.communicate('\n')[0].split()


def compare(arguments, program, files):
    """ns of a step and agent, (rounds, 2): C and Python; and whether the digests are equal."""
    given = [files[0], str(arguments.worlds), files[1], str(SETS)]
    sides = [Side(program, *given), Side(sys.executable, __file__, '--serve', *given)]
    for side in sides:
        side.steps(SETS)  # settles
    ns = np.empty((arguments.rounds, 2))
    for round in range(arguments.rounds):
        for number in (0, 1) if round % 2 else (1, 0):
            ns[round, number] = sides[number].steps(arguments.steps)
    digests = [side.digests() for side in sides]
    assert len(digests[0]) == arguments.worlds
    return ns / (arguments.steps * arguments.worlds * arguments.fish), digests[0] == digests[1]


def write_files(arguments, floats, folder):
    """The scenario, and the sets of actions."""
    reach_m = 8 * 0.05848  # so wide that a fish has 16 neighbours within its attraction radius
    side = np.sqrt(arguments.fish * np.pi * reach_m ** 2 / 16)
    scenario, actions = folder / 'batch.yaml', folder / 'actions.f32'
    scenario.write_text(SCENARIO.format(side=side, fish=arguments.fish, observe=OBSERVE[floats]))
    shape = (SETS, arguments.worlds, arguments.fish, 3)
    drawn = np.random.default_rng(1).uniform(fishsim.ACTION_LOW, fishsim.ACTION_HIGH, shape)
    drawn.astype(np.float32).tofile(actions)
    return str(scenario), str(actions)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--worlds', type=int, default=64)
    parser.add_argument('--fish', type=int, default=1000)
    parser.add_argument('--floats', type=int, nargs='+', default=list(OBSERVE), choices=OBSERVE)
    parser.add_argument('--starts', type=int, default=8, help='of both programs')
    parser.add_argument('--rounds', type=int, default=20, help='of each start')
    parser.add_argument('--steps', type=int, default=2, help='of either side in a round')
    parser.add_argument('--limit', type=float, help='largest median ratio that is good')
    arguments = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = compile_c(folder)
        for floats in arguments.floats:
            files = write_files(arguments, floats, folder)
            found = [compare(arguments, program, files) for _ in range(arguments.starts)]
            ns, equal = np.array([one for one, _ in found]), all(same for _, same in found)
            ratios = ns[..., 1] / ns[..., 0]
            median, each = np.median(ratios), np.median(ratios, axis=1)
            print(f'{arguments.worlds} x {arguments.fish}, {floats} floats: Python / C {median:.4f}, '
                  f'by start {each.min():.4f} to {each.max():.4f}, over {arguments.starts} x '
                  f'{arguments.rounds} rounds; {np.median(ns[..., 0]):.1f} ns an agent and step in '
                  f'C; digests {"equal" if equal else "DIFFER"}', flush=True)
            good = good and equal and not (arguments.limit and median > arguments.limit)
    return 0 if good else 1


if __name__ == '__main__':
    raise SystemExit(serve(*sys.argv[2:]) if sys.argv[1:2] == ['--serve'] else main())
