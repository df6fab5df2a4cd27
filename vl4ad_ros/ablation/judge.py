"""Judges the maps of one score: exact figures, and sums of each picture for resampling."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..evaluation.binned_metrics import histogram
from ..evaluation.pixel_counts import PixelCounts, merged_runs
from ..evaluation.pixel_metrics import RECALL_OF_FPR95, PixelSummary, summarise
from ..evaluation.scores import ScoreFolder
from ..structures import FloatArray, UInt8Array
from .figures import SLICES, Float64Array, Int64Array, PictureSums, sampled_figures
from .group_tables import GroupTable
from .maps import ArmMaps
from .parts import ANOMALOUS_PARTS, Part
from .truth import Truth


@dataclass(frozen=True)
class Judgement:
    """Every figure of one score, and its samples."""

    values: dict[str, float | None]
    samples: dict[str, Float64Array]  # (S,), NaN where undefined


@dataclass(frozen=True)
class Judged:
    """What is judged: one score of one arm of one bundle."""

    maps: ArmMaps
    score: str
    is_calibrated: bool
    groups: GroupTable
    classes: GroupTable | None  # None: some group joins several


def judge(
    judged: Judged,
    truth: Truth,
    threshold: float,
    weights: Int64Array,  # (S, F)
    work: Path,  # a new folder, for what does not fit into memory
    on_frame: Callable[[int], None],
) -> Judgement:
    """Return the figures of a score; calls `on_frame` twice for each picture."""
    scores = judged.maps.scores(judged.score)
    try:
        summaries = _count(scores, truth, work, on_frame)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    thresholds = threshold, _threshold_at_recall(summaries['all'])
    sums = _sum_pictures(judged, truth, summaries, thresholds, on_frame)
    values = sampled_figures(sums, np.ones((1, len(truth.frame_ids)), np.int64))
    exact = {name: _defined(float(one[0])) for name, one in values.items()}
    for name, summary in summaries.items():
        exact[f'ap_{name}'] = summary.metrics.ap
        if name != 'border':
            exact[f'fpr95_{name}'] = summary.metrics.fpr95
    return Judgement(exact, sampled_figures(sums, weights))


def _count(
    scores: ScoreFolder, truth: Truth, work: Path, on_frame: Callable[[int], None]
) -> dict[str, PixelSummary]:
    """Return the exact figures of each slice: each part is counted once."""
    counts = {part: PixelCounts(work / part.name.lower()) for part in Part}
    for frame_id in truth.frame_ids:
        parts = truth.parts(frame_id)
        score = scores.read(frame_id, parts.shape)
        for part in Part:
            chosen = score[parts == part]
            counts[part].add(chosen, np.full(chosen.shape, part in ANOMALOUS_PARTS))
        on_frame(1)
    return {
        name: summarise(merged_runs([counts[part] for side in sides for part in side]))
        for name, sides in SLICES.items()
    }


def _threshold_at_recall(summary: PixelSummary) -> float:
    """Return the highest score at which 95 % of the anomalous pixels are found."""
    found = summary.curve.true_positives
    if not summary.anomalous_pixels:
        return np.inf
    reached = found >= RECALL_OF_FPR95 * summary.anomalous_pixels
    return float(summary.curve.scores[reached.argmax()])


def _sum_pictures(
    judged: Judged,
    truth: Truth,
    summaries: dict[str, PixelSummary],  # of the slices
    thresholds: tuple[float, float],  # the node's, and that of 95 % recall
    on_frame: Callable[[int], None],
) -> PictureSums:
    scores = judged.maps.scores(judged.score)
    edges = np.unique(np.concatenate([one.curve.scores for one in summaries.values()]))
    rows, groups, classes = [], [], []
    for frame_id in truth.frame_ids:
        parts = truth.parts(frame_id)
        rows.append(_part_sums(scores.read(frame_id, parts.shape), parts, edges, thresholds))
        groups.append(_group_pixels(judged.groups, judged.maps, truth, frame_id))
        if judged.classes is not None:
            classes.append(_group_pixels(judged.classes, judged.maps, truth, frame_id))
        on_frame(1)
    histograms, pixels, sums, above, above95 = map(np.stack, zip(*rows, strict=True))
    return PictureSums(
        histograms,
        {name: _bins(edges, one.curve.scores) for name, one in summaries.items()},
        pixels,
        sums,
        above,
        above95,
        np.stack(groups),
        np.stack(classes) if classes else None,
        judged.is_calibrated,
    )


def _bins(
    edges: FloatArray,  # (K,) ascending
    own: FloatArray,  # (k,) some of them
) -> Int64Array:  # (k,) or (k + 1,) where they begin; the first bin has the lowest scores of all
    return np.union1d(0, np.searchsorted(edges, np.sort(own))).astype(np.int64)


def _part_sums(
    score: FloatArray,  # (H, W)
    parts: UInt8Array,  # (H, W)
    edges: FloatArray,  # (K,)
    thresholds: tuple[float, float],
) -> tuple[NDArray[np.int32], Int64Array, Float64Array, Int64Array, Int64Array]:  # (P, ...) each
    chosen = [score[parts == part] for part in Part]
    return (
        np.stack([histogram(scores, edges) for scores in chosen]).astype(np.int32),
        np.array([scores.size for scores in chosen], np.int64),
        np.array([scores.sum(dtype=np.float64) for scores in chosen]),
        np.array([(scores > thresholds[0]).sum() for scores in chosen], np.int64),
        np.array([(scores >= thresholds[1]).sum() for scores in chosen], np.int64),
    )


def _group_pixels(table: GroupTable, maps: ArmMaps, truth: Truth, frame_id: str) -> Int64Array:
    classes = truth.classes(frame_id)
    if classes is None:
        return np.zeros((3, table.count), np.int64)
    return table.count_pixels(classes, maps.read_labels(frame_id, classes.shape))


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else value
