"""The threshold that keeps what is asked for, and whether it does so on other drives."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import EvaluationError
from ..evaluation.data_set import DataSet
from .calibration import Promise
from .outcomes import STRETCH_S, Outcomes
from .risk_control import (
    FALLING,
    RISING,
    Interval,
    largest_kept,
    least_kept,
    least_units,
    mean_interval,
    risk_bounds,
)

Float64Array = NDArray[np.float64]

ALARMS, MISSES = 'false_alarms_per_hour', 'miss_rate'
PER_HOUR = 3600 / STRETCH_S  # a share of stretches as stretches per hour


@dataclass(frozen=True)
class Choice:
    """A threshold and what it promises."""

    index: int  # among the outcomes' thresholds
    threshold: float
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Kept:
    """What came of a promise on other drives."""

    promise: Promise
    measured: Interval  # in the promise's own measure
    units: int

    @property
    def holds(self) -> bool | None:
        """Tell whether it held; None where there is too little data to say."""
        if self.measured.low > self.promise.level:
            return False
        return True if self.measured.mean <= self.promise.level else None


def choose(
    outcomes: Outcomes,
    alarms_per_hour: float | None,
    miss_rate: float | None,
) -> Choice:
    """
    Return the threshold that keeps the promises.

    With false alarms asked for it is the lowest that keeps them few: no object is missed for
    nothing. With misses alone it is the highest. Raises EvaluationError where there is none.
    """
    lowest = highest = None
    if alarms_per_hour is not None:
        lowest = _lowest(outcomes, alarms_per_hour)
    if miss_rate is not None:
        highest = _highest(outcomes, miss_rate)
    if lowest is not None and highest is not None and lowest > highest:
        thresholds = outcomes.thresholds
        raise EvaluationError(
            f'few false alarms need a threshold of {thresholds[lowest]:.3f}, few misses one of at '
            f'most {thresholds[highest]:.3f}: ask for less of one, or train a better network'
        )
    index = lowest if lowest is not None else highest
    if index is None:
        raise EvaluationError('give --false-alarms-per-hour, --miss-rate or both')
    return Choice(
        index,
        float(outcomes.thresholds[index]),
        tuple(
            _promise(outcomes, what, level, index)
            for what, level in ((ALARMS, alarms_per_hour), (MISSES, miss_rate))
            if level is not None
        ),
    )


def check_stretches(count: int, alarms_per_hour: float) -> None:
    """Raise EvaluationError where so few stretches of driving cannot promise so few alarms."""
    needed = least_units(alarms_per_hour / PER_HOUR)
    if needed > count:
        raise EvaluationError(
            f'{alarms_per_hour:g} false alarms per hour cannot be promised from '
            f'{count * STRETCH_S / 3600:.3f} h of driving: give {needed * STRETCH_S / 3600:.3f} h '
            f'or more, or promise {np.ceil(PER_HOUR / (count + 1)):.0f} or more'
        )


def check_promise(promise: Promise, outcomes: Outcomes) -> Kept:
    """Return what came of a promise; the outcomes are those of its threshold alone."""
    losses, scale = _losses(outcomes, promise.what)
    if not losses.size:
        raise EvaluationError('there is no unknown object in these drives: give others')
    found = mean_interval(losses[:, 0])
    scaled = Interval(found.mean * scale, found.low * scale, found.high * scale)
    return Kept(promise, scaled, len(losses))


def confidence_table(
    hazards: NDArray[np.float32],  # (n, 2) score_max, 1 where true
) -> tuple[tuple[float, ...], tuple[float, ...]]:  # ascending scores, non-decreasing shares
    """Return the shares of true hazards by score: isotonic regression, pooled violators."""
    blocks: list[list[float]] = []  # sum of scores, true ones, count
    for score, is_true in hazards[np.argsort(hazards[:, 0], kind='stable')]:
        blocks.append([float(score), float(is_true), 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    scores = tuple(round(total / count, 6) for total, _, count in blocks)
    # One true and one false hazard more: a share of 1 is not known from three hazards.
    shares = tuple(round((true + 1) / (count + 2), 4) for _, true, count in blocks)
    return scores, tuple(np.maximum.accumulate(shares).tolist()) if shares else ()


def data_digest(data_set: DataSet) -> str:
    """Return the SHA-256 over pictures and labels, frame by frame."""
    digest = hashlib.sha256()
    for frame in data_set.frames:
        for path in (frame.image, frame.label):
            digest.update(f'{frame.id} {_digest_of(path)}\n'.encode())
    return digest.hexdigest()


def _digest_of(path: Path | None) -> str:
    if path is None or path.is_dir():  # a bag: its truth stands for it
        return ''
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _losses(outcomes: Outcomes, what: str) -> tuple[Float64Array, float]:  # and their scale
    if what == ALARMS:
        return np.minimum(outcomes.alarms, 1), PER_HOUR
    return outcomes.misses, 1.0


def _lowest(outcomes: Outcomes, alarms_per_hour: float) -> int:
    check_stretches(len(outcomes.alarms), alarms_per_hour)
    losses, scale = _losses(outcomes, ALARMS)
    level = alarms_per_hour / scale
    index = least_kept(losses, level)
    if index is None:
        reached = risk_bounds(losses, FALLING).min() * scale
        raise EvaluationError(
            f'at no threshold {alarms_per_hour:g} false alarms per hour can be promised, the '
            f'least is {reached:.1f}: ask for that or train a better network'
        )
    return index


def _highest(outcomes: Outcomes, miss_rate: float) -> int:
    losses, _ = _losses(outcomes, MISSES)
    needed = least_units(miss_rate)
    if needed > len(losses):
        raise EvaluationError(
            f'a miss rate of {miss_rate:g} cannot be promised from {len(losses)} drives with '
            f'unknown objects: give {needed} or more'
        )
    index = largest_kept(losses, miss_rate)
    if index is None:
        reached = risk_bounds(losses, RISING).min()
        raise EvaluationError(
            f'at no threshold a miss rate of {miss_rate:g} can be promised, the least is '
            f'{reached:.3f}: ask for that or train a better network'
        )
    return index


def _promise(outcomes: Outcomes, what: str, level: float, index: int) -> Promise:
    losses, scale = _losses(outcomes, what)
    bound = risk_bounds(losses, FALLING if what == ALARMS else RISING)[index] * scale
    measured = float(losses[:, index].mean()) * scale
    return Promise(what, level, round(float(bound), 6), round(measured, 6), len(losses))
