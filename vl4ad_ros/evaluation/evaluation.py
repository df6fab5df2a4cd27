"""An evaluation: exact pixel figures in one pass, then components and all else in a second."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .bootstrap import Interval, intervals
from .component_metrics import component_metrics
from .components import ANOMALY, IGNORED
from .count_run import NORMAL as NORMAL_SIDE
from .data_set import DataSet, DataSetFrame
from .drive_metrics import DriveReport, report_drives
from .frame_table import FrameTable, make_table
from .judge import Judge
from .latency import LATENCIES_S, LatencyCounts, LatencyRow
from .pixel_counts import PixelCounts
from .pixel_metrics import PixelSummary, summarise
from .scores import ScoreFolder

OnFrame = Callable[[str], None]  # is told the stage after each frame

COUNTING, JUDGING = 'counting pixels', 'judging frames'


@dataclass(frozen=True)
class Task:
    """What is to be judged, and how."""

    data_set: DataSet
    scores: ScoreFolder
    threshold: float | None = None  # of components; None: that of the best pixel F1
    measured_latency_s: float | None = None
    prompted: frozenset[str] | None = None  # concepts of the vocabulary's OOD prompts


@dataclass(frozen=True)
class Evaluation:
    """Everything that came of it."""

    pixels: PixelSummary
    threshold: float | None  # of components; None: there is nothing to derive it from
    component: dict[str, float | None]
    intervals: dict[str, Interval]
    table: FrameTable
    drives: DriveReport | None
    latencies: tuple[LatencyRow, ...]


def evaluate(task: Task, work: Path, on_frame: OnFrame = lambda _: None) -> Evaluation:
    """
    Judge the scores of a data set; `work` is a folder for what does not fit into memory.

    Raises EvaluationError or DataSetError when scores or labels cannot be used.
    """
    shutil.rmtree(work, ignore_errors=True)
    try:
        counts = PixelCounts(work)
        count_frames(task.data_set, task.data_set.frames, task.scores, counts, on_frame)
        pixels = summarise(counts.runs)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    threshold = pixels.metrics.best_f1_threshold if task.threshold is None else task.threshold
    edges = pixels.curve.scores[::-1]
    latencies = [LatencyCounts(latency_s, False, edges) for latency_s in LATENCIES_S]
    if task.measured_latency_s is not None:
        latencies.append(LatencyCounts(task.measured_latency_s, True, edges))
    judge = Judge(task.data_set, task.scores, threshold, edges, latencies)
    records = []
    for record in judge.judge(task.data_set.frames):
        records.append(record)
        on_frame(JUDGING)
    table = make_table((record for record in records if record is not None), edges)
    return Evaluation(
        pixels,
        threshold,
        _components(table, threshold),
        intervals(table),
        table,
        _drive_report(judge, table, task.prompted),
        tuple(counts.row() for counts in judge.latencies) if judge.drives else (),
    )


def count_frames(
    data_set: DataSet,
    frames: Iterable[DataSetFrame],
    scores: ScoreFolder,
    counts: PixelCounts,
    on_frame: OnFrame = lambda _: None,
) -> None:
    """Add the judged pixels of frames to the counts of a part of the data."""
    for frame in frames:
        label = data_set.read_label(frame)
        judged = label != IGNORED
        if judged.any():
            score = scores.read(frame.id, label.shape)
            counts.add(score[judged], label[judged] == ANOMALY)
        on_frame(COUNTING)


def _components(table: FrameTable, threshold: float | None) -> dict[str, float | None]:
    figures = component_metrics(table.component_sums.sum(0))
    return figures if threshold is not None else dict.fromkeys(figures)


def _drive_report(
    judge: Judge, table: FrameTable, prompted: frozenset[str] | None
) -> DriveReport | None:
    if not judge.drives:
        return None
    return report_drives(judge.drives, table.histograms[:, NORMAL_SIDE].sum(0), prompted)
