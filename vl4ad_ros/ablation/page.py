"""ablation.html: the experiment on one page, and its charts as files."""

from collections.abc import Sequence
from pathlib import Path

from ..evaluation.frame_pictures import data_url
from ..evaluation.html import Child, Markup, join, table, tag, void_tag
from ..evaluation.page_parts import document, facts_table, note, section
from ..structures import UInt8Array
from .dot_chart import DotRow, dot_chart
from .figures import FIGURES
from .markdown import TABLES, UNTRAINED, claim_cells, not_run, shown, spread_shown
from .report import Result, facts
from .rows import Estimate, Row, difference

PAGE_FILE = 'ablation.html'

CHARTS = {
    'ablation_ap': ('Average precision', ('ap_all', 'ap_far', 'ap_near', 'ap_unseen')),
    'ablation_fpr95': (
        'False positive rate at 95 % recall',
        ('fpr95_all', 'fpr95_far', 'fpr95_near', 'fpr95_unseen'),
    ),
    'ablation_borders': (
        'False alarms at 95 % recall, by place',
        ('fpr95_inside', 'fpr95_joined', 'fpr95_kept'),
    ),
}


def charts(result: Result) -> dict[str, Markup]:  # by the name of their file
    """Return the charts; rows that were not run are left out."""
    rows = [row for row in result.rows if row.judgements]
    return {
        name: dot_chart(
            title, [FIGURES[one].heading for one in names], [_dots(row, names) for row in rows]
        )
        for name, (title, names) in CHARTS.items()
    }


def write_page(result: Result, gallery: UInt8Array, out: Path) -> Path:
    """Write the page, which needs nothing beside it, and each chart as an SVG."""
    drawn = charts(result)
    for name, chart in drawn.items():
        (out / f'{name}.svg').write_text(f'{chart}\n', encoding='utf-8')
    path = out / PAGE_FILE
    path.write_text(_page(result, gallery, list(drawn.values())), encoding='utf-8')
    return path


def _page(result: Result, gallery: UInt8Array, drawn: Sequence[Markup]) -> str:
    values = facts(result)
    title = 'Does each idea of VL4AD help?'
    missing = not_run(result)
    untrained = tag('p', UNTRAINED.replace('`', ''), class_='notice')
    tables = [
        section(
            heading, table(('', *(FIGURES[one].heading for one in names)), _rows(result, names))
        )
        for heading, names in TABLES.items()
    ]
    return document(
        title,
        tag('h1', title),
        tag('p', f'Rendered pictures: {values["pictures"]}, networks: {len(values["bundles"])}'),
        None if result.trained else untrained,
        section('Claims of the paper', tag('div', _claims(result), class_='claims')),
        section('Charts', *drawn, note('Dots are means over the networks, lines 95 % intervals.')),
        section(
            'Pictures',
            tag(
                'div',
                void_tag('img', src=data_url(gallery, gallery.shape[1]), alt='scores'),
                class_='frame',
            ),
            note('Unknown objects are outlined. The brighter, the more anomalous.'),
        ),
        *tables,
        note(f'Not run: {missing}.') if missing else None,
        _meanings(),
        section('Run', facts_table([(name, _text(value)) for name, value in values.items()])),
    )


def _claims(result: Result) -> Markup:
    rows: list[tuple[Child, ...]] = [claim_cells(verdict) for verdict in result.verdicts]
    return table(('claim', 'figure', 'change, 95 % interval', 'verdict'), rows, numeric_from=2)


def _rows(result: Result, names: Sequence[str]) -> list[tuple[Child, ...]]:
    return [
        (row.name, *(_cell(row, result.whole, name) for name in names))
        for row in result.rows
        if row.judgements
    ]


def _cell(row: Row, whole: Row, name: str) -> Markup:
    own = row.estimate(name)
    small = [spread_shown(own)]
    change = Estimate(None, None, own.interval) if row is whole else difference(row, whole, name)
    if change.mean is not None:
        small.append(f'{100 * change.mean:+.1f} {spread_shown(change, signed=True)}')
    lines = (join(void_tag('br'), tag('small', text)) for text in small if text)
    return join(shown(own), *lines)


def _dots(row: Row, names: Sequence[str]) -> DotRow:
    return DotRow(
        row.name,
        tuple(row.estimate(name) for name in names),
        tuple(tuple(row.values(name)) for name in names),
    )


def _meanings() -> Markup:
    rows: list[tuple[str, Child]] = [(one.heading, one.meaning) for one in FIGURES.values()]
    return section(
        'What the figures are',
        facts_table(rows),
        note(
            'In percent: mean over the networks ± their standard deviation, the 95 % interval of '
            'the mean by resampling pictures, and the difference to VL4AD with its interval.'
        ),
    )


def _text(value: object) -> str:
    return ', '.join(map(str, value)) if isinstance(value, list) else str(value)
