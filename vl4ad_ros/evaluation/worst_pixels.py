"""Where a network is most wrong: one pixel of a false alarm, and one of a missed object."""

from dataclasses import dataclass

import cv2
import numpy as np

from ..structures import BoolArray, FloatArray, Int32Array, UInt8Array
from .components import ANOMALY, find_regions, judge_regions
from .count_run import ANOMALOUS, NORMAL
from .data_set import DataSetFrame
from .drive_judge import TRUE_SHARE
from .evaluation import Evaluation, Task

FALSE_ALARM, MISSED_OBJECT = 'worst false alarm', 'worst missed object'


@dataclass(frozen=True)
class WorstPixel:
    """One pixel of what is wrong."""

    what: str  # FALSE_ALARM or MISSED_OBJECT
    frame: DataSetFrame
    at_xy: tuple[int, int]  # in the label
    label_hw: tuple[int, int]
    pixels: int  # that are wrong around it


def worst_pixels(evaluation: Evaluation, task: Task) -> tuple[WorstPixel, ...]:
    """
    Return the largest mistake of either kind, in the frame with most pixels of that mistake.

    Two frames are looked at and no more: all others are known by their counts.
    """
    if evaluation.threshold is None:
        return ()
    table = evaluation.table
    above = table.edges > evaluation.threshold
    wrong = {
        FALSE_ALARM: table.histograms[:, NORMAL][:, above].sum(1),
        MISSED_OBJECT: table.histograms[:, ANOMALOUS][:, ~above].sum(1),
    }
    frames = {frame.id: frame for frame in task.data_set.frames}
    found = []
    for what, pixels in wrong.items():
        frame = frames[table.ids[int(pixels.argmax())]]
        label = task.data_set.read_label(frame)
        scores = task.scores.read(frame.id, label.shape)
        mistakes = _mistakes(what, scores, label, evaluation.threshold, task)
        sizes = np.bincount(mistakes.ravel())
        sizes[0] = 0
        if sizes.any():
            size_hw = label.shape[0], label.shape[1]
            largest = mistakes == sizes.argmax()
            place = _typical(largest, np.abs(scores - evaluation.threshold))
            found.append(WorstPixel(what, frame, place, size_hw, int(sizes.max())))
    return tuple(found)


def _mistakes(
    what: str,
    scores: FloatArray,  # (H, W)
    label: UInt8Array,  # (H, W)
    threshold: float,
    task: Task,
) -> Int32Array:  # (H, W) 0 is none
    """Return the numbers of false regions, or of true ones where they are missed."""
    regions = find_regions(scores, label, threshold, task.data_set.rule)
    if what == MISSED_OBJECT:
        return np.where(scores <= threshold, regions.truth, 0)
    judged = judge_regions(regions)
    false = judged.predicted_numbers[judged.predicted_ppv < TRUE_SHARE]
    return np.where(np.isin(regions.predicted, false) & (label != ANOMALY), regions.predicted, 0)


def _typical(
    mask: BoolArray,  # (H, W)
    error: FloatArray,  # (H, W)
) -> tuple[int, int]:  # x, y
    """Return a pixel that lies deep inside and is very wrong."""
    padded = np.pad(mask.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    row, column = np.unravel_index(int((depth * error).argmax()), mask.shape)
    return int(column), int(row)
