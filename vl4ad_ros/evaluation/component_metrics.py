"""Component figures of a data set, from those of its frames."""

import numpy as np
from numpy.typing import NDArray

from .components import FrameComponents

THRESHOLDS = np.linspace(0.25, 0.75, 11)  # of sIoU and PPV
_QUARTERS = {'25': 0, '50': 5, '75': 10}  # positions in THRESHOLDS

# One column each: sums over the regions of a frame, so that frames can be added up.
TP, FP, FN = slice(0, 11), slice(11, 22), slice(22, 33)
TRUTH_SIOU, TRUTH_COUNT, PREDICTED_SIOU, PREDICTED_PPV, PREDICTED_COUNT = range(33, 38)
SUM_COLUMNS = 38

Float64Array = NDArray[np.float64]


def component_sums(frame: FrameComponents) -> Float64Array:  # (SUM_COLUMNS,)
    """Return what a frame adds to the figures."""
    sums = np.zeros(SUM_COLUMNS)
    sums[TP] = (frame.truth_siou[:, None] >= THRESHOLDS).sum(0)
    sums[FN] = (frame.truth_siou[:, None] < THRESHOLDS).sum(0)
    sums[FP] = (frame.predicted_ppv[:, None] < THRESHOLDS).sum(0)
    sums[TRUTH_SIOU] = frame.truth_siou.sum()
    sums[TRUTH_COUNT] = frame.truth_siou.size
    sums[PREDICTED_SIOU] = frame.predicted_siou.sum()
    sums[PREDICTED_PPV] = frame.predicted_ppv.sum()
    sums[PREDICTED_COUNT] = frame.predicted_ppv.size
    return sums


def component_metrics(sums: Float64Array) -> dict[str, float | None]:
    """Return the figures for the sums over all frames, under the official evaluator's names."""
    f1 = f1_scores(sums)
    values: dict[str, float | None] = {}
    for name, counts in (('tp', sums[TP]), ('fp', sums[FP]), ('fn', sums[FN]), ('f1', f1)):
        for quarter, position in _QUARTERS.items():
            values[f'{name}_{quarter}'] = _defined(counts[position])
        values[f'{name}_mean'] = _defined(counts.mean())
    values['sIoU_gt'] = _defined(mean_of(sums, TRUTH_SIOU, TRUTH_COUNT))
    values['sIoU_pred'] = _defined(mean_of(sums, PREDICTED_SIOU, PREDICTED_COUNT))
    values['prec_pred'] = _defined(mean_of(sums, PREDICTED_PPV, PREDICTED_COUNT))
    return values


def f1_scores(
    sums: Float64Array,  # (..., SUM_COLUMNS)
) -> Float64Array:  # (..., 11) NaN where there is no region at all
    """Return F1 at each threshold."""
    hits = 2 * sums[..., TP]
    return _ratio(hits, hits + sums[..., FP] + sums[..., FN])


def mean_of(sums: Float64Array, total: int, count: int) -> Float64Array:
    """Return the mean over regions, NaN where there is none."""
    return _ratio(sums[..., total], sums[..., count])


def _ratio(part: Float64Array, whole: Float64Array) -> Float64Array:
    undefined = np.full(np.shape(part), np.nan)
    ratio: Float64Array = np.divide(part, whole, out=undefined, where=np.asarray(whole) > 0)
    return ratio


def _defined(value: float | Float64Array) -> float | None:
    return None if np.isnan(value) else float(value)
