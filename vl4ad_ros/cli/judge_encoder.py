"""`vl4ad judge-encoder`: how well encoders name the things of rendered pictures."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ..encoder.naming import Naming, judge_naming
from ..encoder.things import draw_things, read_pictures
from ..errors import DataSetError, SettingsError
from ..model.network import STRIDE
from .task_bars import TaskBars


def judge_encoder(
    encoder: Annotated[
        list[Path], typer.Argument(help='Files that `vl4ad train` takes as `encoder`.')
    ],
    root: Annotated[list[Path], typer.Option(help='Rendered drive or stills; several times.')],
    out: Annotated[Path | None, typer.Option(help='JSON file for the figures.')] = None,
    side: Annotated[
        list[int] | None, typer.Option(help='Size of the things, px; for all or for each encoder.')
    ] = None,
    least: Annotated[int, typer.Option(help='Pixels a thing must have.', min=1)] = 100,
    most: Annotated[int, typer.Option(help='Things of each kind, drawn by seed.', min=1)] = 20,
    seed: Annotated[int, typer.Option(help='Of the things that are drawn.', min=0)] = 0,
) -> None:
    """Compare each thing, as the frozen encoder sees it, with the names of all kinds."""
    sides = (side or [224]) * (1 if len(side or []) > 1 else len(encoder))
    if len(sides) != len(encoder) or any(value < STRIDE or value % STRIDE for value in sides):
        raise SettingsError(
            f'--side is {", ".join(map(str, sides))}: give one multiple of {STRIDE} for all '
            'encoders, or one for each'
        )
    things = draw_things(read_pictures(root), least, most, seed)
    if not things:
        raise DataSetError(f'the pictures show no thing of {least} px: give a smaller --least')
    namings = {}
    with Progress(console=Console(stderr=True)) as view:
        bars = TaskBars(view)
        for path, size in zip(encoder, sides, strict=True):

            def show(done: int, of: int, path: Path = path) -> None:
                bars.show(str(path), done, of)

            namings[str(path)] = judge_naming(path, things, size, show)
    console = Console()
    for name, naming in namings.items():
        console.print(_table(name, naming))
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        content = {path: asdict(naming) for path, naming in namings.items()}
        out.write_text(json.dumps(content, indent=1) + '\n', encoding='utf-8')
        typer.echo(f'all figures are in {out}')


def _table(path: str, naming: Naming) -> Table:
    table = Table(title=f'{path}: rendered things by their names', caption='kinds count the same')
    table.add_column('kinds')
    for heading in ('number', 'things', 'top-1 %', 'top-5 %', 'median rank', 'of'):
        table.add_column(heading, justify='right')
    for standing, figures in naming.figures.items():
        table.add_row(
            standing,
            str(figures.kinds),
            str(figures.things),
            f'{100 * figures.top1:.1f}',
            f'{100 * figures.top5:.1f}',
            f'{figures.median_rank:g}',
            str(naming.names),
        )
    return table
