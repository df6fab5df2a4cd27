"""`vl4ad evaluate`: the official figures of a network, or of score maps made by any method."""

import shlex
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ..errors import EvaluationError
from ..evaluation.data_set import DataSet
from ..evaluation.evaluation import COUNTING, JUDGING, Task
from ..evaluation.evaluation import evaluate as evaluate_task
from ..evaluation.frame_pictures import choose_frames, draw_frames
from ..evaluation.frame_table import save_table
from ..evaluation.layouts import LAYOUTS, open_data_set
from ..evaluation.network_scores import median_latency_s, read_seconds, score_frames
from ..evaluation.page import render_page
from ..evaluation.page_parts import HEADLINE, percent
from ..evaluation.report import (
    PAGE_FILE,
    REPORT_FILE,
    TABLE_FILE,
    Report,
    make_report,
    write_report,
)
from ..evaluation.run_facts import RunFacts, claim_folder
from ..evaluation.scores import ScoreFolder
from ..evaluation.submission import require_writer, write_submission
from ..paths import find_vocabulary
from ..pipeline import Pipeline, load_pipeline
from ..vocabulary.reader import read_vocabulary
from ..vocabulary.vocabulary import Vocabulary

SCORES, SECONDS_FILE, WORK, SUBMISSION = 'scores', 'seconds.jsonl', '.pixel_counts', 'submission'
SCORING, DRAWING, WRITING = 'running the network', 'drawing frames', 'writing the submission'


def evaluate(
    dataset: Annotated[str, typer.Option(help=f'One of {", ".join(LAYOUTS)}.')],
    root: Annotated[Path, typer.Option(help='Folder into which the data set was extracted.')],
    out: Annotated[Path, typer.Option(help='Folder for the report; run again, it goes on there.')],
    bundle: Annotated[str, typer.Option(help='Model bundle: a folder or a shipped name.')] = '',
    scores: Annotated[
        Path | None, typer.Option(help='Instead of a bundle: <frame id>.npy of any method.')
    ] = None,
    vocabulary: Annotated[
        str, typer.Option(help="A YAML file or a shipped name; by default the bundle's own.")
    ] = '',
    threshold: Annotated[
        float | None, typer.Option(help='For components; by default that of the best pixel F1.')
    ] = None,
    split: Annotated[
        str, typer.Option(help='validation or test; by default what has public labels.')
    ] = '',
    provider: Annotated[str, typer.Option(help='auto, tensorrt, cuda or cpu.')] = 'auto',
    threads: Annotated[int, typer.Option(help='On the CPU; 0: one for each core.')] = 0,
) -> None:
    """Judge a network, or score maps made by any method, on a labelled data set."""
    if bool(bundle) == (scores is not None):
        raise EvaluationError('give either --bundle or --scores, to say whose figures are wanted')
    data_set = open_data_set(dataset, root, split)
    if not data_set.labelled:
        require_writer(data_set)
    words = read_vocabulary(find_vocabulary(vocabulary)) if vocabulary else None
    with _progress() as progress:
        if scores is None:
            pipeline = load_pipeline(bundle, vocabulary, provider, threads)
            words = words or _own_vocabulary(pipeline)
            facts = _facts_of_bundle(data_set, split, out, pipeline, words)
            _run_network(pipeline, data_set, facts, out, progress)
            folder = ScoreFolder(out / SCORES)
        else:
            facts = _facts_of_scores(data_set, split, scores, words)
            claim_folder(out, facts)
            folder = ScoreFolder(scores)
        if data_set.labelled:
            report = _judge(_task(data_set, folder, threshold, words, out), facts, out, progress)
        else:
            on_frame = _advance(progress, WRITING, len(data_set.frames))
            written = write_submission(data_set, folder, out / SUBMISSION, facts.method, on_frame)
    if data_set.labelled:
        _print(report, out)
    else:
        typer.echo(f'{data_set.title} has no public labels here: scores are in {written}')


