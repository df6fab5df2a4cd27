"""`vl4ad evaluate`: the official figures of a network, or of score maps made by any method."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..errors import EvaluationError
from ..evaluation.layouts import open_data_set
from ..evaluation.network import Network, load_network
from ..evaluation.page_explained import Explain
from ..evaluation.page_parts import HEADLINE, percent
from ..evaluation.report import PAGE_FILE, Report
from ..evaluation.runner import (
    facts_of_network,
    facts_of_scores,
    judge_scores,
    score_with_network,
    submit_scores,
)
from ..evaluation.scores import ScoreFolder
from ..evaluation.submission import require_writer
from ..explanation.explanation import Explanation, explain_pixel
from ..explanation.picture import draw_explanation
from ..paths import find_vocabulary
from ..structures import UInt8Array
from ..vocabulary.reader import read_vocabulary
from ..workers.workers import Needs, open_workers
from .network_options import BundleName, DataSetName, DataSetRoot, ProviderName, VocabularyName
from .networks import named_network
from .stage_bars import stage_bars
from .worker_options import RayAddress, WorkerCount, WorkerThreads, resumable


def evaluate(
    dataset: DataSetName,
    root: DataSetRoot,
    out: Annotated[Path, typer.Option(help='Folder for the report; run again, it goes on there.')],
    bundle: BundleName = '',
    scores: Annotated[
        Path | None, typer.Option(help='Instead of a bundle: <frame id>.npy of any method.')
    ] = None,
    vocabulary: VocabularyName = '',
    threshold: Annotated[
        float | None, typer.Option(help='For components; by default that of the best pixel F1.')
    ] = None,
    split: Annotated[
        str, typer.Option(help='validation or test; by default what has public labels.')
    ] = '',
    provider: ProviderName = 'auto',
    threads: WorkerThreads = 0,
    workers: WorkerCount = 0,
    ray: RayAddress = '',
) -> None:
    """Judge a network, or score maps made by any method, on a labelled data set."""
    if bool(bundle) == (scores is not None):
        raise EvaluationError('give either --bundle or --scores, to say whose figures are wanted')
    if ray:  # whose workers have working directories of their own
        root, out, scores = root.resolve(), out.resolve(), scores and scores.resolve()
    data_set = open_data_set(dataset, root, split)
    if not data_set.labelled:
        require_writer(data_set)
    command = shlex.join(['vl4ad', *sys.argv[1:]])
    network = named_network(bundle, vocabulary, provider, threads) if bundle else None
    words = read_vocabulary(find_vocabulary(vocabulary)) if vocabulary else None
    needs = network.needs if network else Needs()
    with (
        resumable(out),
        open_workers(workers, ray, needs) as doing,
        stage_bars() as begin,
    ):
        if network is not None:
            words = network.vocabulary
            facts = facts_of_network(data_set, split, network, command, doing)
            maps = score_with_network(network, data_set, facts, out, doing, begin)
        else:
            assert scores is not None
            facts = facts_of_scores(data_set, split, scores, words, command, doing)
            maps = ScoreFolder(scores)
        if data_set.labelled:
            explain = _explainer(network) if network else None
            report = judge_scores(
                data_set, maps, facts, out, doing, begin, threshold, words, explain
            )
        else:
            written = submit_scores(data_set, maps, facts, out, begin)
    if data_set.labelled:
        _print(report, out)
    else:
        typer.echo(f'{data_set.title} has no public labels here: the scores are in {written}')


def _explainer(network: Network) -> Explain | None:
    """Return what explains pixels of a network; None where its libraries are not installed."""
    try:
        from ..export.inspection import Inspector
    except ModuleNotFoundError:
        return None
    pipeline = load_network(network)
    inspector: Inspector | None = None

    def explain(image: UInt8Array, at_xy_px: tuple[int, int]) -> tuple[Explanation, UInt8Array]:
        nonlocal inspector
        inspector = inspector or Inspector(pipeline.engine, network.threads)
        values = inspector.inspect(image, pipeline.text)
        explanation = explain_pixel(values, pipeline.text, at_xy_px, image.shape[:2])
        return explanation, draw_explanation(image, values, explanation)

    return explain


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
    typer.echo(f'{report["data_set"]["frames"]} frames, the report is {out / PAGE_FILE}')
