"""The configuration of a training run; a YAML file overrides the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..errors import SettingsError
from ..yaml_record import fill_record, read_yaml

Precision = Literal['32-true', '16-mixed', 'bf16-mixed']
STRIDE = 32  # of the network's coarsest features


@dataclass(frozen=True)
class DataSettings:
    """One data set."""

    layout: str  # a key of layouts.LAYOUTS
    root: str  # relative to the folder the command is started in
    split: str = ''  # of a layout that has splits; empty is its training part
    # What the data set calls a class -> a class of the vocabulary, or `ignored`. A class that is
    # not named here keeps its name.
    classes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AugmentationSettings:
    """What happens to a picture before the encoder sees it; chances are from 0 to 1."""

    # Size relative to the picture that just covers the crop; below 1 leaves an empty border.
    scale: tuple[float, float] = (0.8, 2.0)
    flip: float = 0.5
    colour: float = 0.8  # brightness, contrast, saturation and hue
    gamma: float = 0.3
    night: float = 0.15  # dark, noisy, of another tint, lit from where the camera is
    blur: float = 0.3
    noise: float = 0.3
    compression: float = 0.2  # the marks of a lossy JPEG
    paste: float = 0.0  # objects of another picture, half of them, where they are in that one
    pasted: tuple[str, ...] = ()  # the classes of these objects; each is drawn as often

    def __post_init__(self) -> None:
        low, high = self.scale
        if not 0.1 <= low <= high <= 10.0:
            raise SettingsError(
                f'augmentation.scale is {list(self.scale)}; give the least and the greatest size, '
                'from 0.1 to 10'
            )
        for name, value in vars(self).items():
            if name not in ('scale', 'pasted'):
                _check(f'augmentation.{name}', value, 0.0, 1.0)
        if bool(self.paste) != bool(self.pasted):
            raise SettingsError(
                'augmentation.paste is a chance, augmentation.pasted the classes it is of: give '
                'both, or neither'
            )


@dataclass(frozen=True)
class LossSettings:
    """The defaults are those of FC-CLIP and Mask2Former; losses.py says what they weigh."""

    class_weight: float = 2.0
    mask_weight: float = 5.0
    dice_weight: float = 5.0
    no_object_weight: float = 0.1
    # With a void column: how much the mask of a query without a match must be empty as well, in
    # relation to a mask. FC-CLIP lets it be anything; without void it must be empty in any case.
    empty_mask_weight: float = 0.0
    # Chance that a concept has no part in a step; each class keeps one at least. Without, a class
    # settles at the one of its concepts that is least like all others.
    concept_dropout: float = 0.0
    points: int = 12544  # 112 x 112 places at which a mask is compared
    oversampling: float = 3.0
    importance: float = 0.75
    # What a pixel of no class says of the masks: nothing, or that it is outside of all of them
    # (as in Mask2Former).
    ignored_pixels: Literal['skip', 'outside'] = 'skip'

    def __post_init__(self) -> None:
        for name in (
            'class_weight',
            'mask_weight',
            'dice_weight',
            'no_object_weight',
            'empty_mask_weight',
        ):
            _check(f'loss.{name}', getattr(self, name), 0.0, 1e3)
        _check('loss.concept_dropout', self.concept_dropout, 0.0, 1.0)
        _check('loss.points', self.points, 1, 1_000_000)
        _check('loss.oversampling', self.oversampling, 1.0, 100.0)
        _check('loss.importance', self.importance, 0.0, 1.0)


@dataclass(frozen=True)
class OptimiserSettings:
    """The defaults are those of Mask2Former on Cityscapes."""

    learning_rate: float = 1e-4
    weight_decay: float = 0.05  # not of norms, embeddings and the logit scale
    clip_norm: float = 0.01  # longest gradient of all parameters together; 0 does not clip
    warmup_steps: int = 0
    schedule: Literal['poly', 'step'] = 'poly'
    power: float = 0.9  # of poly: (1 - step / steps) ** power
    milestones: tuple[float, ...] = (0.889, 0.963)  # of step: a tenth from these parts of the run
    # Share of the old value in a moving average of the weights, which is then what is validated
    # and written; 0 keeps none.
    average_decay: float = 0.0

    def __post_init__(self) -> None:
        _check('optimiser.learning_rate', self.learning_rate, 1e-12, 10.0)
        _check('optimiser.weight_decay', self.weight_decay, 0.0, 10.0)
        _check('optimiser.clip_norm', self.clip_norm, 0.0, 1e6)
        _check('optimiser.warmup_steps', self.warmup_steps, 0, 10**9)
        _check('optimiser.power', self.power, 0.0, 10.0)
        _check('optimiser.average_decay', self.average_decay, 0.0, 0.999999)
        for milestone in self.milestones:
            _check('optimiser.milestones', milestone, 0.0, 1.0)


@dataclass(frozen=True)
class RunSettings:
    """Where and how a run is computed; a resumed run may differ in these."""

    accelerator: str = 'auto'  # auto, cpu or cuda
    devices: int = 1  # of each machine
    nodes: int = 1  # machines
    # bf16 on a CPU without AVX-512 is computed in single precision, which is faster there.
    precision: Precision = '32-true'
    workers: int = 4  # processes of each device that read and augment pictures
    checkpoint_every: int = 500  # steps
    sample_every: int = 500
    validate_every: int = 5000

    def __post_init__(self) -> None:
        _check('run.devices', self.devices, 1, 1024)
        _check('run.nodes', self.nodes, 1, 100_000)
        _check('run.workers', self.workers, 0, 256)
        for name in ('checkpoint_every', 'sample_every', 'validate_every'):
            _check(f'run.{name}', getattr(self, name), 1, 10**9)


@dataclass(frozen=True)
class TrainingSettings:
    """Everything a run depends on: the same settings give the same weights."""

    architecture: str  # a key of model.config.ARCHITECTURES
    data: tuple[DataSettings, ...]
    vocabulary: str = 'cityscapes'  # its known classes are learned; OOD prompts have no part
    # Weights to start from: a whole network, or, for a decoder that starts from nothing, an
    # encoder with its text tower. `encoder: random` is for trying the software out.
    checkpoint: str = ''
    averaged: tuple[str, ...] = ()  # further networks: the mean of all is begun with
    encoder: str = ''
    # The checkpoint's decoder has more layers or points, a full convolution or a void column.
    thinned: bool = False
    validation: tuple[DataSettings, ...] = ()
    size_hw: tuple[int, int] = (512, 1024)  # what the network sees of a picture
    batch: int = 16  # pictures of a step, on all devices together
    steps: int = 90_000
    seed: int = 0
    # Pictures with a class that fewer than this share of them show come more often: by the root of
    # share over frequency, as LVIS has it (arXiv 1908.03195, appendix B.2); 0 repeats none.
    repeat_threshold: float = 0.0
    augmentation: AugmentationSettings = field(default_factory=AugmentationSettings)
    loss: LossSettings = field(default_factory=LossSettings)
    optimiser: OptimiserSettings = field(default_factory=OptimiserSettings)
    run: RunSettings = field(default_factory=RunSettings)

    def __post_init__(self) -> None:
        if not self.data:
            raise SettingsError('data is empty; name at least one data set')
        if any(side <= 0 or side % STRIDE for side in self.size_hw):
            raise SettingsError(
                f'size_hw is {list(self.size_hw)}; give a height and a width that are multiples '
                f'of {STRIDE}'
            )
        if self.thinned and not self.checkpoint:
            raise SettingsError('thinned is true without a checkpoint: name the network to thin')
        if self.averaged and not self.checkpoint:
            raise SettingsError('averaged is given without a checkpoint: name the first network')
        _check('steps', self.steps, 1, 10**9)
        _check('seed', self.seed, 0, 2**32 - 1)
        _check('repeat_threshold', self.repeat_threshold, 0.0, 1.0)
        _check('batch', self.batch, 1, 10**6)
        devices = self.run.devices * self.run.nodes
        if self.batch % devices:
            raise SettingsError(
                f'batch is {self.batch}, which {devices} devices cannot share equally; give a '
                f'multiple of {devices}'
            )


def read_training_settings(path: Path) -> TrainingSettings:
    """Read a training configuration; raises SettingsError with the remedy."""
    return fill_record(TrainingSettings, read_yaml(path, 'a training run'), str(path))


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # NaN is refused as well
        raise SettingsError(f'{name} is {value}; give a number from {low:g} to {high:g}')
