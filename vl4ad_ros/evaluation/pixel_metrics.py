"""
Pixel figures as the benchmarks of the field define them, exact.

AP is the sum of precision times the step in recall, without interpolation, as scikit-learn has
it. FPR95 is the false positive rate at the highest score at which the recall reaches 95 %. AUROC
gives half a point for a tie. The threshold of the best F1 is that of score >= threshold; of
several equal ones the highest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray
from .count_run import CountRun
from .pixel_counts import CountBlock, count_blocks, count_pixels, score_range

Float64Array = NDArray[np.float64]

RECALL_OF_FPR95 = 0.95
# The curves are kept at the scores where recall or false positive rate passes the next of so
# many equal levels; the figures themselves use every score.
CURVE_LEVELS = 500
HISTOGRAM_BINS = 50


@dataclass(frozen=True)
class PixelMetrics:
    """The figures of one score; None where the pixels are all normal or all anomalous."""

    ap: float | None
    fpr95: float | None
    auroc: float | None
    best_f1: float | None
    best_f1_threshold: float | None


@dataclass(frozen=True)
class Curve:
    """Exact points of the curves of precision, recall and false positive rate."""

    scores: FloatArray  # (K,) thresholds, descending; the last is the lowest score there is
    true_positives: NDArray[np.int64]  # (K,) anomalous pixels with score >= threshold
    false_positives: NDArray[np.int64]  # (K,) normal ones


@dataclass(frozen=True)
class ScoreHistogram:
    """How the scores are spread, for people to look at."""

    edges: Float64Array  # (HISTOGRAM_BINS + 1,) ascending
    normal: Float64Array  # (HISTOGRAM_BINS,) pixels
    anomalous: Float64Array  # (HISTOGRAM_BINS,) pixels


@dataclass(frozen=True)
class PixelSummary:
    """Everything that is kept of the pixels of a data set."""

    normal_pixels: int
    anomalous_pixels: int
    metrics: PixelMetrics
    curve: Curve
    histogram: ScoreHistogram


def summarise(runs: Sequence[CountRun]) -> PixelSummary:
    """Return figures and curve of everything that was counted."""
    normal, anomalous = count_pixels(runs)
    curve, sums = _CurveBuilder(normal, anomalous), _Sums(normal, anomalous)
    edges = _histogram_edges(*score_range(runs))
    spread = np.zeros((2, HISTOGRAM_BINS))
    true_positives = false_positives = 0
    for block in count_blocks(runs):
        tp = true_positives + np.cumsum(block.anomalous)
        fp = false_positives + np.cumsum(block.normal)
        sums.add(block, tp, fp)
        curve.add(block.scores, tp, fp)
        for side, pixels in enumerate((block.normal, block.anomalous)):
            spread[side] += np.histogram(block.scores, edges, weights=pixels)[0]
        true_positives, false_positives = int(tp[-1]), int(fp[-1])
    histogram = ScoreHistogram(edges, *spread)
    return PixelSummary(normal, anomalous, sums.metrics(), curve.curve(), histogram)


def _histogram_edges(low: float, high: float) -> Float64Array:
    """Return the edges for scores in this range; anomaly scores lie between 0 and 1."""
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    return np.linspace(low, max(high, low + 1e-6), HISTOGRAM_BINS + 1)


class _Sums:
    """
    The figures' sums over the scores, from the highest down.

    Each block gives one term and math.fsum adds them, so the result depends on the counts alone.
    """

    def __init__(self, normal: int, anomalous: int) -> None:
        self._normal = normal
        self._anomalous = anomalous
        self._precision_terms: list[float] = []
        self._rank_terms: list[float] = []
        self._fpr95: float | None = None
        self._best_f1 = -1.0
        self._best_threshold = math.nan

    def add(self, block: CountBlock, tp: NDArray[np.int64], fp: NDArray[np.int64]) -> None:
        """Take in the next lower scores with the counts of pixels from each score up."""
        self._precision_terms.append(float((block.anomalous * (tp / (tp + fp))).sum()))
        self._rank_terms.append(float((block.normal * (tp - block.anomalous / 2)).sum()))
        if not self._anomalous:
            return
        if self._fpr95 is None:
            reached = np.flatnonzero(tp / self._anomalous >= RECALL_OF_FPR95)
            if reached.size and self._normal:
                self._fpr95 = float(fp[reached[0]] / self._normal)
        f1 = 2 * tp / (tp + fp + self._anomalous)
        best = int(f1.argmax())
        if f1[best] > self._best_f1:
            self._best_f1 = float(f1[best])
            self._best_threshold = float(block.scores[best])

    def metrics(self) -> PixelMetrics:
        """Return the figures of everything that was added."""
        if not (self._normal and self._anomalous):
            return PixelMetrics(None, None, None, None, None)
        return PixelMetrics(
            ap=math.fsum(self._precision_terms) / self._anomalous,
            fpr95=self._fpr95,
            auroc=math.fsum(self._rank_terms) / self._anomalous / self._normal,
            best_f1=self._best_f1,
            best_f1_threshold=self._best_threshold,
        )


class _CurveBuilder:
    """Keeps the points at which one of the rates passes a level, and the last point."""

    def __init__(self, normal: int, anomalous: int) -> None:
        self._levels_per_pixel = CURVE_LEVELS / max(anomalous, 1), CURVE_LEVELS / max(normal, 1)
        self._level = (0, 0)
        self._parts: list[tuple[FloatArray, NDArray[np.int64], NDArray[np.int64]]] = []
        self._last: tuple[FloatArray, NDArray[np.int64], NDArray[np.int64]] | None = None

    def add(self, scores: FloatArray, tp: NDArray[np.int64], fp: NDArray[np.int64]) -> None:
        """Take in the next lower scores."""
        passed = np.zeros(scores.size, np.bool_)
        levels = []
        for counts, per_pixel, before in zip(
            (tp, fp), self._levels_per_pixel, self._level, strict=True
        ):
            level = (counts * per_pixel).astype(np.int64)
            passed |= np.diff(level, prepend=before) > 0
            levels.append(int(level[-1]))
        self._level = levels[0], levels[1]
        self._parts.append((scores[passed], tp[passed], fp[passed]))
        self._last = None if passed[-1] else (scores[-1:], tp[-1:], fp[-1:])

    def curve(self) -> Curve:
        """Return the points in the order of falling scores."""
        parts = self._parts + ([self._last] if self._last else [])
        if not parts:
            return Curve(np.empty(0, np.float32), np.empty(0, np.int64), np.empty(0, np.int64))
        scores, tp, fp = (np.concatenate(part) for part in zip(*parts, strict=True))
        return Curve(scores, tp, fp)
