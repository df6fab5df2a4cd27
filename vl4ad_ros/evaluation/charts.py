"""Charts as SVG; their colours come from the page, so that they suit light and dark."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .html import Markup, join, tag

WIDTH, HEIGHT = 460, 320
COLOURS = 6  # that the page has; a seventh line begins again
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 12, 44

Float64Array = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One line or outline of a chart."""

    name: str
    x: Float64Array  # (n,)
    y: Float64Array  # (n,)


@dataclass(frozen=True)
class Axis:
    """The range of an axis and how it is labelled."""

    label: str
    low: float = 0.0
    high: float = 1.0

    @property
    def ticks(self) -> list[float]:
        """About five round numbers."""
        span = self.high - self.low
        step = 10 ** np.floor(np.log10(span / 4))
        step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 6)
        first = np.ceil(self.low / step - 1e-9)
        count = int(np.floor(self.high / step + 1e-9) - first) + 1
        return [float((first + index) * step) for index in range(count)]


def line_chart(title: str, x: Axis, y: Axis, lines: Sequence[Series]) -> Markup:
    """Return lines in a frame with grid, labels and a legend if there are several."""
    return _chart(title, x, y, lines, filled=False)


def area_chart(title: str, x: Axis, y: Axis, areas: Sequence[Series]) -> Markup:
    """Return outlines that are filled down to the axis."""
    return _chart(title, x, y, areas, filled=True)


def steps(
    edges: Float64Array,  # (n + 1,)
    heights: Float64Array,  # (n,)
) -> tuple[Float64Array, Float64Array]:  # (2n,) x, (2n,) y
    """Return the outline of a histogram."""
    return np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)


def _chart(title: str, x: Axis, y: Axis, series: Sequence[Series], filled: bool) -> Markup:
    drawn = [_path(line, x, y, number, filled) for number, line in enumerate(series)]
    legend = [_legend_entry(line.name, number) for number, line in enumerate(series)]
    svg = tag(
        'svg',
        tag('title', title),
        _grid(x, y),
        *drawn,
        viewBox=f'0 0 {WIDTH} {HEIGHT}',
        role='img',
    )
    names = tag('figcaption', *legend) if len(series) > 1 else None
    return tag('figure', tag('h3', title), svg, names, class_='chart')


def _grid(x: Axis, y: Axis) -> Markup:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    parts = []
    for value in x.ticks:
        at = _x_px(value, x)
        parts += [
            tag('line', x1=at, x2=at, y1=_TOP, y2=bottom, class_='grid'),
            tag('text', f'{value:g}', x=at, y=bottom + 17, text_anchor='middle'),
        ]
    for value in y.ticks:
        at = _y_px(value, y)
        parts += [
            tag('line', x1=_LEFT, x2=right, y1=at, y2=at, class_='grid'),
            tag('text', f'{value:g}', x=_LEFT - 8, y=at + 4, text_anchor='end'),
        ]
    middle_x, middle_y = (_LEFT + right) / 2, (_TOP + bottom) / 2
    parts += [
        tag('text', x.label, x=middle_x, y=HEIGHT - 6, text_anchor='middle', class_='label'),
        tag(
            'text',
            y.label,
            transform=f'translate(13 {middle_y}) rotate(-90)',
            text_anchor='middle',
            class_='label',
        ),
    ]
    return join(*parts)


def _path(line: Series, x: Axis, y: Axis, number: int, filled: bool) -> Markup:
    points = [
        f'{_x_px(float(px), x):.1f},{_y_px(float(py), y):.1f}'
        for px, py in zip(line.x, line.y, strict=True)
    ]
    outline = f'M{" L".join(points)}' if points else 'M0,0'
    parts = []
    if filled and points:
        bottom = _y_px(y.low, y)
        start, end = _x_px(float(line.x[0]), x), _x_px(float(line.x[-1]), x)
        closed = f'{outline} L{end:.1f},{bottom:.1f} L{start:.1f},{bottom:.1f} Z'
        parts.append(tag('path', d=closed, class_=f'area series-{number % COLOURS}'))
    parts.append(tag('path', d=outline, class_=f'line series-{number % COLOURS}'))
    return join(*parts)


def _legend_entry(name: str, number: int) -> Markup:
    return tag('span', tag('i', class_=f'key series-{number % COLOURS}'), name, class_='entry')


def _x_px(value: float, axis: Axis) -> float:
    share = (value - axis.low) / (axis.high - axis.low)
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y_px(value: float, axis: Axis) -> float:
    share = (value - axis.low) / (axis.high - axis.low)
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)
