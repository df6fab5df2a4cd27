"""`vl4ad compare`: runs of `vl4ad evaluate` side by side."""

from pathlib import Path
from typing import Annotated

import typer

from ..evaluation.comparison import compare_runs
from .comparison_table import show_comparison


def compare(
    runs: Annotated[list[Path], typer.Argument(help='Folders that `vl4ad evaluate` wrote.')],
    out: Annotated[
        Path | None, typer.Option(help='Folder for compare.html and compare.json.')
    ] = None,
) -> None:
    """Compare runs on one data set; differences are to the first of them."""
    show_comparison(compare_runs(runs), out)
