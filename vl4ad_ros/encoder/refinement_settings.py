"""The configuration of a refinement of a fitted encoder."""

from dataclasses import dataclass
from typing import Literal

from ..errors import SettingsError
from ..training.settings import STRIDE


@dataclass(frozen=True)
class RefinementSettings:
    """Everything a refinement depends on."""

    method: Literal['refinement']
    encoder: str  # file of a fitted encoder
    data: tuple[str, ...]  # folders of rendered drives or stills
    # Words whose kinds are left out, with the pictures that show them. Kinds that are rendered
    # for tests alone are always left out.
    kept_out: tuple[str, ...] = ()
    side: int = 224  # px, to which things are brought
    least_px: int = 100  # of a thing, in its picture
    most_of_kind: int = 40
    # How much a change of the projection costs, relative to its square; cross-validation on kinds
    # that are left out chooses one, or no refinement.
    penalties: tuple[float, ...] = (30.0, 100.0)
    folds: int = 4
    steps: int = 200
    things: int = 2  # of each kind, in a step
    learning_rate: float = 0.05  # relative to the mean size of the projection's numbers
    logit_scale: float = 30.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.data:
            raise SettingsError('data is empty; name at least one folder of rendered pictures')
        if not STRIDE <= self.side <= 1024 or self.side % STRIDE:
            raise SettingsError(
                f'side is {self.side}; give a multiple of {STRIDE} from {STRIDE} to 1024'
            )
        if not 2 <= self.folds <= 100:
            raise SettingsError(f'folds is {self.folds}; give a number from 2 to 100')
        for name in ('least_px', 'most_of_kind', 'steps', 'things'):
            if not 1 <= getattr(self, name) <= 10**6:
                raise SettingsError(
                    f'{name} is {getattr(self, name)}; give a number from 1 to 1000000'
                )
        positive = (*self.penalties, self.learning_rate, self.logit_scale)
        if not self.penalties or not all(0 < value < float('inf') for value in positive):
            raise SettingsError(
                'penalties, learning_rate and logit_scale must be positive numbers; correct them'
            )
        if self.seed < 0:
            raise SettingsError(f'seed is {self.seed}; give 0 or more')
