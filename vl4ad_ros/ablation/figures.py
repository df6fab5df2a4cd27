"""
The figures of one score on all pictures, and what they are in resampled sets of pictures.

AP and FPR95 are exact, as in `vl4ad evaluate`: each against all normal pixels, with the anomalous
ones of some kinds. All else are sums over pictures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..evaluation.binned_metrics import binned_metrics
from .parts import ANOMALOUS_PARTS, NORMAL_PARTS, Part

Float64Array = NDArray[np.float64]
Int64Array = NDArray[np.int64]

# Which normal and which anomalous pixels are compared.
SLICES: Mapping[str, tuple[Sequence[Part], Sequence[Part]]] = {
    'all': (NORMAL_PARTS, ANOMALOUS_PARTS),
    'far': (NORMAL_PARTS, (Part.FAR, Part.FAR_UNSEEN)),
    'near': (NORMAL_PARTS, (Part.NEAR, Part.NEAR_UNSEEN)),
    'unseen': (NORMAL_PARTS, (Part.FAR_UNSEEN, Part.NEAR_UNSEEN)),
    'border': ((Part.JOINED_BORDER, Part.KEPT_BORDER), ANOMALOUS_PARTS),
}
REGIONS: Mapping[str, Part] = {
    'inside': Part.INSIDE,
    'joined': Part.JOINED_BORDER,
    'kept': Part.KEPT_BORDER,
}
_CHUNK = 50  # samples at a time, which bounds the memory


@dataclass(frozen=True)
class Figure:
    """What a column is called, what it says, and which direction is better."""

    heading: str
    meaning: str
    higher_is_better: bool = True


def _pixel_figures() -> dict[str, Figure]:
    of = {
        'all': 'all unknown objects',
        'far': 'unknown objects that are like no known class',
        'near': 'unknown objects that are like a known class',
        'unseen': 'kinds that were kept from everything that learns',
    }
    return {
        f'{metric}_{name}': Figure(f'{heading} {name}', f'{heading}, {meaning}', higher)
        for metric, heading, higher in (('ap', 'AP', True), ('fpr95', 'FPR95', False))
        for name, meaning in of.items()
    }


_FLAGGED = "normal pixels at or above the arm's own threshold of 95 % recall"

FIGURES: Mapping[str, Figure] = {
    **_pixel_figures(),
    'miou': Figure('mIoU', "mean IoU of VL4AD's known groups, finer ones mapped to them"),
    'miou_classes': Figure('mIoU classes', 'mean IoU of the classes, where none are merged'),
    'alarms': Figure(
        'alarms', "normal pixels above the node's threshold, in pictures without unknowns", False
    ),
    'alarms95': Figure('alarms at 95 %', f'{_FLAGGED}, in pictures without unknowns', False),
    'ap_border': Figure('AP at borders', 'AP, all unknown objects against border pixels alone'),
    **{
        f'fpr95_{name}': Figure(f'FPR95 {heading}', f'{_FLAGGED}, {where}', False)
        for name, heading, where in (
            ('inside', 'inside', 'away from borders'),
            ('joined', 'joined borders', 'at borders of classes that one super-class joins'),
            ('kept', 'other borders', 'at borders of classes that nothing joins'),
        )
    },
    **{
        f'score_{name}': Figure(f'score {heading}', f'mean score of normal pixels, {where}', False)
        for name, heading, where in (
            ('inside', 'inside', 'away from borders'),
            ('joined', 'joined borders', 'at borders of classes that one super-class joins'),
            ('kept', 'other borders', 'at borders of classes that nothing joins'),
        )
    },
}  # fmt: skip


@dataclass(frozen=True)
class PictureSums:
    """What is kept of each picture: counts that can be added. P is the number of parts."""

    histograms: NDArray[np.int32]  # (F, P, K) pixels per bin of score
    bins: Mapping[str, Int64Array]  # of each slice: at which of the K its own, wider ones begin
    pixels: Int64Array  # (F, P)
    scores: Float64Array  # (F, P) sums
    above: Int64Array  # (F, P) pixels above the node's threshold
    above95: Int64Array  # (F, P) pixels at or above the threshold of 95 % recall
    groups: Int64Array  # (F, 3, C) of group_tables.py; zeros where there is no class map
    classes: Int64Array | None  # (F, 3, C') of single classes; None: groups join several
    is_calibrated: bool  # scores lie in [0, 1], as those that the node's threshold is for


def sampled_figures(
    sums: PictureSums,
    weights: Int64Array,  # (S, F) how often each picture is in each sample
) -> dict[str, Float64Array]:  # (S,) each, NaN where undefined
    """Return every figure of every sample; AP and FPR95 from bins."""
    figures = _binned(sums, weights)
    empty = (sums.pixels[:, list(ANOMALOUS_PARTS)].sum(1) == 0) & (
        sums.pixels[:, list(NORMAL_PARTS)].sum(1) > 0
    )
    normal = list(NORMAL_PARTS)
    in_empty = weights * empty
    shown = in_empty @ sums.pixels[:, normal].sum(1)
    figures['alarms'] = _ratio(in_empty @ sums.above[:, normal].sum(1), shown)
    figures['alarms95'] = _ratio(in_empty @ sums.above95[:, normal].sum(1), shown)
    for name, part in REGIONS.items():
        pixels = weights @ sums.pixels[:, part]
        figures[f'fpr95_{name}'] = _ratio(weights @ sums.above95[:, part], pixels)
        figures[f'score_{name}'] = _ratio(weights @ sums.scores[:, part], pixels)
    figures['miou'] = _mean_iou(sums.groups, weights)
    undefined = np.full(len(weights), np.nan)
    figures['miou_classes'] = (
        undefined if sums.classes is None else _mean_iou(sums.classes, weights)
    )
    if not sums.is_calibrated:
        figures.update(dict.fromkeys(('alarms', *(f'score_{r}' for r in REGIONS)), undefined))
    if not sums.pixels[:, list(ANOMALOUS_PARTS)].any():  # there is no recall to speak of
        figures.update({name: undefined for name in figures if '95' in name})
    return figures


def _binned(sums: PictureSums, weights: Int64Array) -> dict[str, Float64Array]:
    figures = {}
    for name, sides in SLICES.items():
        fine = np.stack([sums.histograms[:, list(parts)].sum(1) for parts in sides], 1)
        pixels = np.add.reduceat(fine, sums.bins[name], axis=2)
        flat = pixels.reshape(len(pixels), -1).astype(np.float64)
        chunks = [
            binned_metrics((weights[at : at + _CHUNK] @ flat).reshape(-1, *pixels.shape[1:]))
            for at in range(0, len(weights), _CHUNK)
        ]
        figures[f'ap_{name}'] = np.concatenate([chunk.ap for chunk in chunks])
        if name != 'border':
            figures[f'fpr95_{name}'] = np.concatenate([chunk.fpr95 for chunk in chunks])
    return figures


def _mean_iou(
    counts: Int64Array,  # (F, 3, C)
    weights: Int64Array,  # (S, F)
) -> Float64Array:  # (S,)
    """Return the mean over the groups that occur."""
    labelled, predicted, hits = np.einsum('sf,fkc->ksc', weights, counts)
    occurs = labelled > 0
    iou = np.where(occurs, hits / np.maximum(labelled + predicted - hits, 1), 0)
    return _ratio(iou.sum(1), occurs.sum(1))


def _ratio(part: Float64Array | Int64Array, whole: Float64Array | Int64Array) -> Float64Array:
    with np.errstate(divide='ignore', invalid='ignore'):
        ratio: Float64Array = np.where(whole > 0, part / whole, np.nan)
    return ratio
