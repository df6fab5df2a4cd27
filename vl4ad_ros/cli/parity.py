"""`vl4ad parity`: the network against what FC-CLIP's original code computed."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..export.parity import ParityRow, check_onnx_parity, check_parity


def parity(
    directory: Annotated[
        Path, typer.Argument(help='Folder with model.safetensors, io.safetensors and meta.json.')
    ],
) -> None:
    """Compare every stage of the network, and its ONNX graphs, with golden tensors."""
    console = Console()
    rows = check_parity(directory)
    with console.status('exporting the graphs'):
        rows += check_onnx_parity(directory)
    finish(rows, console)


def finish(rows: list[ParityRow], console: Console) -> None:
    """Print the table; exit with 1 when a stage differs by more than it may."""
    console.print(_table(rows))
    if not all(row.passed for row in rows):
        raise typer.Exit(1)


def _table(rows: list[ParityRow]) -> Table:
    table = Table()
    table.add_column('stage')
    for column in ('max abs', 'mean abs', 'tolerance'):
        table.add_column(column, justify='right')
    for row in rows:
        figures = (f'{figure:.1e}' for figure in (row.max_abs, row.mean_abs, row.tolerance))
        table.add_row(row.stage, *figures, style='' if row.passed else 'bold red')
    return table
