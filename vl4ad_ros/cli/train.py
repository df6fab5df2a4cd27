"""`vl4ad train`: fine-tune the decoder of a network."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..errors import TrainingError
from ..training.settings import read_training_settings

if TYPE_CHECKING:
    from ..training.run import StepReport


def train(
    config: Annotated[Path, typer.Argument(help='YAML file that describes the run.')],
    out: Annotated[Path, typer.Option(help='Folder for weights, figures and sample pictures.')],
    resume: Annotated[
        bool, typer.Option('--resume', help='Go on after the last checkpoint in the folder.')
    ] = False,
) -> None:
    """Fine-tune the decoder on known classes; encoder and text stay as they are."""
    settings = read_training_settings(config)
    # Threads that wait for each other in a loop starve those that read pictures: on two busy
    # cores a step took four times as long. It must be said before torch is imported.
    os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')
    try:
        from ..training.precision import precision_here
        from ..training.trainer import train as train_decoder
    except ImportError as err:
        raise TrainingError(
            f"{err.name} is not installed, training needs it: pip install 'vl4ad_ros[train]'"
        ) from err
    precision = precision_here(settings.run)
    if precision != settings.run.precision:
        typer.echo(
            f'this processor has no AVX-512: in {precision}, as {settings.run.precision} '
            'would take several times as long',
            err=True,
        )
    view = _LiveView()
    try:
        network = train_decoder(settings, out, resume, view.show)
    except KeyboardInterrupt:
        view.close()
        typer.echo(f'stopped; `vl4ad train {config} --out {out} --resume` goes on', err=True)
        raise typer.Exit(130) from None
    finally:
        view.close()
    if network is not None:  # None in the processes that helped this one
        typer.echo(f'{settings.steps} steps, the network is {network}')


class _LiveView:
    """A line that follows the run; it appears with the first step, in the reporting process."""

    def __init__(self) -> None:
        columns = (
            TextColumn('training'),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn('{task.fields[figures]}'),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._task = self._progress.add_task('steps', figures='')

    def show(self, report: 'StepReport') -> None:
        """Show a step."""
        self._progress.start()
        figures = f'loss {report.loss:.2f}  {report.seconds:.2f} s a step'
        if report.mean_iou is not None:
            figures += f'  mean IoU {100 * report.mean_iou:.1f} %'
        self._progress.update(
            self._task, total=report.steps, completed=report.step, figures=figures
        )

    def close(self) -> None:
        """Leave the line as it is."""
        self._progress.stop()
