"""`vl4ad evaluate`: the official figures of a network, or of score maps made by any method."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..errors import EvaluationError
from ..evaluation.layouts import LAYOUTS, open_data_set
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
from ..paths import find_vocabulary
from ..pipeline import load_pipeline
from ..vocabulary.reader import read_vocabulary
from .stage_bars import stage_bars


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
    command = shlex.join(['vl4ad', *sys.argv[1:]])
    with stage_bars() as begin:
        if scores is None:
            pipeline = load_pipeline(bundle, vocabulary, provider, threads)
            words = words or read_vocabulary(pipeline.engine.bundle.vocabulary_file())
            facts = facts_of_network(data_set, split, pipeline, words, command)
            maps = score_with_network(pipeline, data_set, facts, out, begin)
        else:
            facts = facts_of_scores(data_set, split, scores, words, command)
            maps = ScoreFolder(scores)
        if data_set.labelled:
            report = judge_scores(data_set, maps, facts, out, begin, threshold, words)
        else:
            written = submit_scores(data_set, maps, facts, out, begin)
    if data_set.labelled:
        _print(report, out)
    else:
        typer.echo(f'{data_set.title} has no public labels here: the scores are in {written}')


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
