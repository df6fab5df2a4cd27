"""`vl4ad replay` of several bags."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..paths import find_bundle, find_vocabulary
from ..replay.bag_job import BagJob, load_once
from ..replay.comparison import Tolerances
from ..replay.page_several import notices
from ..replay.report import COMPLETE, PAGE_FILE, Report
from ..replay.run import check_reference
from ..replay.run_facts import facts_of
from ..replay.several import SeveralBags, folders_of
from ..settings import NodeSettings
from ..workers.workers import Needs, open_workers
from .stage_bars import stage_bars
from .worker_options import resumable


def replay_several(
    bags: Sequence[Path],
    out: Path,
    settings: NodeSettings,
    topics: tuple[str, ...],
    gate: tuple[Path | None, Tolerances],
    who: tuple[int, str],  # processes, address of a Ray cluster
) -> None:
    """Replay bags side by side; exits 2 when one cannot be read, 1 when one differs."""
    reference, tolerances = gate
    folders = folders_of(bags, out.resolve())
    if reference is not None:
        for folder in folders:
            check_reference(reference.resolve() / folder.name, folder)
    settings = _everywhere(settings)
    command = shlex.join(['vl4ad', *sys.argv[1:]])
    pipeline = load_once(settings)
    facts = facts_of(pipeline, settings, '', topics, command)
    jobs = [
        BagJob(
            bag.resolve(), folder, topics, settings, command, facts.bundle_digest, facts.provider
        )
        for bag, folder in zip(bags, folders, strict=True)
    ]
    run = SeveralBags(jobs, facts, out)
    needs = Needs(settings.threads, gpu=facts.provider != 'cpu')
    console = Console(stderr=True)
    with resumable(out), open_workers(*who, needs) as workers, stage_bars(console) as begin:
        told = begin('replaying bags', len(jobs))
        run.replay(workers, needs, told, lambda text: console.print(f'note: {text}'))
        if reference is not None:
            told = begin('comparing bags', len(jobs))
            run.compare(reference.resolve(), tolerances, workers, told)
        report = run.finish()
    _print(report, out)
    if any(row['state'] != COMPLETE for row in report['bags']):
        raise typer.Exit(2)
    if any(row['first_difference'] for row in report['bags']):
        raise typer.Exit(1)


def _everywhere(settings: NodeSettings) -> NodeSettings:
    """Return the settings with paths that mean the same in any working directory."""
    bundle = str(find_bundle(settings.bundle).resolve())
    vocabulary = settings.vocabulary and str(find_vocabulary(settings.vocabulary).resolve())
    return replace(settings, bundle=bundle, vocabulary=vocabulary)


def _print(report: Report, out: Path) -> None:
    table = Table()
    for heading in ('bag', 'frames', 'rejected', 'with hazards', 'state'):
        table.add_column(heading, justify='left' if heading in ('bag', 'state') else 'right')
    for row in report['bags']:
        cells = [str(row[name]) for name in ('frames', 'rejected', 'with_hazards', 'state')]
        table.add_row(Text(row['folder']), *cells)
    Console().print(table)
    print(f'digest {report["digest"]}, the report is {out / PAGE_FILE}')
    for text in notices(report):
        print(f'note: {text}', file=sys.stderr)
