"""The part of `vl4ad demo` that shows several cameras, and prompts changed while they run."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from ..demo.cameras import CamerasStatus, record_cameras
from ..demo.cameras_summary import read_cameras_summary
from ..demo.cameras_tables import cameras_table, changes_table
from ..demo.output_folder import BAG_OF_CAMERAS, explained
from ..demo.prompts import PromptRequest
from ..demo.views import camera_names


def show_cameras(
    drive: Path,
    name: str,  # of the drive
    bundle: Path,
    count: int,  # of cameras
    requests: Sequence[PromptRequest],
    out: Path,
    console: Console,
) -> None:
    """Run, record, and print what came of it."""
    names = camera_names(count)
    with explained(out):
        out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='.vl4ad_', dir=out) as scratch:
        bag = Path(scratch) / BAG_OF_CAMERAS
        with console.status('starting the node') as line:
            said = ''

            def show(status: CamerasStatus) -> None:
                nonlocal said
                line.update(Text(_line(status)))
                news = f'{status.stage}; {status.client.said}'.removesuffix('; ')
                if not console.is_terminal and news != said:
                    print(news, flush=True)
                said = news

            record_cameras(drive, name, bundle, names, requests, bag, show)
        summary = read_cameras_summary(bag, names)
        bag.replace(out / BAG_OF_CAMERAS)
    console.print(cameras_table(summary))
    if summary.changes:
        console.print(changes_table(summary))
    print(out / BAG_OF_CAMERAS)


def _line(status: CamerasStatus) -> str:
    client = status.client
    answers = ', '.join(f'{name} {count}' for name, count in client.answers.items())
    return '; '.join(filter(None, [status.stage, answers, client.said]))
