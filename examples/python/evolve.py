"""Learns a task by an evolution strategy on the library's own brains; needs numpy only.

    python3 examples/python/evolve.py --task forage-patch --seed 1 --minutes 5

A fish whose mind is `brain` perceives, thinks and acts inside the library. Here every agent of one
world has the same weights, and every world other ones: candidates, made in pairs around the present
brain (antithetic noise, Salimans et al. 2017). Worlds of one generation share their seed, and the
step follows the ranks of the returns with Adam. The score is 0 for random actions and 1 for the
scripted policy, as the task states. --out writes the curve as CSV and the weights.
"""
import argparse
import csv
import pathlib
import time

import fishsim
import numpy as np

RETURN = fishsim.Batch.STATISTICS.index('return')


def thinking(task, hidden):
    """The task with a brain as the mind of every species that has agents."""
    config = fishsim.Config.from_scenario(task, {'minds.brain.hidden': hidden})
    with fishsim.World(config) as world:
        for species in world.species:
            if float(config[f'species.{species.name}.agents.share']) > 0:
                config[f'species.{species.name}.minds'] = ['brain']
    return config


class Worlds:
    """Worlds that each think with weights of their own."""

    def __init__(self, config, count, threads):
        self.batch = fishsim.Batch(config, count, actions='scripted', autoreset='same_step',
                                   threads=threads, arrays=['ended', 'statistics'])
        self.brains = [self.batch.world(number).brain('brain') for number in range(count)]

    def returns(self, weights, seeds):
        """The return of an episode of each world; weights (worlds, genes)."""
        for brain, own in zip(self.brains, weights):
            brain.weights = own
        self.batch.reset(seeds=seeds)
        got = np.full(self.batch.worlds, np.nan)
        while np.isnan(got).any():
            self.batch.step()
            first = self.batch.ended & np.isnan(got)  # all its agents may have died before the end
            got[first] = self.batch.statistics[first, RETURN]
        return got


def start(brain, random):
    """Weights to begin with: the last layer at 0 is straight ahead at half speed, where tanh is
    steepest."""
    weights = np.zeros(brain.genes, np.float32)
    first = brain.inputs * brain.hidden
    weights[:first] = random.normal(0, 1 / np.sqrt(brain.inputs), first)
    return weights


def ranks(values):
    """Ranks within -0.5 and 0.5."""
    order = np.empty(len(values))
    order[values.argsort()] = np.arange(len(values))
    return order / (len(values) - 1) - 0.5


def evolve(arguments):
    random = np.random.default_rng(arguments.seed)
    config = thinking(arguments.task, arguments.hidden)
    worlds = Worlds(config, 2 * arguments.pairs, arguments.threads)
    trial = Worlds(config, 16, arguments.threads)
    info, genes = worlds.batch.world(0).agents.info, worlds.brains[0].genes
    center, mean, square = start(worlds.brains[0], random), np.zeros(genes), np.zeros(genes)
    begun, generation, rows, best = time.monotonic(), 0, [], (-np.inf, center)

    def judge(weights, *firsts):
        """Return and score in 16 worlds from each of these seeds on."""
        value = np.mean([trial.returns([weights] * 16, range(first, first + 16))
                         for first in firsts])
        return value, (value - info.score_random) / (info.score_scripted - info.score_random)

    while time.monotonic() - begun < 60 * arguments.minutes and generation < arguments.generations:
        noise = random.standard_normal((arguments.pairs, genes)).astype(np.float32)
        noise = np.concatenate([noise, -noise])
        got = worlds.returns(center + np.float32(arguments.sigma) * noise,
                             [int(random.integers(1 << 52))] * len(noise))
        generation += 1
        step = ranks(got) @ noise / (len(noise) * arguments.sigma)
        mean, square = 0.9 * mean + 0.1 * step, 0.99 * square + 0.01 * step ** 2
        rate = arguments.rate / (1 - 0.9 ** generation) * np.sqrt(1 - 0.99 ** generation)
        center = (center + rate * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)
        if generation % 10 == 1:
            value, score = judge(center, 1)  # seeds that no generation uses: below the drawn ones
            best = max(best, (score, center), key=lambda pair: pair[0])
            rows.append((generation, round(time.process_time(), 1), value, score))
            print(f'generation {generation:4d}  {rows[-1][1]:6.1f} s of processor time  '
                  f'return {value:8.3f}  score {score:6.3f}', flush=True)
            if arguments.stop is not None and score >= arguments.stop:
                break
    spent = (time.monotonic() - begun, time.process_time())
    # The best brain was chosen by its trial, so it is judged in worlds that it was not chosen by.
    value, score = judge(best[1], 101, 201)
    print(f'the best brain in 32 other worlds: return {value:.3f}, score {score:.3f}; {generation} '
          f'generations took {spent[0]:.0f} s, {spent[1]:.0f} s of processor time')
    return best[1], rows


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--task', default='forage-patch', choices=fishsim.tasks())
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--minutes', type=float, default=5)
    parser.add_argument('--generations', type=int, default=1 << 30)
    parser.add_argument('--hidden', type=int, default=16, help='units of the brain')
    parser.add_argument('--pairs', type=int, default=16)
    parser.add_argument('--sigma', type=float, default=0.1)
    parser.add_argument('--rate', type=float, default=0.02)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--stop', type=float, help='end at this score')
    parser.add_argument('--out', type=pathlib.Path, help='folder for the curve and the weights')
    arguments = parser.parse_args()
    best, rows = evolve(arguments)
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        name = f'evolve-{arguments.task}-{arguments.seed}'
        np.save(arguments.out / f'{name}.npy', best)
        with open(arguments.out / f'{name}.csv', 'w', newline='', encoding='utf-8') as file:
            csv.writer(file).writerows([('generation', 'cpu_seconds', 'return', 'score'), *rows])


if __name__ == '__main__':
    main()
