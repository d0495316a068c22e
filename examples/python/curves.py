"""Draws learning curves that evolve.py or train_ppo.py wrote:
    python3 curves.py OUT.png TITLE CURVE.csv...
"""
import csv
import pathlib
import sys

import matplotlib

matplotlib.use('Agg')
from matplotlib import pyplot  # noqa: E402


def main(target, title, *curves):
    figure, axes = pyplot.subplots(figsize=(7, 3.6), layout='constrained')
    for level, name in ((0, 'random actions'), (1, 'scripted policy')):
        axes.axhline(level, color='grey', linestyle='--', linewidth=1)
        axes.annotate(name, (0.01, level), xycoords=('axes fraction', 'data'), color='grey',
                      ha='left', va='bottom', fontsize=8)
    for path in curves:
        with open(path, newline='', encoding='utf-8') as file:
            rows = list(csv.DictReader(file))
        unit = next(iter(rows[0]))  # generation or update
        axes.plot([int(row[unit]) for row in rows], [float(row['score']) for row in rows],
                  linewidth=1.2, label='seed ' + pathlib.Path(path).stem.rsplit('-', 1)[1])
    axes.set(title=title, xlabel=unit, ylabel='score')
    axes.legend(frameon=False, fontsize=8, loc='lower right')
    figure.savefig(target, dpi=120)


if __name__ == '__main__':
    main(*sys.argv[1:])
