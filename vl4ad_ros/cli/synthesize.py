"""`vl4ad synthesize`: render street drives and stills with ground truth."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..errors import SettingsError
from ..synthetic.settings_file import read_settings
from ..synthetic.synthesis import synthesize as render


def synthesize(
    config: Annotated[Path, typer.Argument(help='YAML file that describes a drive or stills.')],
    out: Annotated[Path, typer.Option(help='Folder for pictures, labels and bag.')],
    frames: Annotated[
        str, typer.Option(help='Only frames A to B - 1, as A:B: one of several machines.')
    ] = '',
    workers: Annotated[int, typer.Option(min=1, help='Processes that render side by side.')] = 1,
) -> None:
    """Render frames with their truth; run again, it goes on where it was stopped."""
    settings = read_settings(config)
    chosen = parse_range(frames, settings.frames)
    columns = (TextColumn('rendering'), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task('frames', total=len(chosen))
        made = render(
            settings, out, chosen, workers, lambda done: progress.update(task, completed=done)
        )
    if made is None:
        typer.echo(f'{len(chosen)} frames in {out}; others are missing: run it without --frames')
    else:
        typer.echo(f'{settings.frames} frames in {out}, complete with {made}')


def parse_range(text: str, count: int) -> range:
    """Return the frames that A:B means, all of them where there is nothing."""
    start, colon, end = text.partition(':')
    numbers = [part or default for part, default in ((start, '0'), (end, str(count)))]
    if (text and not colon) or not all(part.isdecimal() for part in numbers):
        raise SettingsError(f'--frames is {text!r}; write it as 0:{count}')
    return range(int(numbers[0]), int(numbers[1]))
