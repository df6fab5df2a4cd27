"""
Conformal risk control (Angelopoulos, Bates, Fisch, Lei, Schuster; arXiv 2208.02814).

The losses of n exchangeable units, each between 0 and 1 and monotone in the threshold, allow a
threshold at which the expected loss of the next unit is at most a level, whatever the losses are
distributed like: n / (n + 1) * mean + 1 / (n + 1) <= level (their equation 4 with B = 1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ..structures import BoolArray

Float64Array = NDArray[np.float64]

FALLING, RISING = 'falling', 'rising'  # of a loss, with the threshold
CONFIDENCE = 0.95  # of intervals


@dataclass(frozen=True)
class Interval:
    """A mean with the interval in which the expectation lies."""

    mean: float
    low: float
    high: float


def risk_bounds(
    losses: Float64Array,  # (n, T) in [0, 1], by unit and by ascending threshold
    direction: str,  # FALLING or RISING
) -> Float64Array:  # (T,)
    """
    Return what a level must reach for each threshold.

    A loss that is not monotone is replaced by the smallest monotone one above it: regions that
    merge may make a hazard vanish at a lower threshold. The promise holds for the larger loss.
    """
    units = losses.shape[0]
    total = monotone(losses, direction).sum(axis=0)
    bounds: Float64Array = (total + 1) / (units + 1)
    return bounds


def least_kept(
    losses: Float64Array,  # (n, T), falling
    level: float,
) -> int | None:  # index of the threshold
    """Return the lowest threshold from which on the expected loss is at most the level."""
    kept = risk_bounds(losses, FALLING) <= level
    return int(kept.argmax()) if kept.any() else None


def largest_kept(
    losses: Float64Array,  # (n, T), rising
    level: float,
) -> int | None:  # index of the threshold
    """Return the highest threshold up to which the expected loss is at most the level."""
    kept: BoolArray = risk_bounds(losses, RISING) <= level
    return int(np.flatnonzero(kept)[-1]) if kept.any() else None


def monotone(
    losses: Float64Array,  # (n, T)
    direction: str,
) -> Float64Array:  # (n, T)
    """Return the smallest losses above these that fall, or rise, with the threshold."""
    if direction == RISING:
        return np.maximum.accumulate(losses, axis=1)
    return np.maximum.accumulate(losses[:, ::-1], axis=1)[:, ::-1]


def least_units(level: float) -> int:
    """Return how many units without any loss it takes to promise a level."""
    return int(np.ceil(1 / level - 1e-9)) - 1


def mean_interval(
    losses: Float64Array,  # (n,) in [0, 1]
) -> Interval:
    """
    Return mean and interval, by Clopper and Pearson's method.

    It is exact for losses of 0 or 1. Those in between vary less, so it is too wide for them.
    """
    units, total = losses.size, float(losses.sum())
    tail = (1 - CONFIDENCE) / 2
    low = stats.beta.ppf(tail, total, units - total + 1) if total > 0 else 0.0
    high = stats.beta.ppf(1 - tail, total + 1, units - total) if total < units else 1.0
    return Interval(total / units, float(low), float(high))
