"""The tables of the experiment as Markdown, by themselves and inside of a page."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import EvaluationError
from .claims import Verdict
from .figures import FIGURES
from .report import Result, facts
from .rows import Estimate, Row, difference

TABLES_FILE = 'ablation.md'
BEGIN, END = '<!-- vl4ad ablate: tables -->', '<!-- vl4ad ablate: end of the tables -->'

TABLES = {
    'Average precision': ('ap_all', 'ap_far', 'ap_near', 'ap_unseen'),
    'False positive rate at 95 % recall': (
        'fpr95_all', 'fpr95_far', 'fpr95_near', 'fpr95_unseen',
    ),
    'Known classes, and pictures without unknown objects': (
        'miou', 'miou_classes', 'alarms', 'alarms95',
    ),
    'Borders of known classes': (
        'ap_border', 'fpr95_inside', 'fpr95_joined', 'fpr95_kept',
        'score_inside', 'score_joined', 'score_kept',
    ),
}  # fmt: skip

UNTRAINED = (
    'These networks have learned nothing (`trained: false`). The figures show that the experiment '
    'runs; they say nothing about VL4AD.'
)


def write_tables(result: Result, out: Path) -> Path:
    """Write all tables into a file of their own."""
    path = out / TABLES_FILE
    path.write_text(tables(result), encoding='utf-8')
    return path


def fill_page(page: Path, result: Result) -> None:
    """Put the tables between the marks of a page; raises EvaluationError when it has none."""
    try:
        before, rest = page.read_text(encoding='utf-8').split(BEGIN)
        _, after = rest.split(END)
    except (OSError, ValueError) as err:
        raise EvaluationError(
            f'{page} does not have the lines `{BEGIN}` and `{END}` once each: '
            'give docs/experiment.md, or write them where the tables belong'
        ) from err
    page.write_text(f'{before}{BEGIN}\n\n{tables(result)}\n{END}{after}', encoding='utf-8')


def tables(result: Result) -> str:
    """Return facts, claims and all tables."""
    sections = [] if result.trained else [f'**{UNTRAINED}**']
    sections += [_facts(result), '### Claims', _claims(result.verdicts)]
    for title, names in TABLES.items():
        sections += [f'### {title}', _table(result, names)]
    if missing := not_run(result):
        sections.append(f'Not run: {missing}.')
    return '\n\n'.join(sections) + '\n'


def not_run(result: Result) -> str:
    """Return the rows that were not run, by the reason."""
    reasons: dict[str, list[str]] = {}
    for row in result.rows:
        if not row.judgements:
            reasons.setdefault(row.why_not, []).append(row.name)
    return '; '.join(f'{" / ".join(names)} ({reason})' for reason, names in reasons.items())


def claim_cells(verdict: Verdict) -> tuple[str, str, str, str]:
    """Return claim, figure, change and verdict in words."""
    claim = verdict.claim
    versus = f'{FIGURES[claim.figure].heading}: {claim.row} - {claim.control}'
    if claim.most_more is not None:
        versus = f'{FIGURES[claim.figure].heading}: {claim.row} / {claim.control} - 1'
        versus += f', at most {100 * claim.most_more:.0f} %'
    return f'{claim.text} ({claim.source})', versus, _signed(verdict.change), verdict.word


def shown(estimate: Estimate) -> str:
    """Return an estimate in percent, with its spread over the seeds."""
    if estimate.mean is None:
        return 'n/a'
    spread = '' if estimate.spread is None else f' ± {100 * estimate.spread:.1f}'
    return f'{100 * estimate.mean:.1f}{spread}'


def spread_shown(estimate: Estimate, signed: bool = False) -> str:
    """Return the interval of an estimate in percent, empty where there is none."""
    low, high = estimate.interval.low, estimate.interval.high
    if low is None or high is None:
        return ''
    form = '+.1f' if signed else '.1f'
    return f'[{100 * low:{form}}, {100 * high:{form}}]'


def _facts(result: Result) -> str:
    values = facts(result)
    seeds = ', '.join(f'`{name}`' for name in (*values['bundles'], *values['counterparts']))
    return '\n'.join(
        [
            f'* Networks: {seeds}; vocabulary `{values["vocabulary"]}`.',
            f'* Rendered pictures: {values["pictures"]}, of which '
            f'{values["pictures_without_unknowns"]} without unknown objects and '
            f'{values["pictures_with_class_map"]} with class maps; kinds: '
            f'{", ".join(values["kinds"]) or "none"}.',
            f'* Alarms above {values["threshold"]:g}, borders of '
            f'{values["border_radius_px"]} px, seed {values["seed"]}.',
            f'* Command: `{values["command"]}`',
        ]
    )


def _claims(verdicts: Sequence[Verdict]) -> str:
    rows = [claim_cells(verdict) for verdict in verdicts]
    return _lines(('claim', 'figure', 'change, 95 % interval', 'verdict'), rows)


def _table(result: Result, names: Sequence[str]) -> str:
    headings = ('', 'paper', *(FIGURES[name].heading for name in names))
    rows = [_row(row, result.whole, names) for row in result.rows if row.judgements]
    return _lines(headings, rows)


def _row(row: Row, whole: Row, names: Sequence[str]) -> tuple[str, ...]:
    cells = []
    for name in names:
        own = row.estimate(name)
        cell = f'{shown(own)} {spread_shown(own)}'.strip()
        if row is not whole and own.mean is not None:
            cell += f'<br>{_signed(difference(row, whole, name))}'
        cells.append(cell)
    return row.name, row.source, *cells


def _signed(change: Estimate) -> str:
    if change.mean is None:
        return 'n/a'
    return f'{100 * change.mean:+.1f} {spread_shown(change, signed=True)}'.strip()


def _lines(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return f'| {" | ".join(cells)} |'

    return '\n'.join([line(headings), line(['---'] * len(headings)), *map(line, rows)])
