"""The configuration of an encoder; a YAML file overrides the defaults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import SettingsError
from ..yaml_record import fill_record, read_yaml
from .contrastive_settings import ContrastiveSettings
from .refinement_settings import RefinementSettings


@dataclass(frozen=True)
class EncoderSettings:
    """Everything an encoder from parts depends on, besides these."""

    method: Literal['parts'] = 'parts'
    trunk: str = 'efficientnet_lite0'  # a key of model.config.LITES
    # Words whose classes and dictionary entries are left out of everything: names of kinds that
    # are to be truly unseen.
    kept_out: tuple[str, ...] = ()
    held_out: int = 150  # classes that are kept from a fit to judge it
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)  # each holds out other classes
    # What cross-validation among the other classes chooses from.
    folds: int = 3
    kernels: tuple[float, ...] = (3.0, 4.0, 6.0)
    ridges: tuple[float, ...] = (0.1, 0.3, 1.0)
    sharpnesses: tuple[float, ...] = (12.0, 16.0, 20.0)
    # Whether the text tower's weights are rounded to eight bits, as a bundle stores them.
    text_weights: Literal['bytes', 'exact'] = 'bytes'

    def __post_init__(self) -> None:
        if not self.seeds:
            raise SettingsError('seeds is empty; name at least one')
        if not 2 <= self.folds <= 100:
            raise SettingsError(f'folds is {self.folds}; give a number from 2 to 100')
        if not 2 <= self.held_out <= 500:
            raise SettingsError(f'held_out is {self.held_out}; give a number from 2 to 500')
        for name in ('kernels', 'ridges', 'sharpnesses'):
            values = getattr(self, name)
            if not values or not all(0 < value < float('inf') for value in values):
                raise SettingsError(f'{name} is {list(values)}; give positive numbers')


AnySettings = EncoderSettings | ContrastiveSettings | RefinementSettings

# By what `method` says.
METHODS: dict[str, type[AnySettings]] = {
    'parts': EncoderSettings,
    'contrastive': ContrastiveSettings,
    'refinement': RefinementSettings,
}


def read_encoder_settings(path: Path) -> AnySettings:
    """Read an encoder's configuration; raises SettingsError with the remedy."""
    content = read_yaml(path, 'an encoder')
    method = content.get('method', 'parts') if isinstance(content, dict) else 'parts'
    if method not in METHODS:
        raise SettingsError(
            f'{path}: method {method!r} is no choice; take one of {", ".join(METHODS)}'
        )
    return fill_record(METHODS[method], content, str(path))
