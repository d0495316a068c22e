"""Writes docs/reef.md, the reef examined, from years that fishsim-run has run:

    for seed in 1 2 3; do
        fishsim-run examples/scenarios/reef.yaml --ticks 518400 --seed $seed --out reef/$seed
    done
    python3 tests/science/reef.py reef/*

The discussion stands in tests/science/reef.md; the tables and pictures are made here.
"""
import csv
import json
import pathlib
import statistics
import sys

from plot import COLORS, INK, PAPER, Axis, Panel, page, text

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAUSES = ('eaten', 'starved', 'background')


def read(folder):
    folder = pathlib.Path(folder)
    with open(folder / 'population.csv', encoding='utf-8', newline='') as lines:
        return json.loads((folder / 'summary.json').read_text()), list(csv.DictReader(lines))


def mean(values):
    values = list(values)
    return statistics.fmean(values) if values else 0.0


def spread(values, digits=0):
    """mean (lowest to highest)"""
    values = list(values)
    form = f'{{:,.{digits}f}}'
    if min(values) == max(values):
        return form.format(values[0])
    return f'{form.format(mean(values))} ({form.format(min(values))} to {form.format(max(values))})'


def names(runs):
    return [s['name'] for s in runs[0][0]['species']]


def of(summary, name):
    return next(s for s in summary['species'] if s['name'] == name)


# ---- tables -----------------------------------------------------------------------------------

def survivors(runs):
    out = ['| Species | Seeds in which it lives | Fish at the end | Born | Died |', '|---|---:|---:|---:|---:|']
    for name in names(runs):
        found = [of(s, name) for s, _ in runs]
        alive = sum(f['fish'] > 0 for f in found)
        out.append(f'| {name.replace("_", " ")} | {alive} of {len(runs)} | '
                   f'{spread([f["fish"] for f in found])} | {spread([f["births"] for f in found])} | '
                   f'{spread([sum(f["deaths"].values()) for f in found])} |')
    return '\n'.join(out)


def mortality(runs):
    out = ['| Species | ' + ' | '.join(CAUSES) + ' | deaths per fish and year |',
           '|---|' + '---:|' * (len(CAUSES) + 1)]
    for name in names(runs):
        deaths = {c: sum(of(s, name)['deaths'][c] for s, _ in runs) for c in CAUSES}
        total = sum(deaths.values())
        years = sum(mean(float(r[f'{name}_fish']) for r in rows) * s['game_days'] / 360
                    for s, rows in runs)
        cells = [f'{100 * deaths[c] / total:.1f} %' if total else '-' for c in CAUSES]
        out.append(f'| {name.replace("_", " ")} | ' + ' | '.join(cells) +
                   f' | {total / years if years else 0:.2f} |')
    return '\n'.join(out)


def diet(runs):
    told = [s for s, _ in runs if s.get('diet')]
    if not told:
        return '\n'.join(['| Predator | Fish eaten in a year |', '|---|---:|'] +
                         [f'| {n.replace("_", " ")} | {spread([of(s, n)["bites"] for s, _ in runs])} |'
                          for n in names(runs) if any(of(s, n)['bites'] for s, _ in runs)])
    species = names(runs)
    out = [f'| Predator | Prey | Share of its energy | Fish in a year | Energy, MJ |', '|---|---|---:|---:|---:|']
    for predator in species:
        total = sum(e['energy_j'] for s in told for e in s['diet'] if e['predator'] == predator)
        for prey in species:
            found = [e for s in told for e in s['diet']
                     if (e['predator'], e['prey']) == (predator, prey)]
            if found:
                energy = sum(e['energy_j'] for e in found)
                out.append(f'| {predator.replace("_", " ")} | {prey.replace("_", " ")} | '
                           f'{100 * energy / total:.1f} % | '
                           f'{sum(e["fish"] for e in found) / len(told):,.0f} | '
                           f'{energy / len(told) / 1e6:.2f} |')
    return '\n'.join(out) + f'\n\nRecorded in {len(told)} of the seeds.'


# ---- energy ------------------------------------------------------------------------------------

def budget(runs):
    """MJ in a year, mean over the seeds."""
    flows = {}
    for name in runs[0][0]['ledger_j']:
        flows[name] = mean(s['ledger_j'][name] for s, _ in runs) / 1e6
    first = mean(float(rows[0]['plankton_j']) for _, rows in runs) / 1e6
    flows['grazed'] = flows['production'] + first - flows['plankton']
    flows['to_detritus'] = flows['decay'] + flows['detritus']
    flows['heat'] = flows['respiration'] + flows['digestion'] + flows['spawning']
    told = [s for s, _ in runs if s.get('diet')]
    flows['hunted'] = mean(sum(e['energy_j'] for e in s['diet']) for s in told) / 1e6 if told else None
    return flows


def box(x, y, width, words, number, color):
    return [f'<rect x="{x}" y="{y}" width="{width}" height="58" rx="6" fill="{color}" '
            f'fill-opacity="0.16" stroke="{color}"/>',
            text(x + width / 2, y + (25 if number else 34), words, 14, 'middle', '600'),
            text(x + width / 2, y + 45, number, 12, 'middle')]


