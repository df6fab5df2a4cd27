"""`vl4ad replay`: every frame of a bag through the pipeline, and a gate against regressions."""

import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ..errors import ReplayError, SettingsError
from ..pipeline import REPEATABLE_THREADS, Pipeline, load_node_pipeline
from ..replay.comparison import Comparison, Tolerances
from ..replay.image_bag import ImageBag
from ..replay.page import notices
from ..replay.parameters import read_parameters
from ..replay.report import NODE_FOLDER, PAGE_FILE, Report
from ..replay.run import ReplayRun, check_folders
from ..replay.run_facts import facts_of
from ..replay.through_node import check_through_node, replay_through_node
from ..settings import NodeSettings
from .network_options import ParameterFile
from .replay_several import replay_several
from .worker_options import RayAddress, WorkerCount

_DEFAULTS = Tolerances()


def replay(
    bags: Annotated[
        list[Path], typer.Argument(help='A rosbag2: a folder, a .mcap or a .db3 file; or several.')
    ],
    out: Annotated[
        Path, typer.Option(help='Folder for the results; with several bags it is gone on with.')
    ],
    bundle: Annotated[
        str, typer.Option(help='Model bundle: a folder or a shipped name; else of --params.')
    ] = '',
    vocabulary: Annotated[
        str, typer.Option(help='A YAML file or a shipped name; else of --params.')
    ] = '',
    params: ParameterFile = None,
    topic: Annotated[
        list[str] | None, typer.Option(help='Images to replay; by default of every camera.')
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help='Folder of an earlier replay; exits 1 if they differ.')
    ] = None,
    through_node: Annotated[
        bool, typer.Option('--through-node', help='Also through the node, over DDS; compare.')
    ] = False,
    score_tolerance: Annotated[
        float, typer.Option(help='Tolerated difference of a score.', min=0)
    ] = _DEFAULTS.score,
    box_tolerance: Annotated[
        int, typer.Option(help="Tolerated difference of a side of a hazard's box, px.", min=0)
    ] = _DEFAULTS.box_px,
    hazard_tolerance: Annotated[
        int, typer.Option(help='Tolerated hazards without a partner, in a frame.', min=0)
    ] = _DEFAULTS.hazards,
    workers: WorkerCount = 0,
    ray: RayAddress = '',
) -> None:
    """Replay bags in code: every frame, no clock, the same results each time."""
    tolerances = Tolerances(score_tolerance, box_tolerance, hazard_tolerance)
    settings = _settings(params, bundle, vocabulary)
    topics = tuple(topic or ())
    if len(bags) > 1:
        if through_node:
            raise ReplayError('--through-node takes one bag: give them one after the other')
        replay_several(bags, out, settings, topics, (reference, tolerances), (workers, ray))
        return
    if workers > 1 or ray:
        raise ReplayError(
            'one bag is replayed by one worker: leave out --workers and --ray, or give several'
        )
    check_folders(out, reference)
    if through_node:
        check_through_node()
    _replay_one(bags[0], out, settings, topics, (reference, tolerances), through_node)


def _replay_one(
    bag: Path,
    out: Path,
    settings: NodeSettings,
    topics: tuple[str, ...],
    gate: tuple[Path | None, Tolerances],
    through_node: bool,
) -> None:
    reference, tolerances = gate
    console = Console(stderr=True)
    with ImageBag(bag, topics) as images, _ended_by_signal() as ended:
        pipeline = _load(settings, console)
        command = shlex.join(['vl4ad', *sys.argv[1:]])
        facts = facts_of(pipeline, settings, str(bag), images.topics, command)
        run = ReplayRun(images, facts, out, tolerances)
        with _bar(console, 'replaying', images) as show:
            for done in run.in_code(pipeline, lambda: bool(ended)):
                show(done)
        if through_node and not ended:
            _send_through_node(run, settings, console, ended)
        if reference is not None and not ended:
            run.compare(reference)
        report = run.finish(interrupted=bool(ended))
    _print(report, run.comparisons, out)
    if ended:
        raise typer.Exit(128 + ended[0])
    if not all(comparison.passed for comparison in run.comparisons):
        raise typer.Exit(1)


def _settings(params: Path | None, bundle: str, vocabulary: str) -> NodeSettings:
    settings = read_parameters(params)
    if not settings.camera_settings().view.is_plain:
        raise SettingsError(
            'a replay takes images as they were recorded: leave out the parameters rotation and '
            'crop, or turn and cut the recording'
        )
    return replace(
        settings,
        bundle=bundle or settings.bundle,
        vocabulary=vocabulary or settings.vocabulary,
        threads=settings.threads or REPEATABLE_THREADS,
    )


def _load(settings: NodeSettings, console: Console) -> Pipeline:
    with console.status('loading the network'):
        return load_node_pipeline(settings)


def _send_through_node(
    run: ReplayRun, settings: NodeSettings, console: Console, ended: list[int]
) -> None:
    folder = run.out / NODE_FOLDER
    with _bar(console, 'through the node', run.bag) as show:
        replay_through_node(run.bag, settings, folder, show, lambda: bool(ended))
    if not ended:
        run.compare(folder, 'the node')


@contextmanager
def _ended_by_signal() -> Iterator[list[int]]:
    """Give a list that holds the number of a signal once it came; a second one ends at once."""
    ended: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        ended.append(number)
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bar(console: Console, text: str, images: ImageBag) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn(text), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(text, total=sum(images.counts.values()))
        yield lambda done: progress.update(task, completed=done)


def _print(report: Report, comparisons: list[Comparison], out: Path) -> None:
    frames, total = report['frames'], report['seconds'].get('all stages')
    table = Table(show_header=False)
    rows = {
        'bag': report['run']['bag'],
        'topics': ', '.join(report['run']['topics']),
        'bundle': report['run']['bundle'],
        'frames': f'{frames["processed"]} processed, {frames["rejected"]} rejected',
        'frames with hazards': str(frames['with_hazards']),
        'digest': report['digest'],
    }
    if total:
        rows['time of a frame'] = f'{1e3 * total["p50"]:.0f} ms p50, {1e3 * total["p95"]:.0f} p95'
    table.add_column()
    table.add_column(overflow='fold')  # a digest is of use only as a whole
    for name, value in rows.items():
        table.add_row(name, Text(value))
    Console().print(table)
    print(f'the report is {out / PAGE_FILE}')
    for text in notices(report):
        print(f'note: {text}', file=sys.stderr)
    for comparison in comparisons:
        _print_comparison(comparison)


def _print_comparison(comparison: Comparison) -> None:
    if comparison.passed:
        print(
            f'{comparison.frames} frames agree with {comparison.reference} '
            f'({comparison.equal} by their digest, scores to within {comparison.score_max_abs:g})'
        )
        return
    for text in comparison.settings:
        print(f'note: {text}', file=sys.stderr)
    print(
        f'{comparison.differing} frames differ from {comparison.reference}, the first is '
        f'{comparison.first_difference}',
        file=sys.stderr,
    )
