"""A progress bar for each stage of a long command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def stage_bars() -> Iterator[Callable[[str, int], Callable[[int], None]]]:
    """Give a function that begins a stage of so many frames and returns what advances its bar."""
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def begin(stage: str, frames: int) -> Callable[[int], None]:
            bar = progress.add_task(stage, total=frames)
            return lambda done: progress.advance(bar, done)

        yield begin
