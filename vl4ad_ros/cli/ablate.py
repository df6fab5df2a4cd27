"""`vl4ad ablate`: each idea of the paper on rendered streets, with a control."""

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ..ablation.experiment import BeginStage, Experiment, Settings, plan_experiment, run_experiment
from ..ablation.gallery import draw_gallery, write_gallery
from ..ablation.markdown import claim_cells, fill_page, shown, write_tables
from ..ablation.page import write_page
from ..ablation.report import Result, make_result, write_report
from ..ablation.streets import open_streets
from ..ablation.training_runs import (
    COUNTERPART,
    BundleForm,
    check_counterpart,
    train_bundles,
)
from ..bundle import load_bundle
from ..errors import EvaluationError
from ..paths import find_bundle, find_vocabulary, share_directory
from ..vocabulary.reader import read_vocabulary
from ..workers.workers import Workers, open_workers
from .ablate_options import (
    BORDER_PX,
    NODE_THRESHOLD,
    QUICK_PICTURES,
    AlarmThreshold,
    AskedVocabulary,
    BorderWidth,
    Bundles,
    Counterparts,
    CounterpartTrainingFile,
    ExperimentFolder,
    PageFile,
    Quick,
    RandomSeed,
    SeedCount,
    StreetFolders,
    TrainedSize,
    TrainingFile,
    parse_size,
)
from .export_options import OpeningText, VotesText, parse_opening, parse_votes
from .network_options import ProviderName, ThreadCount
from .worker_options import WorkerCount

_DEMO = 'demo'
_SHOWN = {'ap_all': 'AP', 'ap_near': 'AP near', 'fpr95_all': 'FPR95', 'alarms': 'alarms'}


def ablate(
    out: ExperimentFolder,
    bundle: Bundles = None,
    root: StreetFolders = None,
    counterpart: Counterparts = None,
    vocabulary: AskedVocabulary = '',
    train: TrainingFile = None,
    train_counterpart: CounterpartTrainingFile = None,
    seeds: SeedCount = 3,
    size: TrainedSize = None,
    votes: VotesText = None,
    opening: OpeningText = None,
    quick: Quick = False,
    page: PageFile = None,
    seed: RandomSeed = 0,
    threshold: AlarmThreshold = NODE_THRESHOLD,
    border: BorderWidth = BORDER_PX,
    provider: ProviderName = 'auto',
    threads: ThreadCount = 0,
    workers: WorkerCount = 0,
) -> None:
    """Test each idea of VL4AD on rendered streets, with a control; run again, it goes on."""
    form = BundleForm(parse_size(size), parse_votes(votes), parse_opening(opening))
    _check_sources(train, bundle, train_counterpart, counterpart, form)
    command = shlex.join(['vl4ad', *sys.argv[1:]])
    settings = Settings(threshold, border, seed, provider, threads, command)
    streets = open_streets(root or [share_directory() / 'drives' / _DEMO])
    try:
        bundles = (
            train_bundles(train, seeds, form, out, _say)
            if train is not None
            else [find_bundle(name) for name in bundle or [_DEMO]]
        )
        counterparts = (
            train_bundles(train_counterpart, seeds, form, out, _say, COUNTERPART)
            if train_counterpart is not None
            else [find_bundle(name) for name in counterpart or []]
        )
        experiment = plan_experiment(
            streets.thinned(QUICK_PICTURES) if quick else streets,
            read_vocabulary(_vocabulary_file(vocabulary, bundles[0])),
            bundles,
            counterparts,
            settings,
        )
        with open_workers(workers) as judges:
            result = _run(experiment, out, judges)
    except KeyboardInterrupt:
        _say('stopped; the same command goes on where it was')
        raise typer.Exit(130) from None
    if page is not None:
        fill_page(page, result)
    _print(result)


def _check_sources(
    train: Path | None,
    bundle: list[str] | None,
    train_counterpart: Path | None,
    counterpart: list[str] | None,
    form: BundleForm,
) -> None:
    """Refuse what cannot be meant, before anything is trained."""
    if train is not None and bundle:
        raise EvaluationError('give either --bundle, or --train to make the bundles')
    if train_counterpart is not None:
        if train is None or counterpart:
            raise EvaluationError('give --train-counterpart with --train, without --counterpart')
        check_counterpart(train, train_counterpart)
    if train is None and form != BundleForm():
        raise EvaluationError(
            '--size, --votes and --opening are for bundles that --train makes: export others so'
        )


def _vocabulary_file(name: str, bundle: Path) -> Path:
    return find_vocabulary(name) if name else load_bundle(bundle).vocabulary_file()


def _run(experiment: Experiment, out: Path, judges: Workers) -> Result:
    out.mkdir(parents=True, exist_ok=True)
    with _live_stages() as begin:
        rows, truth = run_experiment(experiment, out, judges, begin)
    result = make_result(experiment, rows, truth)
    gallery = draw_gallery(experiment, out)
    write_report(result, out)
    write_tables(result, out)
    write_gallery(gallery, out)
    typer.echo(f'the page is {write_page(result, gallery, out)}')
    return result


def _print(result: Result) -> None:
    console = Console()
    table = Table(title='VL4AD and its arms, in percent', caption='ablation.html has all figures')
    table.add_column('')
    for heading in _SHOWN.values():
        table.add_column(heading, justify='right')
    for row in result.rows:
        if row.judgements:
            table.add_row(Text(row.name), *(shown(row.estimate(name)) for name in _SHOWN))
    console.print(table)
    if not result.trained:
        console.print('These networks have learned nothing: the figures say nothing about VL4AD.')
        return
    for verdict in result.verdicts:
        text, _, change, word = claim_cells(verdict)
        console.print(Text(f'{word}: {text} {change}'))


def _say(line: str) -> None:
    typer.echo(line, err=True)


@contextmanager
def _live_stages() -> Iterator[BeginStage]:
    """Show the stage in progress on one line; stages are many."""
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task('')

        def begin(stage: str, steps: int) -> Callable[[int], None]:
            progress.reset(bar, total=steps, description=stage)
            return lambda done: progress.advance(bar, done)

        yield begin