def _task(
    data_set: DataSet,
    scores: ScoreFolder,
    threshold: float | None,
    words: Vocabulary | None,
    out: Path,
) -> Task:
    prompted = None
    if words is not None:
        prompted = frozenset(text for prompt in words.ood_prompts for text in prompt.concepts)
    latency_s = median_latency_s(read_seconds(out / SECONDS_FILE))
    return Task(data_set, scores, threshold, latency_s, prompted)


def _run_network(
    pipeline: Pipeline, data_set: DataSet, facts: RunFacts, out: Path, progress: Progress
) -> None:
    claim_folder(out, facts)
    on_frame = _advance(progress, SCORING, len(data_set.frames))
    score_frames(pipeline, data_set, ScoreFolder(out / SCORES), out / SECONDS_FILE, on_frame)


def _judge(task: Task, facts: RunFacts, out: Path, progress: Progress) -> Report:
    """Write the report and everything that a later comparison needs."""
    count = len(task.data_set.frames)
    bars = {stage: progress.add_task(stage, total=count) for stage in (COUNTING, JUDGING)}
    evaluation = evaluate_task(task, out / WORK, lambda stage: progress.advance(bars[stage]))
    report = make_report(evaluation, task, facts, read_seconds(out / SECONDS_FILE))
    save_table(evaluation.table, out / TABLE_FILE)
    write_report(report, out / REPORT_FILE)
    chosen = choose_frames(evaluation.table)
    shown = draw_frames(chosen, evaluation, task, _advance(progress, DRAWING, len(chosen)))
    page = render_page(report, evaluation.table, shown)
    (out / PAGE_FILE).write_text(page, encoding='utf-8')
    return report


def _own_vocabulary(pipeline: Pipeline) -> Vocabulary:
    name = pipeline.engine.bundle.manifest.default_vocabulary
    return read_vocabulary(find_vocabulary(name))


def _facts_of_bundle(
    data_set: DataSet, split: str, out: Path, pipeline: Pipeline, words: Vocabulary
) -> RunFacts:
    bundle = pipeline.engine.bundle
    return RunFacts(
        method=bundle.model_id,
        data_set=data_set.name,
        root=str(data_set.root.resolve()),
        split=split,
        scores=str(out / SCORES),
        command=shlex.join(['vl4ad', *sys.argv[1:]]),
        version=_version(),
        bundle=bundle.model_id,
        bundle_digest=bundle.digest,
        bundle_trained=bundle.manifest.trained,
        vocabulary=words.name,
        vocabulary_digest=words.digest,
        text_digest=pipeline.text.digest,
        provider=pipeline.engine.provider,
    )


def _facts_of_scores(
    data_set: DataSet, split: str, scores: Path, words: Vocabulary | None
) -> RunFacts:
    return RunFacts(
        method=scores.resolve().name,
        data_set=data_set.name,
        root=str(data_set.root.resolve()),
        split=split,
        scores=str(scores),
        command=shlex.join(['vl4ad', *sys.argv[1:]]),
        version=_version(),
        vocabulary=words.name if words else '',
        vocabulary_digest=words.digest if words else '',
    )


def _version() -> str:
    try:
        return version('vl4ad_ros')
    except PackageNotFoundError:  # run from a clone that is not installed
        return 'not installed'


def _progress() -> Progress:
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))


def _advance(progress: Progress, description: str, total: int) -> Callable[[], None]:
    """Add a bar and return what moves it on by one frame."""
    bar = progress.add_task(description, total=total)
    return lambda: progress.advance(bar)


def _print(report: Report, out: Path) -> None:
    values = report['pixel'] | report['component']
    table = Table(title=f'{report["data_set"]["title"]}: {report["run"]["method"]}')
    table.add_column('figure')
    for heading in ('%', 'from', 'to'):
        table.add_column(heading, justify='right')
    for name, heading in HEADLINE.items():
        spread = report['intervals']['figures'][name]
        cells = (values[name], spread['low'], spread['high'])
        table.add_row(heading, *(percent(value) for value in cells))
    console = Console()
    console.print(table)
    console.print(f'{report["data_set"]["frames"]} frames; report in {out / PAGE_FILE}')
