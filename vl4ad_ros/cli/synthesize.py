"""`vl4ad synthesize`: render a street drive with ground truth."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..synthetic.settings import read_settings
from ..synthetic.synthesis import synthesize as render_drive


def synthesize(
    config: Annotated[Path, typer.Argument(help='YAML file that describes the drive.')],
    out: Annotated[Path, typer.Option(help='Folder for pictures, labels and bag.')],
) -> None:
    """Render a drive with its truth; run again, it goes on where it was stopped."""
    settings = read_settings(config)
    columns = (TextColumn('rendering'), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task('frames', total=settings.frames)
        bag = render_drive(settings, out, lambda done: progress.update(task, completed=done))
    typer.echo(f'{settings.frames} frames in {out}, as a bag in {bag}')
