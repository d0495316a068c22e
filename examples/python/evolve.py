"""Learns a task by an evolution strategy on a small neural brain; needs the package and numpy only.

    python3 examples/python/evolve.py --task forage-patch --seed 1 --minutes 5

Every candidate brain steers all fish of one world. Candidates are made in pairs around the present
brain (antithetic noise, Salimans et al. 2017), worlds of one generation share their seed, and the
step follows the ranks of the returns with Adam. The score is 0 for random actions and 1 for the
scripted policy, as the task states. --out writes the curve as CSV and, with matplotlib, as PNG.
"""
import argparse
import csv
import pathlib
import time

import fishsim
import numpy as np

HIDDEN = 16
RETURN = fishsim.Batch.STATISTICS.index('return')


class Brain:
    """Brains of one layer, all candidates at once: tanh, then turn, speed and bite."""

    def __init__(self, inputs):
        self.shapes = [(inputs, HIDDEN), (1, HIDDEN), (HIDDEN, 3), (1, 3)]
        self.size = sum(a * b for a, b in self.shapes)

    def start(self, random):
        # The last layer begins at 0: straight ahead at half speed, where tanh is steepest.
        parts = [random.normal(0, 1 / np.sqrt(a) if b == HIDDEN and a > 1 else 0, a * b)
                 for a, b in self.shapes]
        return np.concatenate(parts).astype(np.float32)

    def act(self, weights, seen):
        """weights (worlds, size), seen (worlds, slots, inputs) -> actions (worlds, slots, 3)"""
        ends = np.cumsum([a * b for a, b in self.shapes])[:-1]
        first, bias, second, last = (part.reshape(-1, *shape) for part, shape in
                                     zip(np.split(weights, ends, axis=1), self.shapes))
        out = np.tanh(np.tanh(seen @ first + bias) @ second + last)
        out[..., 1] = (out[..., 1] + 1) / 2
        return out


def returns(batch, brain, weights, seeds):
    """The return of each world's episode, with its own brain."""
    batch.reset(seeds=seeds)
    got = np.full(batch.worlds, np.nan)
    while np.isnan(got).any():
        batch.actions[:] = brain.act(weights, batch.observations)
        batch.step()
        first = batch.ended & np.isnan(got)  # a world whose agents have all died is over earlier
        got[first] = batch.statistics[first, RETURN]
    return got


def ranks(values):
    """Ranks within -0.5 and 0.5."""
    order = np.empty(len(values))
    order[values.argsort()] = np.arange(len(values))
    return order / (len(values) - 1) - 0.5


def evolve(arguments):
    random = np.random.default_rng(arguments.seed)
    batch = fishsim.Batch(arguments.task, 2 * arguments.pairs, autoreset='same_step',
                          threads=arguments.threads)
    trial = fishsim.Batch(arguments.task, 16, autoreset='same_step', threads=arguments.threads)
    info = batch.world(0).agents.info
    brain = Brain(batch.observation_size)
    center = brain.start(random)
    mean, square = np.zeros(brain.size), np.zeros(brain.size)
    start, generation, rows, best = time.monotonic(), 0, [], (-np.inf, center)
    while time.monotonic() - start < 60 * arguments.minutes and generation < arguments.generations:
        noise = random.standard_normal((arguments.pairs, brain.size)).astype(np.float32)
        noise = np.concatenate([noise, -noise])
        got = returns(batch, brain, center + arguments.sigma * noise,
                      [int(random.integers(1 << 52))] * batch.worlds)
        generation += 1
        step = ranks(got) @ noise / (len(noise) * arguments.sigma)
        mean, square = 0.9 * mean + 0.1 * step, 0.99 * square + 0.01 * step ** 2
        rate = arguments.rate / (1 - 0.9 ** generation) * np.sqrt(1 - 0.99 ** generation)
        center = (center + rate * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)
        if generation % 10 == 1:
            # Seeds that no generation uses: below the drawn ones.
            value = returns(trial, brain, np.repeat(center[None], 16, 0), range(1, 17)).mean()
            score = (value - info.score_random) / (info.score_scripted - info.score_random)
            best = max(best, (score, center), key=lambda pair: pair[0])
            rows.append((generation, round(time.monotonic() - start, 1), value, score))
            print(f'generation {generation:4d}  {rows[-1][1]:6.1f} s  return {value:8.3f}  '
                  f'score {score:6.3f}', flush=True)
            if arguments.stop is not None and score >= arguments.stop:
                break
    # The best brain was chosen by its trial, so it is judged in worlds that it was not chosen by.
    value = np.mean([returns(trial, brain, np.repeat(best[1][None], 16, 0),
                             range(first, first + 16)).mean() for first in (101, 201)])
    score = (value - info.score_random) / (info.score_scripted - info.score_random)
    print(f'the best brain in 32 other worlds: return {value:.3f}, score {score:.3f}, after '
          f'{time.monotonic() - start:.0f} s; random {info.score_random}, scripted '
          f'{info.score_scripted}')
    return best[1], rows


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--task', default='forage-patch', choices=fishsim.tasks())
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--minutes', type=float, default=5)
    parser.add_argument('--generations', type=int, default=1 << 30)
    parser.add_argument('--pairs', type=int, default=16)
    parser.add_argument('--sigma', type=float, default=0.1)
    parser.add_argument('--rate', type=float, default=0.02)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--stop', type=float, help='end at this score')
    parser.add_argument('--out', type=pathlib.Path, help='folder for the curve and the brain')
    arguments = parser.parse_args()
    best, rows = evolve(arguments)
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        name = f'evolve-{arguments.task}-{arguments.seed}'
        np.save(arguments.out / f'{name}.npy', best)
        with open(arguments.out / f'{name}.csv', 'w', newline='', encoding='utf-8') as file:
            csv.writer(file).writerows([('generation', 'seconds', 'return', 'score'), *rows])


if __name__ == '__main__':
    main()
