"""`vl4ad demo`: the node on a drive, recorded and shown."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from ..bundle import load_bundle
from ..demo.children import check_ros
from ..demo.figures import UNTRAINED, result_rows, run_rows
from ..demo.output_folder import BAG, RESULTS, results_folder
from ..demo.prompts import parse_request
from ..demo.recording import record_drive
from ..demo.report import write_report
from ..demo.schedule import frames_to_play
from ..demo.summary import Summary, read_summary
from ..demo.truth import Rows, judge_recording, truth_rows
from ..demo.view import RunView
from ..drives.drive import open_drive
from ..errors import DemoError
from ..paths import find_bundle, share_directory
from .demo_cameras import show_cameras
from .network_options import BundleName


def demo(
    drive: Annotated[
        Path | None,
        typer.Option(help='A bag, a video, a folder of pictures or one picture; else our own.'),
    ] = None,
    bundle: BundleName = 'demo',
    out: Annotated[Path, typer.Option(help='Folder for the results.')] = Path('demo_out'),
    cameras: Annotated[
        int, typer.Option(min=1, max=8, help='Several cameras, each with a part of the picture.')
    ] = 1,
    add_prompt: Annotated[
        list[str] | None,
        typer.Option(help='A prompt given to the running node, and when: tyre@2.0. Repeatable.'),
    ] = None,
) -> None:
    """
    Play a drive to the node over DDS, record what it says, and show it.

    With several cameras, or prompts to add, a client of messages and services shows what the node
    makes of them; there is a recording and a table then, and no page.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit)  # so that no process is left behind
    check_ros()
    requests = [parse_request(argument) for argument in add_prompt or ()]
    source = drive or share_directory() / 'drives' / 'demo'
    opened = open_drive(source)
    model = load_bundle(find_bundle(bundle))
    console = Console()
    if cameras > 1 or requests:
        show_cameras(source, opened.name, model.reference, cameras, requests, out, console)
        return
    with results_folder(out) as folder:
        bag = folder / BAG
        with RunView(console, frames_to_play(opened.frame_count)) as view:
            last_lines = record_drive(source, opened.name, model.reference, bag, view.show)
        try:
            summary = read_summary(bag)
        except DemoError as err:
            raise DemoError(f'{err}{last_lines}') from err
        truth = _judge(bag, summary, source, console)
        _write_report(bag, summary, truth, folder, console)
    _print_summary(summary, truth, out, console)


def _judge(bag: Path, summary: Summary, drive: Path, console: Console) -> Rows:
    with console.status('comparing with the truth'):
        judgement = judge_recording(bag, summary, drive)
    return truth_rows(judgement) if judgement else []


def _write_report(
    bag: Path, summary: Summary, truth: Rows, folder: Path, console: Console
) -> None:
    columns = (TextColumn('writing video'), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task('frames', total=summary.processed)
        write_report(
            bag, summary, truth, folder, lambda done: progress.update(task, completed=done)
        )


def _print_summary(summary: Summary, truth: Rows, out: Path, console: Console) -> None:
    table = Table(show_header=False)
    for rows in (run_rows(summary), result_rows(summary), truth):
        for name, value in rows:
            table.add_row(name, Text(value))
        table.add_section()
    console.print(table)
    if not summary.trained:
        console.print(Text(UNTRAINED, style='yellow'))
    for name in sorted(RESULTS):
        print(out / name)


def _exit(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
