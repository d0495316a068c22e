"""Draws line charts as SVG, for docs/validation.md: one Panel is one pair of axes.

Text is text, colours are those of Okabe and Ito 2008, which people with a colour-vision deficiency
tell apart, and curves differ by dash or mark as well.
"""
import html
import math

COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#1d2b36', '#8a6d3b']
INK, FAINT, PAPER = '#1d2b36', '#d9e0e5', '#fcfdfd'
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 64, 58


def steps(low, high, wanted):
    """Round values within [low, high], about `wanted` of them."""
    raw = (high - low) / wanted
    power = 10 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, int(math.floor(high / step + 1e-9)) + 1)]


def number(value):
    text = f'{value:.6g}'
    if 'e' in text:
        base, power = text.split('e')
        text = (base + '·' if base != '1' else '') + f'10^{int(power)}'
    return text.replace('-', '−')


class Axis:
    def __init__(self, label, log=False, low=None, high=None):
        self.label, self.log, self.low, self.high = label, log, low, high

    def fit(self, values):
        values = [v for v in values if v is not None and math.isfinite(v) and (v > 0 or not self.log)]
        low = self.low if self.low is not None else min(values)
        high = self.high if self.high is not None else max(values)
        if self.log:
            low, high = math.log10(low), math.log10(high)
        room = (high - low) * 0.04 or 0.5
        self.from_ = low if self.low is not None else low - room
        self.to = high if self.high is not None else high + room

    def part(self, value):
        if self.log:
            value = math.log10(value) if value > 0 else -math.inf
        return (value - self.from_) / (self.to - self.from_)

    def marks(self):
        if not self.log:
            return steps(self.from_, self.to, 6)
        low, high = math.ceil(self.from_ - 1e-9), math.floor(self.to + 1e-9)
        every = max(1, (high - low + 5) // 6)
        return [10.0 ** p for p in range(low, high + 1, every)]


class Panel:
    """Curves: (name, points, style), style one of line, dash, dots, line-dots. Bands: (x, low, high)."""

    def __init__(self, title, x, y, curves, bands=(), width=720, height=400, arrows=()):
        self.title, self.x, self.y, self.curves = title, x, y, curves
        self.bands, self.width, self.height, self.arrows = bands, width, height, arrows

    def at(self, x, y):
        return (LEFT + self.x.part(x) * (self.width - LEFT - RIGHT),
                self.height - BOTTOM - self.y.part(y) * (self.height - TOP - BOTTOM))

    def draw(self, top):
        self.x.fit([p[0] for _, points, _ in self.curves for p in points])
        self.y.fit([p[1] for _, points, _ in self.curves for p in points] +
                   [v for band in self.bands for v in band[1:]])
        out = [f'<g transform="translate(0 {top})">',
               text(LEFT, 26, self.title, 15, weight='600')]
        out += self.frame() + self.draw_bands()
        for i, (name, points, style) in enumerate(self.curves):
            out += self.draw_curve(points, style, COLORS[self.color(i)])
        return out + self.legend() + ['</g>']

    def color(self, i):
        """A curve shares the colour of the one before it that has its first word pair."""
        stem = self.curves[i][0].split(',')[0]
        stems = []
        for name, _, _ in self.curves:
            if name.split(',')[0] not in stems:
                stems.append(name.split(',')[0])
        return stems.index(stem) % len(COLORS)

    def frame(self):
        out, right, bottom = [], self.width - RIGHT, self.height - BOTTOM
        for value in self.x.marks():
            x, _ = self.at(value, self.y.low or 1)
            out.append(line(x, TOP, x, bottom, FAINT))
            out.append(text(x, bottom + 18, number(value), 12, 'middle'))
        for value in self.y.marks():
            y = bottom - self.y.part(value) * (bottom - TOP)
            out.append(line(LEFT, y, right, y, FAINT))
            out.append(text(LEFT - 8, y + 4, number(value), 12, 'end'))
        out.append(line(LEFT, bottom, right, bottom, INK))
        out.append(line(LEFT, TOP, LEFT, bottom, INK))
        out.append(text((LEFT + right) / 2, bottom + 42, self.x.label, 13, 'middle'))
        middle = (TOP + bottom) / 2
        out.append(f'<g transform="translate(18 {middle:.1f}) rotate(-90)">'
                   f'{text(0, 0, self.y.label, 13, "middle")}</g>')
        return out

    def draw_bands(self):
        out = []
        for x, low, high in self.bands:
            at, top = self.at(x, high)
            _, bottom = self.at(x, low)
            out.append(f'<rect x="{at - 9:.1f}" y="{top:.1f}" width="18" '
                       f'height="{max(bottom - top, 2):.1f}" fill="#7a8a96" fill-opacity="0.22"/>')
        return out

    def draw_curve(self, points, style, color):
        placed = [self.at(*p) for p in points
                  if p[1] is not None and (p[1] > 0 or not self.y.log)]
        out = []
        if style != 'dots' and placed:
            path = 'M' + 'L'.join(f'{x:.1f} {y:.1f}' for x, y in placed)
            dash = ' stroke-dasharray="7 4"' if 'dash' in style else ''
            out.append(f'<path d="{path}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
        if 'dots' in style:
            out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="{color}" '
                    f'stroke="{PAPER}" stroke-width="1"/>' for x, y in placed]
        return out

    def legend(self):
        out, x = [], LEFT
        for i, (name, _, style) in enumerate(self.curves):
            color = COLORS[self.color(i)]
            if style != 'dots':
                dash = ' stroke-dasharray="7 4"' if 'dash' in style else ''
                out.append(f'<path d="M{x} 46h22" stroke="{color}" stroke-width="2"{dash}/>')
            if 'dots' in style:
                out.append(f'<circle cx="{x + 11}" cy="46" r="3.6" fill="{color}"/>')
            out.append(text(x + 28, 50, name, 12))
            x += 28 + 5.7 * len(name) + 14
        if self.bands:
            out.append(f'<rect x="{x}" y="40" width="18" height="12" fill="#7a8a96" '
                       f'fill-opacity="0.22"/>')
            out.append(text(x + 24, 50, 'wanted', 12))
        return out


def line(x1, y1, x2, y2, color):
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{color}" stroke-width="1"/>'


def text(x, y, words, size, anchor='start', weight='400'):
    """A ^ begins a raised exponent."""
    words = html.escape(words)
    if '^' in words:
        base, power = words.split('^', 1)
        words = f'{base}<tspan dy="-5" font-size="{size - 3}">{power}</tspan>'
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
            f'text-anchor="{anchor}">{words}</text>')


def page(panels, title):
    """One SVG of panels, one below the other."""
    width = max(p.width for p in panels)
    height = sum(p.height for p in panels)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           f'viewBox="0 0 {width} {height}" role="img" font-family="Helvetica, Arial, sans-serif" '
           f'fill="{INK}">', f'<title>{html.escape(title)}</title>',
           f'<rect width="{width}" height="{height}" fill="{PAPER}"/>']
    top = 0
    for panel in panels:
        out += panel.draw(top)
        top += panel.height
    return '\n'.join(out + ['</svg>', ''])
