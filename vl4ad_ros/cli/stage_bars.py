"""A progress bar for each stage of a long command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def stage_bars() -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """Give a function that begins a stage of so many frames and returns what advances it."""
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def begin(stage: str, frames: int) -> Callable[[], None]:
            bar = progress.add_task(stage, total=frames)
            return lambda: progress.advance(bar)

        yield begin
