"""Confidence intervals by resampling the frames, or the drives, with replacement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import EvaluationError
from .binned_metrics import binned_metrics
from .component_metrics import (
    PREDICTED_COUNT,
    PREDICTED_PPV,
    TRUTH_COUNT,
    TRUTH_SIOU,
    f1_scores,
    mean_of,
)
from .frame_table import FrameTable

SAMPLES = 1000
CONFIDENCE = 0.95
SEED = 0  # the same data gives the same intervals
_CHUNK = 100  # samples at a time, which bounds the memory

Float64Array = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """In which a figure lies in 95 of 100 resampled data sets; None where it is undefined."""

    low: float | None
    high: float | None


FIGURES = ('ap', 'fpr95', 'auroc', 'best_f1', 'sIoU_gt', 'prec_pred', 'f1_mean')


def intervals(table: FrameTable) -> dict[str, Interval]:
    """Return the interval of each of FIGURES."""
    samples = _resample(table, draw_weights(table.units))
    return {name: interval_of(samples[name]) for name in FIGURES}


def difference_intervals(first: FrameTable, other: FrameTable) -> dict[str, Interval]:
    """
    Return the intervals of other minus first; both are resampled alike, frame by frame.

    Raises EvaluationError when the frames are not the same.
    """
    if first.ids != other.ids:
        frame = next(iter(set(first.ids) ^ set(other.ids)), first.ids[0])
        raise EvaluationError(
            f'the runs did not judge the same frames, {frame!r} is in one of them only: '
            'compare runs on one data set'
        )
    weights = draw_weights(first.units)
    before, after = _resample(first, weights), _resample(other, weights)
    return {name: interval_of(after[name] - before[name]) for name in FIGURES}


def draw_weights(
    units: NDArray[np.int64],  # (F,) frames of the same number are drawn together
    seed: int = SEED,
) -> NDArray[np.int64]:  # (SAMPLES, F)
    """Return how often each frame is in each sample."""
    count = int(units.max()) + 1
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), SAMPLES)
    return draws[:, units]


def _resample(table: FrameTable, weights: NDArray[np.int64]) -> dict[str, Float64Array]:
    """Return the figures of every sample."""
    frames, sides, bins = table.histograms.shape
    pixels = table.histograms.reshape(frames, sides * bins).astype(np.float64)
    parts = []
    for start in range(0, len(weights), _CHUNK):
        chosen = weights[start : start + _CHUNK].astype(np.float64)
        parts.append(binned_metrics((chosen @ pixels).reshape(-1, sides, bins)))
    pixel = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ('ap', 'fpr95', 'auroc', 'best_f1')
    }
    sums = weights @ table.component_sums
    return {
        **pixel,
        'sIoU_gt': mean_of(sums, TRUTH_SIOU, TRUTH_COUNT),
        'prec_pred': mean_of(sums, PREDICTED_PPV, PREDICTED_COUNT),
        'f1_mean': f1_scores(sums).mean(-1),
    }


def interval_of(samples: Float64Array) -> Interval:
    """Return the quantiles of the samples in which the figure is defined."""
    defined = samples[~np.isnan(samples)]
    if not defined.size:
        return Interval(None, None)
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(float(low), float(high))
