"""
Latency-aware figures: the score of a frame against the truth when the score is there.

A score that comes 0.2 s after its image is judged against the label of the first frame that was
taken 0.2 s later. What moved in the meantime counts as missed where it is and as a false alarm
where it was.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray, UInt8Array
from .binned_metrics import binned_metrics, histogram
from .components import ANOMALY
from .data_set import NORMAL

LATENCIES_S = (0.0, 0.1, 0.2, 0.5)
_TOLERANCE_NS = 1_000_000  # frames are not taken at exact multiples of their period


@dataclass(frozen=True)
class LatencyRow:
    """Figures at one latency, from bins."""

    latency_s: float
    measured: bool  # the median of this run; the others are the same for all runs
    frames: int  # that have a frame as much later
    ap: float | None
    auroc: float | None
    fpr95: float | None


class LatencyCounts:
    """Pixels per bin of score, by the truth after one latency."""

    def __init__(self, latency_s: float, measured: bool, edges: FloatArray) -> None:
        self.latency_s = latency_s
        self._measured = measured
        self._edges = edges
        self.frames = 0
        self.pixels = np.zeros((2, edges.size), np.int64)  # normal and anomalous, per bin

    def add(
        self,
        scores: FloatArray,  # (H, W)
        later_label: UInt8Array,  # (H, W) 0 normal, 1 anomaly, 255 ignored
    ) -> None:
        """Count the pixels of one frame."""
        self.frames += 1
        for side, value in enumerate((NORMAL, ANOMALY)):
            self.pixels[side] += histogram(scores[later_label == value], self._edges)

    def add_counted(
        self,
        frames: int,
        pixels: NDArray[np.int64],  # (2, K)
    ) -> None:
        """Add frames that were counted elsewhere."""
        self.frames += frames
        self.pixels += pixels

    def row(self) -> LatencyRow:
        """Return the figures of all frames."""
        figures = binned_metrics(self.pixels)
        ap, auroc, fpr95 = (
            None if np.isnan(value) else float(value)
            for value in (figures.ap, figures.auroc, figures.fpr95)
        )
        return LatencyRow(self.latency_s, self._measured, self.frames, ap, auroc, fpr95)


def later_frame(
    stamps_ns: Sequence[int],  # of a drive, ascending
    index: int,
    latency_s: float,
) -> int | None:
    """Return the first frame that is at least so much later, None behind the end."""
    wanted = stamps_ns[index] + round(latency_s * 1e9) - _TOLERANCE_NS
    later = bisect_left(stamps_ns, wanted, lo=index)
    return later if later < len(stamps_ns) else None
