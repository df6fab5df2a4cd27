"""compare.html: several runs on one page."""

from .comparison import Comparison, Difference, Run
from .frame_table import FrameTable
from .html import Child, Markup, join, table, tag, void_tag
from .page_parts import (
    HEADLINE,
    curve_charts,
    document,
    note,
    percent,
    section,
)


def render_comparison(comparison: Comparison) -> str:
    """Return the page of a comparison."""
    first = comparison.runs[0]
    data_set = first.report['data_set']
    title = f'{data_set["title"]}: {len(comparison.runs)} runs'
    return document(
        title,
        tag('h1', title),
        tag('p', f'{data_set["frames"]} frames', class_='dim'),
        section(
            'Figures',
            table(('run', *HEADLINE.values()), _rows(comparison)),
            note(
                f'In percent; FPR95 is better when lower, all others when higher. Below each '
                f'figure its difference to {first.name} with the 95 % interval of the '
                f'difference; both runs are resampled alike. A difference is bold when its '
                'interval leaves out zero.'
            ),
        ),
        section('Curves', tag('div', curve_charts(_tables(comparison)), class_='charts')),
    )


def _tables(comparison: Comparison) -> list[tuple[str, FrameTable]]:
    return [(run.name, run.table) for run in comparison.runs]


def _rows(comparison: Comparison) -> list[tuple[Child, ...]]:
    differences: tuple[dict[str, Difference], ...] = ({}, *comparison.differences)
    return [
        (run.name, *(_cell(run, name, of_run.get(name)) for name in HEADLINE))
        for run, of_run in zip(comparison.runs, differences, strict=True)
    ]


def _cell(run: Run, name: str, difference: Difference | None) -> Markup:
    value = percent(run.figure(name))
    if difference is None or difference.value is None:
        return join(value)
    text = f'{100 * difference.value:+.2f}'
    shown = tag('b', text) if difference.is_clear else text
    return join(
        value, *(join(void_tag('br'), tag('small', part)) for part in (shown, _spread(difference)))
    )


def _spread(difference: Difference) -> str:
    low, high = difference.interval.low, difference.interval.high
    return (
        'no interval' if low is None or high is None else f'{100 * low:+.2f} to {100 * high:+.2f}'
    )
