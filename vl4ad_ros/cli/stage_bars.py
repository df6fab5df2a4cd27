"""A progress bar for each stage of a long command."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..evaluation.evaluation import BeginStage
from ..workers.workers import OnDone


@contextmanager
def stage_bars(console: Console | None = None) -> Iterator[BeginStage]:
    """Give a function that begins a stage of so many frames and returns what advances its bar."""
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console or Console(stderr=True)) as progress:

        def begin(stage: str, frames: int) -> OnDone:
            bar = progress.add_task(stage, total=frames)
            return lambda done: progress.advance(bar, done)

        yield begin
