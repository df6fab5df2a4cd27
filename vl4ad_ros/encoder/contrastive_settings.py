"""The configuration of an encoder that learns from captioned renderings alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..errors import SettingsError
from ..training.settings import STRIDE, AugmentationSettings

_AUGMENTATION = AugmentationSettings(scale=(1.0, 1.25))

# The least and the greatest value of each number.
_RANGES = {
    'side': (STRIDE, 1024),
    'least_px': (1, 10**6),
    'most_of_kind': (1, 10**6),
    'things': (0, 4096),
    'pictures': (0, 4096),
    'steps': (1, 10**7),
    'checkpoint_every': (1, 10**7),
    'warmup_steps': (0, 10**7),
    'learning_rate': (1e-8, 1.0),
    'weight_decay': (0.0, 10.0),
    'seed': (0, 2**32 - 1),
}


@dataclass(frozen=True)
class ContrastiveSettings:
    """Everything such an encoder depends on: the same settings give the same weights."""

    method: Literal['contrastive']
    data: tuple[str, ...]  # folders of rendered drives or stills
    architecture: str = 'demo'  # a key of model.config.ARCHITECTURES, with a ConvNeXt
    # Words whose kinds are left out, with the pictures that show them. Kinds that are rendered
    # for tests alone are always left out.
    kept_out: tuple[str, ...] = ()
    # What else a kind is called: synonyms, plurals, parts. Not every kind need appear.
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    side: int = 128  # of a thing that is cut out; a picture has this height and twice the width
    least_px: int = 100  # of a thing, in its picture
    most_of_kind: int = 60  # things that are cut out, and kept in memory
    things: int = 32  # of a step, each of another kind
    pictures: int = 16  # of a step, with their captions
    steps: int = 2000
    learning_rate: float = 1e-3
    weight_decay: float = 0.2  # CLIP's
    warmup_steps: int = 100
    checkpoint_every: int = 200  # steps
    seed: int = 0
    augmentation: AugmentationSettings = _AUGMENTATION

    def __post_init__(self) -> None:
        if not self.data:
            raise SettingsError('data is empty; name at least one folder of rendered pictures')
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:  # NaN is refused as well
                raise SettingsError(f'{name} is {value}; give a number from {low:g} to {high:g}')
        if self.side % STRIDE:
            raise SettingsError(f'side is {self.side}; give a multiple of {STRIDE}')
        if self.things + self.pictures < 2:
            raise SettingsError(
                'things and pictures are less than 2 together; a pair is learned by telling it '
                'from others, so give more'
            )
