"""`vl4ad synthesize`: render street drives and stills with ground truth."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..errors import SettingsError
from ..synthetic.drives import parts_of
from ..synthetic.settings import DriveSettings, StillsSettings
from ..synthetic.settings_file import read_settings
from ..synthetic.synthesis import synthesize as render

Part = DriveSettings | StillsSettings


def synthesize(
    config: Annotated[Path, typer.Argument(help='YAML file that describes drives or stills.')],
    out: Annotated[
        Path,
        typer.Option(help='Folder for pictures, labels and bag; of several drives, for theirs.'),
    ],
    frames: Annotated[
        str, typer.Option(help='Only frames A to B - 1, as A:B, for one of several machines.')
    ] = '',
    workers: Annotated[int, typer.Option(min=1, help='Processes that render side by side.')] = 1,
) -> None:
    """Render frames with their truth; run again, it goes on where it was stopped."""
    parts = parts_of(read_settings(config), out)
    total = sum(part.frames for part, _ in parts)
    chosen = parse_range(frames, total)
    if not chosen or chosen[-1] >= total:
        raise SettingsError(f'there is no such range of frames; choose within 0:{total}')
    columns = (
        TextColumn('rendering {task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        made = [
            render(part, folder, mine, workers, _counter(progress, folder.name, len(mine)))
            for part, folder, mine in shares_of(parts, chosen)
        ]
    complete = [str(path) for path in made if path is not None]
    if len(complete) < len(parts):
        typer.echo(f'{len(chosen)} frames in {out}; others are missing: run it without --frames')
    else:
        typer.echo(f'{total} frames in {out}, complete with {", ".join(complete)}')


def shares_of(parts: list[tuple[Part, Path]], chosen: range) -> Iterator[tuple[Part, Path, range]]:
    """Return what of each part, one after the other, is in a range over all of them."""
    first = 0
    for part, folder in parts:
        mine = range(max(0, chosen.start - first), min(part.frames, chosen.stop - first))
        if mine:
            yield part, folder, mine
        first += part.frames


def _counter(progress: Progress, name: str, total: int) -> Callable[[int], None]:
    task = progress.add_task(name, total=total)
    return lambda done: progress.update(task, completed=done)


def parse_range(text: str, count: int) -> range:
    """Return the frames that A:B means, all of them where there is nothing."""
    start, colon, end = text.partition(':')
    numbers = [part or default for part, default in ((start, '0'), (end, str(count)))]
    if (text and not colon) or not all(part.isdecimal() for part in numbers):
        raise SettingsError(f'--frames is {text!r}; write it as 0:{count}')
    return range(int(numbers[0]), int(numbers[1]))
