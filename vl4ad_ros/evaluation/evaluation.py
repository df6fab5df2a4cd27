"""An evaluation: exact pixel figures in one pass, then components and all else in a second."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..workers.workers import OnDone, ThisProcess, Workers
from .bootstrap import Interval, intervals
from .component_metrics import component_metrics
from .count_pass import count_units
from .count_run import NORMAL
from .data_set import DataSet
from .drive_metrics import DriveReport, report_drives
from .frame_table import FrameTable, make_table
from .judge_pass import Criteria, judge_units
from .judged_part import JudgedPart
from .latency import LatencyRow
from .parts import Parts
from .pixel_metrics import PixelSummary
from .scores import ScoreFolder
from .units import judging_units

COUNTING, JUDGING = 'counting pixels', 'judging frames'

# Is told that a stage of so many frames begins; what it returns is told how many more are done.
BeginStage = Callable[[str, int], OnDone]


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


def evaluate(
    task: Task, work: Path, workers: Workers | None = None, begin: BeginStage | None = None
) -> Evaluation:
    """
    Judge the scores of a data set; `work` is a folder for what does not fit into memory.

    What a run that was stopped has left there is not done again. However the work is divided, the
    result is that of a single pass, to the last bit. Raises EvaluationError or DataSetError when
    scores or labels cannot be used.
    """
    workers = workers or ThisProcess()
    begin = begin or (lambda stage, frames: lambda done: None)
    units = judging_units(task.data_set)
    counting, judging = (begin(stage, len(task.data_set.frames)) for stage in (COUNTING, JUDGING))
    pixels = count_units(units, task.scores, Parts(work / 'counted'), workers, counting)
    threshold = pixels.metrics.best_f1_threshold if task.threshold is None else task.threshold
    criteria = Criteria(threshold, pixels.curve.scores[::-1], task.measured_latency_s)
    judged = judge_units(units, task.scores, criteria, Parts(work / 'judged'), workers, judging)
    evaluation = _put_together(task, pixels, criteria, judged)
    shutil.rmtree(work)
    return evaluation


def _put_together(
    task: Task, pixels: PixelSummary, criteria: Criteria, judged: Sequence[JudgedPart]
) -> Evaluation:
    table = make_table((record for part in judged for record in part.records), criteria.edges)
    drives = [drive for part in judged for drive in part.drives]
    normal = table.histograms[:, NORMAL].sum(0)
    return Evaluation(
        pixels,
        criteria.threshold,
        _components(table, criteria.threshold),
        intervals(table),
        table,
        report_drives(drives, normal, task.prompted) if drives else None,
        _latencies(criteria, judged) if any(drive.frames > 1 for drive in drives) else (),
    )


def _components(table: FrameTable, threshold: float | None) -> dict[str, float | None]:
    figures = component_metrics(table.component_sums.sum(0))
    return figures if threshold is not None else dict.fromkeys(figures)


def _latencies(criteria: Criteria, judged: Sequence[JudgedPart]) -> tuple[LatencyRow, ...]:
    counts = criteria.latency_counts()
    for part in judged:
        for of_latency, frames, pixels in zip(
            counts, part.late_frames, part.late_pixels, strict=True
        ):
            of_latency.add_counted(int(frames), pixels)
    return tuple(of_latency.row() for of_latency in counts)
