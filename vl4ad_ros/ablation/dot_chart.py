"""Means with their intervals as a chart in SVG that stands by itself, in light and dark."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..evaluation.charts import Axis
from ..evaluation.html import Markup, join, tag
from .rows import Estimate

_LEFT, _RIGHT, _TOP, _BOTTOM = 218, 20, 44, 40
_WIDTH, _ROW, _STEP = 760, 16, 11  # px: a row without series, and each series in it

_STYLE = """
.dots text { fill: #3b4450; font: 13px system-ui, "Segoe UI", Roboto, sans-serif; }
.dots .grid { stroke: #dfe3ea; }
.dots .title { font-weight: 600; font-size: 14px; }
.dots .s0 { stroke: #2563eb; fill: #2563eb; } .dots .s1 { stroke: #d9480f; fill: #d9480f; }
.dots .s2 { stroke: #0f8a5f; fill: #0f8a5f; } .dots .s3 { stroke: #8b3fc7; fill: #8b3fc7; }
.dots text.s0, .dots text.s1, .dots text.s2, .dots text.s3 { stroke: none; }
@media (prefers-color-scheme: dark) {
  .dots text { fill: #c3cad4; } .dots .grid { stroke: #2f3541; }
  .dots .s0 { stroke: #7aa7ff; fill: #7aa7ff; } .dots .s1 { stroke: #ff9a5c; fill: #ff9a5c; }
  .dots .s2 { stroke: #4fd1a0; fill: #4fd1a0; } .dots .s3 { stroke: #c79bff; fill: #c79bff; }
}
"""


@dataclass(frozen=True)
class DotRow:
    """One line of the chart: an estimate for each series, and what single seeds say."""

    name: str
    estimates: tuple[Estimate, ...]
    seeds: tuple[tuple[float, ...], ...]  # of each series


def dot_chart(title: str, series: Sequence[str], rows: Sequence[DotRow]) -> Markup:
    """Return a chart in percent: dots are means, lines intervals, small rings single seeds."""
    axis = Axis('%', 0, _highest(rows))
    row_px = _ROW + _STEP * len(series)
    height = _TOP + row_px * len(rows) + _BOTTOM
    lines = [_row(row, axis, _TOP + row_px * number, row_px) for number, row in enumerate(rows)]
    return tag(
        'svg',
        tag('style', Markup(_STYLE)),
        tag('text', title, x=8, y=18, class_='title'),
        _legend(series),
        _grid(axis, height),
        *lines,
        xmlns='http://www.w3.org/2000/svg',
        viewBox=f'0 0 {_WIDTH} {height}',
        width=_WIDTH,
        height=height,
        class_='dots',
        style='max-width: 100%; height: auto',
        role='img',
    )


def _highest(rows: Sequence[DotRow]) -> float:
    ends = [
        100 * value
        for row in rows
        for one in row.estimates
        for value in (one.mean, one.interval.high)
        if value is not None
    ]
    return min(100.0, max([1.0, *(1.08 * end for end in ends)]))


def _row(row: DotRow, axis: Axis, top: float, height: float) -> Markup:
    parts = [tag('text', row.name, x=_LEFT - 10, y=top + height / 2 + 4, text_anchor='end')]
    for number, (one, seeds) in enumerate(zip(row.estimates, row.seeds, strict=True)):
        y, style = top + _ROW / 2 + _STEP * (number + 0.5), f's{number}'
        if one.mean is None:
            continue
        if one.interval.low is not None and one.interval.high is not None:
            ends = _x(one.interval.low, axis), _x(one.interval.high, axis)
            parts.append(tag('line', x1=ends[0], x2=ends[1], y1=y, y2=y, class_=style))
        parts += [
            tag('circle', cx=_x(seed, axis), cy=y, r=2.4, class_=style, fill_opacity=0)
            for seed in (seeds if len(seeds) > 1 else ())
        ]
        parts.append(tag('circle', cx=_x(one.mean, axis), cy=y, r=3.6, class_=style))
    return join(*parts)


def _grid(axis: Axis, height: float) -> Markup:
    parts = []
    for value in axis.ticks:
        at = _x(value / 100, axis)
        bottom = height - _BOTTOM
        parts += [
            tag('line', x1=at, x2=at, y1=_TOP, y2=bottom, class_='grid'),
            tag('text', f'{value:g} %', x=at, y=bottom + 18, text_anchor='middle'),
        ]
    return join(*parts)


def _legend(series: Sequence[str]) -> Markup:
    parts, x = [], float(_LEFT)
    for number, name in enumerate(series):
        parts += [
            tag('circle', cx=x, cy=33, r=3.6, class_=f's{number}'),
            tag('text', name, x=x + 9, y=37, class_=f's{number}'),
        ]
        x += 30 + 7.2 * len(name)
    return join(*parts)


def _x(share: float, axis: Axis) -> float:
    return round(_LEFT + 100 * share / axis.high * (_WIDTH - _LEFT - _RIGHT), 1)
