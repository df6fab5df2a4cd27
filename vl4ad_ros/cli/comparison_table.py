"""A comparison of runs, for the terminal and as files."""

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..evaluation.comparison import Comparison, Difference, Run, comparison_values
from ..evaluation.page_comparison import render_comparison
from ..evaluation.page_parts import HEADLINE, percent


def show_comparison(comparison: Comparison, out: Path | None) -> None:
    """Print the comparison; write compare.html and compare.json where there is a folder."""
    console = Console()
    console.print(_table(comparison))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        values = json.dumps(comparison_values(comparison), indent=2, allow_nan=False)
        (out / 'compare.json').write_text(f'{values}\n', encoding='utf-8')
        (out / 'compare.html').write_text(render_comparison(comparison), encoding='utf-8')
        print(f'intervals and curves are in {out / "compare.html"}')


def _table(comparison: Comparison) -> Table:
    first = comparison.runs[0]
    caption = (
        f'In percent. Below each figure its difference to {first.name}, '
        'bold where the 95 % interval leaves out zero.'
    )
    table = Table(title=Text(first.report['data_set']['title']), caption=Text(caption))
    table.add_column('run')
    for heading in HEADLINE.values():
        table.add_column(heading, justify='right')
    differences: tuple[dict[str, Difference], ...] = ({}, *comparison.differences)
    for run, of_run in zip(comparison.runs, differences, strict=True):
        cells = [_cell(run, name, of_run.get(name)) for name in HEADLINE]
        table.add_row(Text(run.name), *cells, end_section=True)
    return table


def _cell(run: Run, name: str, difference: Difference | None) -> Text:
    cell = Text(percent(run.figure(name)))
    if difference is not None and difference.value is not None:
        style = 'bold' if difference.is_clear else 'dim'
        cell.append(f'\n{100 * difference.value:+.2f}', style)
    return cell
