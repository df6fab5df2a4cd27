"""The calibration file: a threshold, what it promises, and what it was made for."""

import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from ..errors import SettingsError
from ..hazards.settings import HazardSettings
from ..yaml_record import fill_record, read_yaml

FORMAT_VERSION = 1
_REMEDY = 'calibrate again with `vl4ad calibrate`'


@dataclass(frozen=True)
class Promise:
    """What is promised of the next unit, by conformal risk control."""

    what: str  # false_alarms_per_hour or miss_rate
    level: float  # that is promised
    bound: float  # at the threshold; at most the level
    measured: float  # mean over the units that it was made with
    units: int  # stretches of driving, or drives with unknown objects


@dataclass(frozen=True)
class Calibration:
    """An operating point. It holds for one bundle, one vocabulary and one way to hazards."""

    model_id: str
    vocabulary_digest: str
    hazards_digest: str
    threshold: float
    promises: tuple[Promise, ...]
    data_digest: str  # of pictures and truth that it was made with
    drives: int
    frames: int
    hours: float
    confidence_scores: tuple[float, ...]  # ascending highest scores of hazards ...
    confidence_shares: tuple[float, ...]  # ... and which share of such hazards was true
    score_histogram: tuple[float, ...]  # shares in equal bins over 0 to 1, to notice a shift
    format_version: int = FORMAT_VERSION

    def check(self, model_id: str, vocabulary_digest: str, settings: HazardSettings) -> None:
        """Raise SettingsError when it was made for something else."""
        made_for = {
            'the bundle': (self.model_id, model_id),
            'the vocabulary': (self.vocabulary_digest[:12], vocabulary_digest[:12]),
            'parameters between scores and hazards': (
                self.hazards_digest[:12],
                hazards_digest(settings)[:12],
            ),
        }
        for what, (wanted, found) in made_for.items():
            if wanted != found:
                raise SettingsError(
                    f'the calibration was made for {what} {wanted}, here is {found}: '
                    f'{_REMEDY}, or leave `calibration` empty'
                )

    def confidence(self, score_max: float) -> float:
        """Return which share of hazards of such a score was true."""
        if not self.confidence_scores:
            return float('nan')
        return float(np.interp(score_max, self.confidence_scores, self.confidence_shares))


def hazards_digest(settings: HazardSettings) -> str:
    """Return the SHA-256 of what decides on a hazard, its threshold left out."""
    components = dataclasses.replace(settings.components, threshold=0.0)
    meaning = repr((components, settings.road, settings.tracks))
    return hashlib.sha256(meaning.encode()).hexdigest()


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write the file, with a word on what it is."""
    values = dataclasses.asdict(calibration)
    values['promises'] = [dataclasses.asdict(promise) for promise in calibration.promises]
    for name, value in values.items():
        if isinstance(value, tuple):
            values[name] = list(value)
    text = yaml.safe_dump(values, sort_keys=False, width=99)
    path.write_text(f'# Made by `vl4ad calibrate`; the node parameter is `calibration`.\n{text}')


def read_calibration(path: Path) -> Calibration:
    """Return what a file says. Raises SettingsError with the remedy."""
    content = read_yaml(path, 'a calibration')
    version = content.get('format_version') if isinstance(content, dict) else None
    if version != FORMAT_VERSION:
        raise SettingsError(f'{path} is no calibration of format {FORMAT_VERSION}: {_REMEDY}')
    calibration = fill_record(Calibration, content, str(path))
    scores, shares = calibration.confidence_scores, calibration.confidence_shares
    if not 0 <= calibration.threshold <= 1 or len(scores) != len(shares):
        raise SettingsError(f'{path} was damaged: {_REMEDY}')
    return calibration
