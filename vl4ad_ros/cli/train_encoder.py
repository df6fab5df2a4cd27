"""`vl4ad train-encoder`: put a vision-language encoder together and judge it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ..encoder.settings import read_encoder_settings
from ..encoder.trainer import WEIGHTS, EncoderReport
from ..encoder.trainer import train_encoder as put_together


def train_encoder(
    config: Annotated[Path, typer.Argument(help='YAML file that describes the encoder.')],
    out: Annotated[Path, typer.Option(help='Folder for the weights and their figures.')],
) -> None:
    """Fit a text encoder to the space of an image classifier; nothing is trained by steps."""
    settings = read_encoder_settings(config)
    with Progress(console=Console(stderr=True)) as view:
        tasks = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = view.add_task(what)
            view.update(tasks[what], completed=done, total=of)

        report = put_together(settings, out, show)
    Console().print(_table(report, settings.held_out))
    typer.echo(
        f'{report.entries} entries and {report.classes} classes, {len(report.kept_out)} entries '
        f'kept out; the encoder is {out / WEIGHTS}'
    )


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
