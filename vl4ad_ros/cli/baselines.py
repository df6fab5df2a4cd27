"""`vl4ad baselines`: VL4AD, other scores of the same masks, and VL4AD without its parts."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..baselines import BASELINES, without_parts
from ..errors import EvaluationError
from ..evaluation.comparison import compare_runs
from ..evaluation.data_set import DataSet
from ..evaluation.layouts import open_data_set
from ..evaluation.network import Network, load_network
from ..evaluation.runner import facts_of_network, judge_scores, score_with_network
from ..evaluation.scores import ScoreFolder
from ..workers.workers import Workers, open_workers
from .comparison_table import show_comparison
from .network_options import BundleName, DataSetName, DataSetRoot, ProviderName, VocabularyName
from .networks import named_network
from .stage_bars import stage_bars
from .worker_options import RayAddress, WorkerCount, WorkerThreads, resumable

_WHOLE = 'VL4AD'


def baselines(
    dataset: DataSetName,
    root: DataSetRoot,
    bundle: BundleName,
    out: Annotated[Path, typer.Option(help='Folder for reports; run again, it goes on there.')],
    vocabulary: VocabularyName = '',
    provider: ProviderName = 'auto',
    threads: WorkerThreads = 0,
    workers: WorkerCount = 0,
    ray: RayAddress = '',
) -> None:
    """Judge VL4AD, other scores of the same masks, and VL4AD without each of its parts."""
    if ray:  # whose workers have working directories of their own
        root, out = root.resolve(), out.resolve()
    data_set = open_data_set(dataset, root)
    if not data_set.labelled:
        raise EvaluationError(f'{data_set.title} has no labels here: nothing can be compared')
    network = named_network(bundle, vocabulary, provider, threads)
    given = load_network(network).engine.bundle.manifest.baselines
    variants = without_parts(network.vocabulary)
    folders = []
    with resumable(out), open_workers(workers, ray, network.needs) as doing:
        folders += _judge(data_set, network, [_WHOLE, *given], out, doing)
        for name, words in variants.items():
            other = replace(network, vocabulary=words)
            folders += _judge(data_set, other, [name], out, doing)
    show_comparison(compare_runs(folders), out)
    if absent := [name for name in BASELINES if name not in given]:
        scores = ','.join(name.lower().replace(' ', '_') for name in BASELINES)
        print(
            f'note: the bundle does not give {", ".join(absent)}: to have them in the table, '
            f'export it again with `vl4ad export --scores {scores}`',
            file=sys.stderr,
        )


def _judge(
    data_set: DataSet, network: Network, names: list[str], out: Path, workers: Workers
) -> list[Path]:
    """Judge what one pass of the network gives, its own score and others; return the folders."""
    command = shlex.join(['vl4ad', *sys.argv[1:]])
    facts = facts_of_network(data_set, '', network, command, workers)
    runs = {name: (replace(facts, method=name), out / name.replace(' ', '_')) for name in names}
    own, *others = names
    typer.echo(', '.join(names), err=True)
    with stage_bars() as begin:
        score_with_network(
            network, data_set, *runs[own], workers, begin, {name: runs[name] for name in others}
        )
    for run_facts, folder in runs.values():
        with stage_bars() as begin:
            maps = ScoreFolder(folder / 'scores')
            judge_scores(
                data_set, maps, run_facts, folder, workers, begin, vocabulary=network.vocabulary
            )
    return [folder for _, folder in runs.values()]
