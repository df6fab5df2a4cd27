"""`vl4ad baselines`: VL4AD against itself without each of its parts, in one table."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..baselines import without_parts
from ..engine.text_encoder import TextEncoder
from ..errors import EvaluationError
from ..evaluation.comparison import compare_runs
from ..evaluation.layouts import LAYOUTS, open_data_set
from ..evaluation.runner import facts_of_network, judge_scores, score_with_network
from ..paths import cache_directory
from ..pipeline import load_pipeline
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.reader import read_vocabulary
from .comparison_table import show_comparison
from .stage_bars import stage_bars

_WHOLE = 'VL4AD'


def baselines(
    dataset: Annotated[str, typer.Option(help=f'One of {", ".join(LAYOUTS)}.')],
    root: Annotated[Path, typer.Option(help='Folder into which the data set was extracted.')],
    bundle: Annotated[str, typer.Option(help='Model bundle: a folder or a shipped name.')],
    out: Annotated[Path, typer.Option(help='Folder for reports; run again, it goes on there.')],
    vocabulary: Annotated[
        str, typer.Option(help="A YAML file or a shipped name; by default the bundle's own.")
    ] = '',
    provider: Annotated[str, typer.Option(help='auto, tensorrt, cuda or cpu.')] = 'auto',
    threads: Annotated[int, typer.Option(help='On the CPU; 0: one for each core.')] = 0,
) -> None:
    """Judge VL4AD and VL4AD without each of its parts on a labelled data set."""
    data_set = open_data_set(dataset, root)
    if not data_set.labelled:
        raise EvaluationError(f'{data_set.title} has no labels here: nothing can be compared')
    pipeline = load_pipeline(bundle, vocabulary, provider, threads)
    manifest = pipeline.engine.bundle.manifest
    words = read_vocabulary(pipeline.engine.bundle.vocabulary_file(vocabulary))
    encoder = TextEncoder(pipeline.engine.bundle, threads)
    command = shlex.join(['vl4ad', *sys.argv[1:]])
    folders = []
    for name, variant in {_WHOLE: words, **without_parts(words)}.items():
        pipeline.text = embed_vocabulary(variant, encoder, manifest.temperature, cache_directory())
        facts = facts_of_network(data_set, '', pipeline, variant, command)
        facts = replace(facts, method=name)
        folders.append(out / name.replace(' ', '_'))
        typer.echo(name, err=True)
        with stage_bars() as begin:
            maps = score_with_network(pipeline, data_set, facts, folders[-1], begin)
            judge_scores(data_set, maps, facts, folders[-1], begin, vocabulary=variant)
    show_comparison(compare_runs(folders), out)
