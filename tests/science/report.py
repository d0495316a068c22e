"""Writes docs/validation.md and its pictures from what the rows of the suite measure.

    python3 tests/science/report.py build/tests/tests/science           every row
    python3 tests/science/report.py build/tests/tests/science 5 9       these; others as kept

What a row measured is kept beside the program, so that the page can be written again.
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

from plot import Axis, Panel, page

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLURBS = {
    1: 'Twenty thousand walkers at 1 m/s turn by N(0, 0.3²) rad in each step of 0.1 s.',
    2: 'A hundred fish, 40 seeds, 5000 steps, means over the last 1000: no zone of orientation gives '
       'a swarm, a narrow one a torus, a wide one a parallel school. Widths without a band are from '
       '10 seeds.',
    3: 'The same rules in the plane, 8 seeds (4 without a band).',
    4: 'The zone of orientation widens from 0 to 5 in steps of 0.5, 2000 time steps each, and narrows '
       'again; thirty seeds. A parallel school keeps its order at widths at which a torus keeps its '
       'own.',
    5: 'Order over the width of the noise at density 4, speed 0.03, radius 1, old-velocity update: '
       'six seeds, second half of 20,000 steps. The larger the system, the sharper the change.',
    6: 'Predators meet prey on a torus of 100 x 100 m. Handling takes 5 s; prey that is eaten comes '
       'back elsewhere.',
    7: 'Prey grow and are eaten, predators are born and die, as in the equations.',
    8: 'The paradox of enrichment: below the critical capacity numbers settle, above it they cycle.',
    9: 'Plankton in one cell, at any step of time, against the exact solution.',
    10: 'Plankton spreads from one cell of 102 x 61.',
    11: 'Growth and diffusion together make a wave into empty water.',
    12: 'A fish that gains with the surface and loses with the volume.',
    13: 'One fish, one tenth of a day: golden values computed from the published equations apart '
        'from this library. Cod, muskellunge, lake trout and lionfish are given as keys alone; between '
        'them they use every equation.',
    19: 'The answer of a population to selection, and the variance that mutation keeps up.',
    20: 'What holds on any machine and any number of threads; and super-individuals of ten fish against '
        'as many single fish.',
    21: 'Numbers over weight in a community of five generic species, mean of seven years after three. '
        'Within the range of asymptotic weights the slope should come near -2.05; below it all species '
        'are there, and numbers fall with -n - a of one of them. Slopes are reported, not held to a '
        'band: they depend on recruits, plankton and the rate of encounters, which are choices of the '
        'scenario.',
}



def pick(curves, *wanted):
    """(name, points, style) of curves by name; a trailing * takes all with that beginning."""
    found = []
    for name, style in wanted:
        for known, points in curves.items():
            if known == name or name.endswith('*') and known.startswith(name[:-1]):
                found.append((known.replace(', reference', ', table'), points, style))
    return found


def phases(curves, checks):
    bands = [(float(c['what'].rsplit('=', 1)[1]), c['low'], c['high']) for c in checks]
    return [Panel('Polarisation p and milling m',
                  Axis('width of the zone of orientation, body lengths'), Axis('order', low=0, high=1.02),
                  pick(curves, ('polarisation p', 'line-dots'), ('milling m', 'line-dots')), bands)]


def memory(curves, checks):
    return [Panel('Hysteresis of a school: polarisation p and milling m',
                  Axis('width of the zone of orientation, body lengths'), Axis('order', low=0, high=1.02),
                  pick(curves, ('p, widening', 'line-dots'), ('p, narrowing', 'dash-dots'),
                       ('m, widening', 'line-dots'), ('m, narrowing', 'dash-dots')))]


def vicsek(curves, checks):
    return [Panel('Order over noise', Axis('noise, rad'), Axis('order', low=0, high=1.02),
                  pick(curves, ('N = 40', 'dots'), ('N = 40, reference', 'line'), ('N = 100', 'dots'),
                       ('N = 100, reference', 'line'), ('N = 400', 'dots'),
                       ('N = 400, reference', 'line')))]


def walk(curves, checks):
    return [Panel('Mean squared displacement', Axis('steps', log=True), Axis('m²', log=True),
                  pick(curves, ('formula', 'line'), ('measured', 'dots')))]


def holling(curves, checks):
    return [Panel('Functional response', Axis('prey per 100 x 100 m'), Axis('prey eaten per predator and s', low=0),
                  pick(curves, ('prey at rest, formula', 'line'), ('prey at rest, measured', 'dots'),
                       ('both moving, formula', 'line'), ('both moving, measured', 'dots')))]


def predation(curves, checks):
    return [Panel('Predators and prey over time', Axis('time, d'), Axis('number', low=0),
                  pick(curves, ('prey', 'line'), ('predators', 'line')))]


def enrichment(curves, checks):
    return [Panel(f'Capacity {what} the critical one', Axis('time, d'), Axis('number', low=0),
                  pick(curves, (f'prey, {what}', 'line'), (f'predators, {what}', 'line')), height=340)
            for what in ('below', 'above')]


def logistic(curves, checks):
    return [Panel('Plankton as a part of its capacity', Axis('calendar time, d'), Axis('P / K', low=0, high=1.02),
                  pick(curves, ('exact solution', 'line'), ('simulated', 'dots')))]


def diffusion(curves, checks):
    return [Panel('Variance of the spreading plankton', Axis('calendar time, s'), Axis('m²', low=0),
                  pick(curves, ('2 D t', 'line'), ('along x', 'dots'), ('along y', 'dots')))]


def fisher(curves, checks):
    return [Panel('The wave on days 50, 100, 150 and 200', Axis('place, m'), Axis('P / K', low=0, high=1.02),
                  pick(curves, ('day*', 'line')), height=320),
            Panel('Its front', Axis('calendar time, d'), Axis('place, m', low=0),
                  pick(curves, ('1.990 m/d from day 100', 'line'), ('front', 'dots')), height=340)]


def growth(curves, checks):
    return [Panel('Growth in length', Axis('age, years'), Axis('length, cm', low=0),
                  pick(curves, ('formula', 'line'), ('simulated', 'dots')))]


def rates(curves, checks):
    species = ('bay_anchovy', 'atlantic_herring', 'bluefish', 'striped_bass')
    return [Panel(f'{what.capitalize()} of a fish of 100 g', Axis('temperature, °C'), Axis('J per g and day', low=0),
                  [(s.replace('_', ' '), curves[f'{s}, {what}'], 'line') for s in species], height=340)
            for what in ('consumption', 'respiration')]


def evolution(curves, checks):
    return [Panel('Answer to selection', Axis('heritability h²'), Axis('change of the mean ln z', low=0),
                  pick(curves, ('R = h2 S', 'line'), ('measured', 'dots')))]


def spectrum(curves, checks):
    return [Panel('Size spectrum', Axis('weight, g', log=True), Axis('fish per g', log=True),
                  pick(curves, ('fit*', 'dash'), ('fish', 'dots')))]


def worth(curves, checks):
    return [Panel('Grazers, as single fish and in rows of ten', Axis('time, d'),
                  Axis('biomass, g', low=0), pick(curves, ('single fish', 'line'), ('worth 10', 'line')))]


PICTURES = {1: walk, 2: phases, 3: phases, 4: memory, 5: vicsek, 6: holling, 7: predation,
            8: enrichment, 9: logistic, 10: diffusion, 11: fisher, 12: growth, 13: rates,
            19: evolution, 20: worth, 21: spectrum}


# ---- running ----------------------------------------------------------------------------------

def run_row(program, row, kept):
    begun = time.time()
    done = subprocess.run([program, str(row), '--root', ROOT, '--json', kept / f'{row}.json.new'],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode > 1 or 'Bail out!' in done.stdout:
        return row, done.stdout.strip().splitlines()[-1], 0
    os.replace(kept / f'{row}.json.new', kept / f'{row}.json')
    return row, None, time.time() - begun


def known_rows(program):
    listed = subprocess.run([program, '--list'], stdout=subprocess.PIPE, text=True, check=True)
    return [int(word) for word in listed.stdout.split()]


# ---- writing ----------------------------------------------------------------------------------

def short(value):
    return '' if value is None else f'{value:.6g}'.replace('-', '−')


def wanted(check):
    if check['expected'] is None:
        return f'{short(check["low"])} to {short(check["high"])}', ''
    if check['tolerance'] is None:
        return short(check['expected']), 'told'
    if check['part']:
        return short(check['expected']), f'{100 * check["part"]:g} %'
    return short(check['expected']), short(check['tolerance']) if check['tolerance'] else 'exact'


def verdict(check):
    return 'reported' if check['low'] is None and check['high'] is None else \
        'holds' if check['good'] else '**fails**'


def section(found):
    row, out = found['row'], []
    out.append(f'## {row}. {found["title"]}\n')
    out.append(f'{BLURBS[row]} Source: {found["source"]}.\n')
    if row in PICTURES:
        out.append(f'![{found["title"]}](validation/row{row:02}.svg)\n')
    out += ['| What | Expected | Measured | Tolerance | Verdict |', '|---|---:|---:|---:|---|']
    for check in found['checks']:
        expected, tolerance = wanted(check)
        out.append(f'| {check["what"]} | {expected} | {short(check["measured"])} | {tolerance} | '
                   f'{verdict(check)} |')
    return '\n'.join(out) + '\n'


def overview(rows):
    out = ['| Row | Result | Checks | Verdict |', '|---:|---|---:|---|']
    for found in rows:
        good = all(check['good'] for check in found['checks'])
        anchor = f'{found["row"]}-' + ''.join(
            c for c in found['title'].lower().replace(' ', '-') if c.isalnum() or c in '-_')
        out.append(f'| {found["row"]} | [{found["title"]}](#{anchor}) | {len(found["checks"])} | '
                   f'{"holds" if good else "**fails**"} |')
    return '\n'.join(out) + '\n'


def write(kept, rows):
    folder = ROOT / 'docs' / 'validation'
    folder.mkdir(exist_ok=True)
    found = [json.loads((kept / f'{row}.json').read_text()) for row in rows
             if (kept / f'{row}.json').exists()]
    for row in found:
        if row['row'] in PICTURES:
            panels = PICTURES[row['row']](row['curves'], row['checks'])
            (folder / f'row{row["row"]:02}.svg').write_text(page(panels, row['title']))
    head = (ROOT / 'tests' / 'science' / 'validation.md').read_text()
    (ROOT / 'docs' / 'validation.md').write_text(
        head + '\n' + overview(found) + '\n' + '\n'.join(section(row) for row in found))


def main(program, wanted_rows):
    kept = pathlib.Path(program).resolve().parent / 'validation'
    kept.mkdir(exist_ok=True)
    rows, failed = known_rows(program), 0
    todo = wanted_rows or rows
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for row, trouble, seconds in pool.map(lambda r: run_row(program, r, kept), todo):
            print(f'row {row}: {trouble or f"{seconds:.0f} s"}', flush=True)
            failed += trouble is not None
    write(kept, rows)
    return failed > 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], [int(word) for word in sys.argv[2:]]))
