"""A year of the reef over ten seeds: python3 tests/science/year.py FISHSIM_RUN SCENARIO FOLDER

Runs SCENARIO for 360 game days with the seeds 1 to 10, as many at a time as there are processors.
At the end of each year some prey and some predator must be alive, and the energy ledger closed.
The first seed is run twice more, once in one go and once in two halves with a snapshot between:
all three must end with one digest. Points are printed as TAP; results stay in FOLDER.
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

TICKS = 518400  # 360 days of 1440 ticks
SEEDS = range(1, 11)
PREY = ('anchovy', 'herring')
PREDATORS = ('bluefish', 'striped_bass')


def run(program, folder, *arguments):
    """The summary of one run, or what it said when it failed."""
    said = subprocess.run([program, *arguments, '--quiet', '--out', folder],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(said.stderr.strip() or f'status {said.returncode}')
    return json.loads((folder / 'summary.json').read_text(encoding='utf-8'))


def year(program, scenario, folder, seed):
    return run(program, folder / f'seed-{seed}', scenario, '--ticks', str(TICKS), '--seed', str(seed))


def again(program, scenario, folder, seed):
    return run(program, folder / 'again', scenario, '--ticks', str(TICKS), '--seed', str(seed))


def halves(program, scenario, folder, seed):
    half = ['--ticks', str(TICKS // 2)]
    run(program, folder / 'first-half', scenario, *half, '--seed', str(seed))
    return run(program, folder / 'halves', '--resume',
               str(folder / 'first-half' / 'snapshot.fishsim'), *half)


def judge(summary):
    """(holds, what was seen) at the end of a year."""
    fish = summary['fish']
    held = (any(fish[name] for name in PREY) and any(fish[name] for name in PREDATORS)
            and summary['ledger_residual_uj'] == 0 and summary['ticks'] == TICKS)
    alive = ', '.join(f'{number} {name}' for name, number in fish.items())
    return held, f'{alive}; residual {summary["ledger_residual_uj"]} uJ; digest {summary["digest"]}'


def main(program, scenario, folder):
    folder = pathlib.Path(folder)
    jobs = [(f'seed {seed}', year, seed) for seed in SEEDS]
    jobs += [('seed 1 again', again, 1), ('seed 1 in two halves', halves, 1)]
    print(f'1..{len(jobs)}', flush=True)
    failed, digest = 0, None
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        runs = [pool.submit(job, program, scenario, folder, seed) for _, job, seed in jobs]
        for number, ((name, _, seed), result) in enumerate(zip(jobs, runs), 1):
            try:
                summary = result.result()
                held, seen = judge(summary)
                digest = digest or summary['digest']
                held = held and (seed != 1 or summary['digest'] == digest)
            except (RuntimeError, OSError, KeyError, ValueError) as error:
                held, seen = False, str(error)
            failed += not held
            print(f'{"ok" if held else "not ok"} {number} - {name}: {seen}', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
