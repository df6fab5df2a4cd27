"""A run step by step: learning, figures, validation, checkpoints."""
# torch and lightning leave the call of a module untyped.
# mypy: disable-error-code="no-untyped-call"

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor

from ..errors import TrainingError
from .checkpoint import read_checkpoint, write_checkpoint, write_network
from .encoder import encoder_digest
from .learner import Learner
from .losses import Target, find_present
from .optimiser import WeightAverage, build_optimiser, learning_rate
from .pictures import LabelledPicture
from .sample_pictures import draw_samples, write_samples
from .settings import TrainingSettings
from .stream import PictureStream, open_stream, point_seed, take_batch
from .table import FigureTable
from .validation import Validator, predict

LOSS_COLUMNS = (
    'loss', 'class_loss', 'mask_loss', 'dice_loss', 'gradient_norm', 'learning_rate', 'seconds',
)  # fmt: skip
VALIDATION_COLUMNS = ('mean_iou', 'accuracy', 'false_alarms')
_SAMPLES = 4  # pictures in a drawing


@dataclass(frozen=True)
class StepReport:
    """What is known after a step."""

    step: int  # steps that were made
    steps: int
    loss: float
    seconds: float
    mean_iou: float | None  # of the last validation


class Run:
    """The state of a run between two steps."""

    def __init__(
        self,
        fabric: Fabric,
        settings: TrainingSettings,
        out: Path,
        learner: Learner,
        stream: PictureStream,
        validation: tuple[LabelledPicture, ...],
    ) -> None:
        self._fabric = fabric
        self._settings = settings
        self._out = out
        self._learner = learner
        self._stream = stream
        self._validation = validation
        self._encoder_digest = encoder_digest(learner.network)
        self._optimiser = build_optimiser(learner, settings.optimiser)
        self._module, self._stepper = fabric.setup(learner, self._optimiser)
        decay = settings.optimiser.average_decay
        self._average = WeightAverage(learner.learned(), decay) if decay else None
        self._step = 0  # steps that were made
        self._mean_iou: float | None = None

    def restore(self) -> None:
        """Take over the last checkpoint."""
        content = read_checkpoint(self._out, self._settings, self._encoder_digest)
        with torch.no_grad():
            for name, parameter in self._learner.learned():
                parameter.copy_(content['model'][name])
                if self._average:
                    self._average.weights[name].copy_(content['average'][name])
        self._optimiser.load_state_dict(content['optimiser'])
        if content['precision']:  # the scale of gradients in half precision
            self._fabric.strategy.precision.load_state_dict(content['precision'])
        self._step = content['step']

    def finish(self, report: Callable[[StepReport], None]) -> Path | None:
        """Make the steps that are left and write the network."""
        settings, fabric = self._settings, self._fabric
        tables = self._open_tables()
        batches = iter(open_stream(self._stream, settings, self._step, fabric.global_rank))
        while self._step < settings.steps:
            began = time.perf_counter()
            figures = self._make_step(batches)
            figures['seconds'] = time.perf_counter() - began
            if self._validation and self._is_due(settings.run.validate_every):
                self._validate(tables)
            if tables:
                tables[0].add(self._step, figures)
                self._write_what_is_due()
                loss, seconds = figures['loss'], figures['seconds']
                report(StepReport(self._step, settings.steps, loss, seconds, self._mean_iou))
        return self._write_network() if fabric.is_global_zero else None

    def _is_due(self, every: int) -> bool:
        return self._step % every == 0 or self._step == self._settings.steps

    def _write_what_is_due(self) -> None:
        run = self._settings.run
        if self._is_due(run.sample_every):
            self._draw_samples()
        if self._is_due(run.checkpoint_every):
            self._write_checkpoint()

    def _open_tables(self) -> tuple[FigureTable, FigureTable] | None:
        """Open the files of figures, which one process alone writes."""
        if not self._fabric.is_global_zero:
            return None
        self._out.mkdir(parents=True, exist_ok=True)
        return (
            FigureTable(self._out / 'metrics.csv', LOSS_COLUMNS, self._step),
            FigureTable(self._out / 'validation.csv', VALIDATION_COLUMNS, self._step),
        )

    def _make_step(self, batches: Iterator[tuple[Tensor, Tensor]]) -> dict[str, float]:
        settings, fabric = self._settings, self._fabric
        rate = learning_rate(self._step, settings.steps, settings.optimiser)
        for group in self._optimiser.param_groups:
            group['lr'] = rate
        images, labels = (fabric.to_device(part) for part in take_batch(batches))
        seed = point_seed(settings, self._step, fabric.global_rank)
        losses = self._module(images, self._target(labels), seed)
        loss = losses.sum()
        self._stepper.zero_grad()
        fabric.backward(loss)
        norm = self._clip_gradients()
        self._stepper.step()
        self._step += 1
        if self._average:
            self._average.update(self._step)
        figures = self._join(torch.stack((loss, *losses.sum(0))).detach(), 'mean')
        total, of_classes, of_masks, of_dice = figures.tolist()
        if total != total:
            raise TrainingError(
                f'the loss is not a number after {self._step} steps: lower '
                'optimiser.learning_rate and go on with --resume, or choose another --out'
            )
        return {
            'loss': total,
            'class_loss': of_classes,
            'mask_loss': of_masks,
            'dice_loss': of_dice,
            'gradient_norm': norm,
            'learning_rate': rate,
        }

    def _target(self, labels: Tensor) -> Target:
        present = find_present(labels, len(self._learner.concepts))
        masks = self._join(present.sum().float(), 'mean').clamp(min=1)
        return Target(labels.long(), present, masks)

    def _join(self, figures: Tensor, operation: str) -> Tensor:
        """Return the mean or the sum over all devices."""
        joined = self._fabric.all_reduce(figures, reduce_op=operation)
        assert isinstance(joined, Tensor)
        return joined

    def _clip_gradients(self) -> float:  # their length before
        limit = self._settings.optimiser.clip_norm
        norm = self._fabric.clip_gradients(
            self._module,
            self._stepper,
            max_norm=limit or float('inf'),
            error_if_nonfinite=False,  # half precision looks for its scale, and skips such a step
        )
        return float(norm) if norm is not None else 0.0

    def _validate(self, tables: tuple[FigureTable, FigureTable] | None) -> None:
        """Judge the network on each device's share of the validation pictures."""
        validator = Validator(len(self._learner.concepts))
        share = self._validation[self._fabric.global_rank :: self._fabric.world_size]
        self._swap_average()
        for picture in share:
            for prediction in predict(self._learner, [picture], self._settings.size_hw):
                validator.add(prediction)
        self._swap_average()
        counts = validator.counts.to(self._fabric.device)
        validator.counts = self._join(counts, 'sum').cpu()
        figures = validator.figures()
        self._mean_iou = figures['mean_iou']
        if tables:
            tables[1].add(self._step, figures)

    def _draw_samples(self) -> None:
        chosen = (self._validation or self._stream.pictures)[:_SAMPLES]
        self._swap_average()
        predictions = predict(self._learner, chosen, self._settings.size_hw)
        self._swap_average()
        drawing = draw_samples(predictions, len(self._learner.concepts))
        write_samples(self._out / 'samples' / f'{self._step:06d}.png', drawing)

    def _swap_average(self) -> None:
        if self._average:
            self._average.swap()

    def _write_checkpoint(self) -> None:
        self._check_encoder()
        parts = {
            'model': {name: x.detach().cpu() for name, x in self._learner.learned()},
            'average': self._average.weights if self._average else {},
            'optimiser': self._optimiser.state_dict(),
            'precision': self._fabric.strategy.precision.state_dict(),
        }
        write_checkpoint(self._out, self._settings, self._step, self._encoder_digest, parts)

    def _write_network(self) -> Path:
        self._check_encoder()
        self._swap_average()
        facts = {
            'architecture': self._settings.architecture,
            'vocabulary': self._settings.vocabulary,
            'steps': self._step,
        }
        path = write_network(self._out, self._learner.network, facts)
        self._swap_average()
        return path

    def _check_encoder(self) -> None:
        if encoder_digest(self._learner.network) != self._encoder_digest:
            raise TrainingError(
                'the encoder has changed while the decoder was trained: nothing was written; '
                'report this with your configuration'
            )
