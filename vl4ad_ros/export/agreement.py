"""How well two score maps agree where only the order counts."""

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray

ANOMALOUS_SHARE = 0.1  # of the pixels; those that the reference puts on top


def ap_loss(
    found: FloatArray,  # (n,)
    reference: FloatArray,  # (n,)
) -> float:  # 0: the same pixels are on top
    """
    Return what average precision loses where the reference's highest scores are the truth.

    Of equal scores all count at once. NaN where a score is no number.
    """
    if not np.isfinite(found).all():
        return float('nan')
    edge = np.quantile(reference, 1 - ANOMALOUS_SHARE)
    truth = reference > edge if (reference > edge).any() else reference >= edge
    order = np.argsort(-found, kind='stable')
    last_of_equals = np.flatnonzero(np.diff(found[order], append=np.inf))
    hits = np.cumsum(truth[order])[last_of_equals]
    steps = np.diff(hits, prepend=0)
    return float(1 - (steps * hits / (last_of_equals + 1)).sum() / truth.sum())


def rank_correlation(
    found: FloatArray,  # (n,)
    reference: FloatArray,  # (n,)
) -> float:
    """Return Spearman's rank correlation; 1 where neither says anything. NaN stays NaN."""
    if not np.isfinite(found).all():
        return float('nan')
    ranks = np.stack((_ranks(found), _ranks(reference)))
    deviations = ranks - ranks.mean(axis=1, keepdims=True)
    spread = np.sqrt((deviations**2).sum(axis=1))
    if not spread.any():
        return 1.0
    return float((deviations[0] @ deviations[1]) / max(spread[0] * spread[1], 1e-30))


def _ranks(values: FloatArray) -> NDArray[np.float64]:  # equal values share their mean rank
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_ranks: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return mean_ranks[places]
