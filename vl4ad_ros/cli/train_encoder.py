"""`vl4ad train-encoder`: make a vision-language encoder, from parts or from renderings."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ..encoder.contrastive import train_contrastive
from ..encoder.contrastive_settings import ContrastiveSettings
from ..encoder.files import WEIGHTS
from ..encoder.refinement import refine_encoder
from ..encoder.refinement_settings import RefinementSettings
from ..encoder.settings import EncoderSettings, read_encoder_settings
from ..encoder.trainer import EncoderReport
from ..encoder.trainer import train_encoder as put_together
from .task_bars import TaskBars


def train_encoder(
    config: Annotated[Path, typer.Argument(help='YAML file that describes the encoder.')],
    out: Annotated[Path, typer.Option(help='Folder for the weights and their figures.')],
    resume: Annotated[
        bool, typer.Option('--resume', help='Go on after the last checkpoint in the folder.')
    ] = False,
) -> None:
    """
    Make an encoder by the method that the configuration names.

    Fit a text encoder to an image classifier, refine one that was fitted, or train a CLIP on
    captioned renderings alone.
    """
    settings = read_encoder_settings(config)
    if isinstance(settings, ContrastiveSettings):
        _learn(settings, config, out, resume)
    elif isinstance(settings, RefinementSettings):
        _refine(settings, out)
    else:
        _fit(settings, out)


def _fit(settings: EncoderSettings, out: Path) -> None:
    with Progress(console=Console(stderr=True)) as view:
        report = put_together(settings, out, TaskBars(view).show)
    Console().print(_table(report, settings.held_out))
    typer.echo(
        f'{report.entries} entries and {report.classes} classes, {len(report.kept_out)} entries '
        f'kept out; the encoder is {out / WEIGHTS}'
    )


def _learn(settings: ContrastiveSettings, config: Path, out: Path, resume: bool) -> None:
    try:
        with Progress(console=Console(stderr=True)) as view:
            report = train_contrastive(settings, out, resume, TaskBars(view).show)
    except KeyboardInterrupt:
        typer.echo(f'stopped; `vl4ad train-encoder {config} --out {out} --resume` goes on')
        raise typer.Exit(130) from None
    typer.echo(
        f'{report.kinds} kinds, {report.things} things, {report.pictures} pictures; loss '
        f'{report.first_loss:.2f} at first, {report.last_loss:.2f} at last; the encoder is '
        f'{out / WEIGHTS}'
    )


def _refine(settings: RefinementSettings, out: Path) -> None:
    with Progress(console=Console(stderr=True)) as view:
        report = refine_encoder(settings, out, TaskBars(view).show)
    table = Table(title=f'{report.things} things of {report.kinds} kinds that had no part')
    for heading in ('penalty', 'top-1 %', 'top-5 %', 'median rank', 'mean reciprocal rank'):
        table.add_column(heading, justify='right')
    for penalty, figures in report.left_out.items():
        table.add_row(
            f'{penalty:g}' if penalty else 'not refined',
            f'{100 * figures.top1:.1f}',
            f'{100 * figures.top5:.1f}',
            f'{figures.median_rank:g}',
            f'{report.reciprocal_ranks[penalty]:.3f}',
        )
    Console().print(table)
    done = f'refined with penalty {report.penalty:g}' if report.penalty else 'left as it was'
    typer.echo(f'the projection is {done}; the encoder is {out / WEIGHTS}')


def _table(report: EncoderReport, held_out: int) -> Table:
    table = Table(title=f'{held_out} classes without pictures')
    table.add_column('seed')
    for what in ('name new', 'name in the dictionary'):
        table.add_column(f'{what}: top-1 %', justify='right')
        table.add_column('top-5 %', justify='right')
        table.add_column(f'median rank of {report.classes}', justify='right')
    rows = [
        [
            value
            for figures in (seed.unread, seed.read)
            for value in (100 * figures.top1, 100 * figures.top5, figures.median_rank)
        ]
        for seed in report.seeds
    ]
    for seed, row in zip(report.seeds, rows, strict=True):
        table.add_row(str(seed.seed), *(f'{value:.1f}' for value in row))
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    table.add_row('mean', *(f'{value:.1f}' for value in means))
    return table
