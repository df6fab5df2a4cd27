"""
Component figures by the rules of SegmentMeIfYouCan (arXiv 2104.14812), for one frame at a time.

The regions above a threshold are compared with the connected regions of the truth. A region of
the truth is judged by its sIoU, which does not blame it for other regions that the same
prediction covers; a predicted region by its PPV, the share of it that is truth.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..structures import BoolArray, FloatArray, Int32Array, UInt8Array

ANOMALY, IGNORED = 1, 255  # label values; 0 is normal

Float64Array = NDArray[np.float64]


@dataclass(frozen=True)
class ComponentRule:
    """From which size on a region counts; smaller truth is ignored, smaller prediction dropped."""

    min_predicted_px: int
    min_truth_px: int


ANOMALY_TRACK = ComponentRule(min_predicted_px=500, min_truth_px=100)
OBSTACLE_TRACK = ComponentRule(min_predicted_px=50, min_truth_px=10)


@dataclass(frozen=True)
class Regions:
    """The regions of one frame that count, by number; 0 is none."""

    truth: Int32Array  # (H, W)
    predicted: Int32Array  # (H, W)


@dataclass(frozen=True)
class FrameComponents:
    """How well each region of one frame was met."""

    truth_siou: Float64Array  # (n,) of each region of the truth
    predicted_siou: Float64Array  # (m,) of each predicted region
    predicted_ppv: Float64Array  # (m,)
    predicted_numbers: NDArray[np.int64]  # (m,) of the regions


def find_regions(
    scores: FloatArray,  # (H, W)
    label: UInt8Array,  # (H, W) 0 normal, 1 anomaly, 255 ignored
    threshold: float,
    rule: ComponentRule,
) -> Regions:
    """Return the 8-connected regions with score > threshold, and those of the truth."""
    predicted = _connected((scores > threshold) & (label != IGNORED))
    predicted = _without_small(predicted, rule.min_predicted_px)
    truth = _connected(label == ANOMALY)
    kept = _without_small(truth, rule.min_truth_px)
    # What is too small to count became ignored only now, after the prediction was formed.
    predicted[(truth > 0) & (kept == 0)] = 0
    return Regions(kept, predicted)


def judge_regions(regions: Regions) -> FrameComponents:
    """Return sIoU and PPV of the regions that have a pixel left."""
    overlap = _overlap(regions.truth, regions.predicted)
    matched = overlap[1:, 1:]  # (truth, predicted) pixels
    truth_px, predicted_px = overlap[1:].sum(1), overlap[:, 1:].sum(0)
    there = truth_px > 0, predicted_px > 0
    return FrameComponents(
        truth_siou=_siou(matched, truth_px, predicted_px)[there[0]],
        predicted_siou=_siou(matched.T, predicted_px, truth_px)[there[1]],
        predicted_ppv=matched.sum(0)[there[1]] / predicted_px[there[1]],
        predicted_numbers=np.flatnonzero(there[1]) + 1,
    )


def _siou(
    matched: NDArray[np.int64],  # (n, m) pixels that a region shares with each of the others
    own_px: NDArray[np.int64],  # (n,)
    other_px: NDArray[np.int64],  # (m,)
) -> Float64Array:  # (n,)
    """
    Return intersection over adjusted union for each region.

    The union counts the touched others without what they share with further regions.
    """
    touched = (matched > 0).astype(np.int64)
    intersection = matched.sum(1)
    shared_with_all = touched @ matched.sum(0)
    adjustment = shared_with_all - intersection
    union = touched @ other_px + own_px - intersection - adjustment
    siou: Float64Array = intersection / np.maximum(union, 1)
    return siou


def _connected(mask: BoolArray) -> Int32Array:
    regions: Int32Array = cv2.connectedComponents(
        mask.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S
    )[1]
    return regions


def _without_small(regions: Int32Array, min_px: int) -> Int32Array:
    """Return the regions that are large enough, numbered anew."""
    large = np.bincount(regions.ravel()) >= min_px
    large[0] = False
    numbers = np.where(large, np.cumsum(large), 0).astype(np.int32)
    return numbers[regions]


def _overlap(truth: Int32Array, predicted: Int32Array) -> NDArray[np.int64]:
    """Return how many pixels each pair of regions shares, (truth + 1, predicted + 1)."""
    rows, columns = int(truth.max()) + 1, int(predicted.max()) + 1
    pairs = truth.ravel().astype(np.int64) * columns + predicted.ravel()
    return np.bincount(pairs, minlength=rows * columns).reshape(rows, columns)
