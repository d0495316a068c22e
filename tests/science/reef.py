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
    species = names(runs)
    out = ['| Predator | Prey | Share of its energy | Fish in a year | Energy, MJ |', '|---|---|---:|---:|---:|']
    for predator in species:
        total = sum(e['energy_j'] for s, _ in runs for e in s['diet'] if e['predator'] == predator)
        for prey in species:
            found = [e for s, _ in runs for e in s['diet']
                     if (e['predator'], e['prey']) == (predator, prey)]
            if found:
                energy = sum(e['energy_j'] for e in found)
                out.append(f'| {predator.replace("_", " ")} | {prey.replace("_", " ")} | '
                           f'{100 * energy / total:.1f} % | '
                           f'{sum(e["fish"] for e in found) / len(runs):,.0f} | '
                           f'{energy / len(runs) / 1e6:.2f} |')
    return '\n'.join(out)


# ---- energy ------------------------------------------------------------------------------------

def flows_of(runs, name):
    """MJ in a year by flow, and the trophic level where the species has one; mean over the seeds."""
    found = [of(s, name) for s, _ in runs]
    flows = {flow: mean(f['flows_j'][flow] for f in found) / 1e6 for flow in found[0]['flows_j']}
    flows['food'] = flows['grazed'] + flows['hunted']
    flows['heat'] = flows['digestion'] + flows['respired'] + flows['spawn_heat']
    flows['to_detritus'] = flows['egested'] + flows['spawn_lost'] + flows['dead']
    flows['level'] = mean(f['trophic_level'] for f in found if f['flows_j']['grazed'] + f['flows_j']['hunted'])
    return flows


def prey_of(runs, predator):
    """(prey, MJ in a year) of a predator."""
    for prey in names(runs):
        energy = mean(sum(e['energy_j'] for e in s['diet'] if (e['predator'], e['prey']) == (predator, prey))
                      for s, _ in runs) / 1e6
        if energy > 0:
            yield prey, energy


def box(x, y, width, height, lines, color):
    out = [f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{color}" '
           f'fill-opacity="0.16" stroke="{color}"/>', text(x + width / 2, y + 20, lines[0], 14, 'middle', '600')]
    return out + [text(x + width / 2, y + 20 + 16 * n, line, 12, 'middle') for n, line in enumerate(lines[1:], 1)]


def arrow(x1, y1, x2, y2, mj, most):
    """Its width is in proportion to the energy."""
    return (f'<path d="M{x1} {y1}C{x1 + 60} {y1} {x2 - 60} {y2} {x2} {y2}" fill="none" stroke="#7a8a96" '
            f'stroke-opacity="0.55" stroke-width="{max(1.0, 40 * mj / most):.1f}"/>')


def amount(mj):
    return f'{mj:.0f}' if mj >= 100 else f'{mj:.1f}'


