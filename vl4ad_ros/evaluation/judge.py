"""The second pass over the scores: frames, with the threshold and the bins of the first pass."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from ..structures import FloatArray
from .binned_metrics import histogram
from .component_metrics import SUM_COLUMNS, component_sums
from .components import ANOMALY, IGNORED, find_regions, judge_regions
from .data_set import NORMAL, DataSet, DataSetFrame
from .drive_judge import DriveFigures, DriveJudge
from .drive_truth import DriveTruth, read_drive_truth
from .frame_table import FrameRecord
from .latency import LatencyCounts, later_frame
from .scores import ScoreFolder


class Judge:
    """
    Judges frames at one threshold; without one there are no components and no hazards.

    Frames of one drive must come in their order. What drives need is in `drives` and `latencies`
    after the last frame.
    """

    def __init__(
        self,
        data_set: DataSet,
        scores: ScoreFolder,
        threshold: float | None,
        edges: FloatArray,  # (K,) of the bins of score, ascending
        latencies: Sequence[LatencyCounts] = (),
    ) -> None:
        self._data_set = data_set
        self._scores = scores
        self._threshold = threshold
        self._edges = edges
        self.latencies = latencies
        self.drives: list[DriveFigures] = []

    def judge(self, frames: Iterable[DataSetFrame]) -> Iterator[FrameRecord | None]:
        """Judge frames; None for a frame without a pixel to judge."""
        for truth_folder, group in groupby(frames, key=lambda frame: frame.truth):
            truth = read_drive_truth(truth_folder) if truth_folder else None
            if truth is None or self._threshold is None:
                yield from (self._judge_frame(frame, None) for frame in group)
            elif truth.is_drive:
                yield from self._judge_drive(list(group), truth)
            else:
                yield from (self._judge_still(frame, truth) for frame in group)

    def _judge_drive(
        self, frames: Sequence[DataSetFrame], truth: DriveTruth
    ) -> Iterator[FrameRecord | None]:
        drive = DriveJudge(frames[0].drive, truth, self._data_set.rule, self._edges)
        stamps_ns = [truth.frame(frame.picture).stamp_ns for frame in frames]
        for index, frame in enumerate(frames):
            yield self._judge_frame(frame, drive)
            self._count_late(frames, stamps_ns, index)
        self.drives.append(drive.figures())

    def _judge_still(self, frame: DataSetFrame, truth: DriveTruth) -> FrameRecord | None:
        still = DriveJudge(frame.id, truth, self._data_set.rule, self._edges)
        record = self._judge_frame(frame, still)
        if record is not None:
            self.drives.append(still.figures())
        return record

    def _judge_frame(self, frame: DataSetFrame, drive: DriveJudge | None) -> FrameRecord | None:
        label = self._data_set.read_label(frame)
        if (label == IGNORED).all():
            return None
        scores = self._scores.read(frame.id, label.shape)
        sums = np.zeros(SUM_COLUMNS)
        if self._threshold is not None:
            regions = find_regions(scores, label, self._threshold, self._data_set.rule)
            components = judge_regions(regions)
            sums = component_sums(components)
            if drive is not None:
                drive.judge(frame.picture, scores, regions, components)
        histograms = np.stack(
            [histogram(scores[label == value], self._edges) for value in (NORMAL, ANOMALY)]
        )
        return FrameRecord(frame.id, frame.drive, histograms, sums)

    def _count_late(
        self, frames: Sequence[DataSetFrame], stamps_ns: Sequence[int], index: int
    ) -> None:
        for counts in self.latencies:
            later = later_frame(stamps_ns, index, counts.latency_s)
            if later is not None:
                label = self._data_set.read_label(frames[later])
                counts.add(self._scores.read(frames[index].id, label.shape), label)
