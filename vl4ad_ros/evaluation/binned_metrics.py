"""
Pixel figures from histograms: for frames, kinds and resampled data sets.

The bins end at the scores at which the curve of the whole data set was kept, so that each holds
a small share of the normal and of the anomalous pixels, or a single score. A figure from bins
treats the scores of one bin as equal; it differs from the exact one by about the width of a bin.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray
from .count_run import ANOMALOUS, NORMAL
from .pixel_metrics import RECALL_OF_FPR95

Float64Array = NDArray[np.float64]
Histogram = NDArray[np.int64]  # (..., K) pixels per bin, from the lowest scores up


class BinnedMetrics(NamedTuple):
    """One figure for each histogram; NaN where all pixels are normal or all anomalous."""

    ap: Float64Array
    fpr95: Float64Array
    auroc: Float64Array
    best_f1: Float64Array


def histogram(
    scores: FloatArray,  # (P,) not below the first edge
    edges: FloatArray,  # (K,) ascending; a bin reaches from its edge to below the next one
) -> Histogram:  # (K,)
    """Count scores per bin."""
    positions = np.searchsorted(np.sort(scores), edges)
    return np.diff(positions, append=scores.size)


def binned_metrics(
    histograms: NDArray[np.int64] | Float64Array,  # (..., 2, K) of normal and anomalous pixels
) -> BinnedMetrics:  # (...)
    """Return the figures of each pair of histograms."""
    falling = np.asarray(histograms, np.float64)[..., ::-1]
    counts = np.cumsum(falling, axis=-1)
    fp, tp = counts[..., NORMAL, :], counts[..., ANOMALOUS, :]
    normal, anomalous = fp[..., -1:], tp[..., -1:]
    with np.errstate(divide='ignore', invalid='ignore'):
        precision = np.where(tp + fp > 0, tp / (tp + fp), 0)
        ap = (falling[..., ANOMALOUS, :] * precision).sum(-1) / anomalous[..., 0]
        ranks = falling[..., NORMAL, :] * (tp - falling[..., ANOMALOUS, :] / 2)
        auroc = ranks.sum(-1) / anomalous[..., 0] / normal[..., 0]
        reached = (tp / anomalous >= RECALL_OF_FPR95).argmax(-1)
        fpr95 = np.take_along_axis(fp / normal, reached[..., None], -1)[..., 0]
        best_f1 = (2 * tp / (tp + fp + anomalous)).max(-1)
    judged = (anomalous * normal)[..., 0] > 0
    return BinnedMetrics(
        *(np.where(judged, values, np.nan) for values in (ap, fpr95, auroc, best_f1))
    )