def energy_picture(runs):
    flows = {name: flows_of(runs, name) for name in names(runs)}
    ledger = {entry: mean(s['ledger_j'][entry] for s, _ in runs) / 1e6 for entry in runs[0][0]['ledger_j']}
    most, places, columns = ledger['production'], {}, {}
    for name, flow in flows.items():
        columns.setdefault(round(flow['level']), []).append(name)
    for column, level in enumerate(sorted(columns)):
        for row, name in enumerate(columns[level]):
            places[name] = (290 + 275 * column, 80 + 130 * row)
    width, height = 290 + 275 * len(columns) - 60, 130 + 130 * max(len(c) for c in columns.values()) + 70
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           f'viewBox="0 0 {width} {height}" role="img" font-family="Helvetica, Arial, sans-serif" '
           f'fill="{INK}">', '<title>Energy of the reef in a year, by species</title>',
           f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
           text(30, 30, 'Energy of the reef in a year, MJ', 15, weight='600'),
           text(30, 50, 'Arrows are as wide as what is eaten; trophic levels in brackets', 12)]
    labels = []
    for name, flow in flows.items():
        x, y = places[name]
        sources = [(prey, energy, places[prey]) for prey, energy in prey_of(runs, name)]
        if flow['grazed']:
            sources.append(('plankton', flow['grazed'], (30, 145)))
        for n, (_, energy, (px, py)) in enumerate(sources):
            at = y + 90 * (n + 1) / (len(sources) + 1)
            start = px + (170 if px == 30 else 190)
            out.append(arrow(start, py + 45, x, at, energy, most))
            if energy > 0.01 * most:
                labels.append(text(x - 10, at - 6, amount(energy), 12, 'end'))
    for number, (name, flow) in enumerate(flows.items()):
        x, y = places[name]
        out += box(x, y, 190, 92, [
            f'{name.replace("_", " ").capitalize()} ({flow["level"]:.1f})',
            f'grows {amount(flow["grown"])}, eaten {amount(flow["eaten"])}',
            f'heat {amount(flow["heat"])}, urea {amount(flow["excreted"])}',
            f'to detritus {amount(flow["to_detritus"])}'], COLORS[number])
    out += box(30, 145, 170, 92, ['Plankton (1.0)', f'production {amount(most)}',
                                  f'stock {amount(ledger["plankton"])}'], COLORS[2])
    out += box(30, height - 80, width - 60, 60, [
        'Detritus', 'faeces {}, eggs and milt {}, carcasses {}; decays {}'.format(
            *(amount(sum(f[k] for f in flows.values())) for k in ('egested', 'spawn_lost', 'dead')),
            amount(ledger['decay']))], COLORS[7])
    return '\n'.join(out + labels + ['</svg>', ''])


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


def energy_table(runs):
    columns = [('Eaten', 'food'), ('Faeces', 'egested'), ('Urea', 'excreted'), ('Digestion', 'digestion'),
               ('Respired', 'respired'), ('Eggs, milt lost', None), ('Taken by hunters', 'eaten'),
               ('Carcasses', 'dead'), ('Growth', 'grown')]
    out = ['| Species | Trophic level | ' + ' | '.join(label for label, _ in columns) + ' |',
           '|---|' + '---:|' * (len(columns) + 1)]
    for name in names(runs):
        flows = flows_of(runs, name)
        cells = [amount(flows[key] if key else flows['spawn_heat'] + flows['spawn_lost']) for _, key in columns]
        out.append(f'| {name.replace("_", " ")} | {flows["level"]:.2f} | ' + ' | '.join(cells) + ' |')
    return '\n'.join(out)


def step_table(runs):
    """What goes from one trophic level to the next."""
    flows = [flows_of(runs, name) for name in names(runs)]
    production = mean(s['ledger_j']['production'] for s, _ in runs) / 1e6
    grazed, hunted = sum(f['grazed'] for f in flows), sum(f['hunted'] for f in flows)
    grown = sum(f['grown'] for f in flows if f['level'] < 2.5)
    out = ['| Step | MJ in a year | Part |', '|---|---:|---:|']
    for label, value, base in (('Production of plankton', production, production),
                               ('Grazed, of production', grazed, production),
                               ('Growth of the grazers, of what they grazed', grown, grazed),
                               ('Taken by hunters, of the growth of the grazers', hunted, grown),
                               ('Taken by hunters, of what was grazed', hunted, grazed)):
        out.append(f'| {label} | {amount(value)} | {100 * value / base:.1f} % |')
    return '\n'.join(out)


def main(folders):
    runs = sorted((read(f) for f in folders), key=lambda run: run[0]['seed'])
    folder = ROOT / 'docs' / 'reef'
    folder.mkdir(exist_ok=True)
    (folder / 'energy.svg').write_text(energy_picture(runs))
    (folder / 'biomass.svg').write_text(biomass_picture(runs))
    page_text = (ROOT / 'tests' / 'science' / 'reef.md').read_text()
    parts = {'SEEDS': str(len(runs)), 'SURVIVORS': survivors(runs), 'MORTALITY': mortality(runs),
             'DIET': diet(runs), 'ENERGY': energy_table(runs), 'STEPS': step_table(runs)}
    for name, part in parts.items():
        page_text = page_text.replace('{' + name + '}', part)
    (ROOT / 'docs' / 'reef.md').write_text(page_text)


if __name__ == '__main__':
    main(sys.argv[1:])