def arrow(x1, y1, x2, y2, mj, most, label, lx, ly, anchor='middle'):
    width = max(1.5, 26 * mj / most)
    return [f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#7a8a96" stroke-opacity="0.55" '
            f'stroke-width="{width:.1f}"/>',
            text(lx, ly, f'{label} {mj:.1f}' if mj < 100 else f'{label} {mj:.0f}', 12, anchor)]


def energy_picture(flows):
    most = flows['production']
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="720" height="400" viewBox="0 0 720 400" '
           f'role="img" font-family="Helvetica, Arial, sans-serif" fill="{INK}">',
           '<title>Energy of the reef in a year</title>',
           f'<rect width="720" height="400" fill="{PAPER}"/>',
           text(30, 30, 'Energy of the reef in a year, MJ', 15, weight='600'),
           text(30, 50, 'Widths are in proportion; grazers are anchovy and herring, hunters '
                'bluefish and striped bass', 12)]
    out += arrow(120, 330, 120, 268, flows['production'], most, 'production', 150, 322, 'start')
    out += arrow(200, 239, 300, 239, flows['grazed'], most, 'grazed', 250, 215)
    if flows['hunted'] is not None:
        out += arrow(440, 239, 540, 239, flows['hunted'], most, 'hunted', 490, 225)
    out += arrow(340, 210, 300, 128, flows['heat'], most, 'heat', 296, 172, 'end')
    out += arrow(380, 210, 430, 128, flows['excretion'], most, 'excreted', 425, 175, 'start')
    out += arrow(370, 268, 370, 322, flows['to_detritus'], most, 'to detritus', 400, 300, 'start')
    out += arrow(440, 351, 540, 351, flows['decay'], most, 'decay', 490, 335)
    out += box(40, 210, 160, 'Plankton', f'stock {flows["plankton"]:.1f}', COLORS[2])
    out += box(300, 210, 140, 'Fish that graze', f'stock of all fish {flows["soma"] + flows["gut"] + flows["repro"]:.0f}', COLORS[0])
    out += box(540, 210, 150, 'Fish that hunt', '', COLORS[1])
    out += [text(615, 288, 'losses of all fish are', 11, 'middle'),
            text(615, 302, 'drawn from the grazers', 11, 'middle')]
    out += box(300, 322, 140, 'Detritus', f'stock {flows["detritus"]:.1f}', COLORS[7])
    out += box(200, 70, 160, 'Heat', f'respired {flows["respiration"]:.0f}', COLORS[4])
    out += box(400, 70, 150, 'Urea, ammonia', '', COLORS[3])
    out += box(540, 322, 150, 'Heat of decay', '', COLORS[4])
    return '\n'.join(out + ['</svg>', ''])


def biomass_picture(runs):
    panels = []
    for number, name in enumerate(names(runs)):
        curves = []
        for i, (_, rows) in enumerate(runs):
            points = [(float(r['day']), float(r[f'{name}_biomass_g'])) for r in rows[::24]]
            curves.append((f'{i}', points, 'line'))
        panel = Panel(name.replace('_', ' ').capitalize() + ': biomass, one line for each seed',
                      Axis('calendar time, d'), Axis('g', low=0), curves, height=260)
        panel.color = lambda i, number=number: number
        panel.legend = lambda: []
        panels.append(panel)
    return page(panels, 'Biomass of the reef over a year')


def energy_table(flows):
    rows = [('Production of plankton', 'production'), ('Grazed', 'grazed'),
            ('Taken by hunters', 'hunted'), ('Respired', 'respiration'),
            ('Heat of digestion', 'digestion'), ('Excreted', 'excretion'),
            ('Heat of spawning', 'spawning'), ('Into detritus', 'to_detritus')]
    out = ['| Flow | MJ in a year | Of production |', '|---|---:|---:|']
    for label, key in rows:
        if flows[key] is not None:
            out.append(f'| {label} | {flows[key]:.1f} | {100 * flows[key] / flows["production"]:.1f} % |')
    return '\n'.join(out)


def main(folders):
    runs = sorted((read(f) for f in folders), key=lambda run: run[0]['seed'])
    folder = ROOT / 'docs' / 'reef'
    folder.mkdir(exist_ok=True)
    flows = budget(runs)
    (folder / 'energy.svg').write_text(energy_picture(flows))
    (folder / 'biomass.svg').write_text(biomass_picture(runs))
    page_text = (ROOT / 'tests' / 'science' / 'reef.md').read_text()
    parts = {'SEEDS': str(len(runs)), 'SURVIVORS': survivors(runs), 'MORTALITY': mortality(runs),
             'DIET': diet(runs), 'ENERGY': energy_table(flows)}
    for name, part in parts.items():
        page_text = page_text.replace('{' + name + '}', part)
    (ROOT / 'docs' / 'reef.md').write_text(page_text)


if __name__ == '__main__':
    main(sys.argv[1:])
