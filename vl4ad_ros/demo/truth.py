"""What a demonstration found, against the truth that lies beside a rendered drive."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..bags.reader import read_messages
from ..evaluation.data_set import DataSetFrame
from ..evaluation.drive_metrics import Detection
from ..evaluation.evaluation import Evaluation, Task, evaluate
from ..evaluation.layouts import open_data_set
from ..evaluation.scores import ScoreFolder
from ..structures import FloatArray
from .summary import Summary, stamp_of
from .topics import COMPRESSED, SCORE
from .truth_hazards import JudgedHazards, judge_hazards

TRUTH = 'truth'  # the folder beside a bag
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Judgement:
    """Of the scores, and of what the node made of them."""

    evaluation: Evaluation
    hazards: JudgedHazards


def judge_recording(
    bag: Path,
    summary: Summary,  # of that bag
    drive: Path,  # that was played
) -> Judgement | None:
    """Judge what was recorded at the node's threshold; None for a drive without truth."""
    if not (drive / TRUTH).is_dir():
        return None
    data_set = open_data_set('rendered', drive)
    frame_at = _frame_at(bag, data_set.frames)
    with tempfile.TemporaryDirectory() as folder:
        scores = ScoreFolder(Path(folder) / 'scores')
        processed = _keep_scores(bag, frame_at, scores)
        task = Task(replace(data_set, frames=processed), scores, summary.threshold)
        evaluation = evaluate(task, Path(folder) / 'parts')
    return Judgement(evaluation, judge_hazards(bag, data_set, frame_at))


def truth_rows(judgement: Judgement) -> Rows:
    """Return figures over all processed frames, and when each unknown object was first found."""
    evaluation, hazards = judgement.evaluation, judgement.hazards
    metrics = evaluation.pixels.metrics
    rows = [
        ('AP', _percent(metrics.ap)),
        ('FPR95', _percent(metrics.fpr95)),
        ('F1* of components', _percent(evaluation.component['f1_mean'])),
    ]
    if drives := evaluation.drives:
        rows += [
            (f'{detection.kind} first found', _first_found(detection))
            for detection in drives.detections
        ]
        rows.append(('false alarms of the score', str(drives.false_alarms.count)))
    return [*rows, ('hazards, by id', f'{hazards.count}, of which {hazards.false} are none')]


def _frame_at(bag: Path, frames: Sequence[DataSetFrame]) -> dict[int, DataSetFrame]:
    """Return the frame by the stamp of its image: the drive was played in order, at new times."""
    sent = (stamp_of(message) for _, _, message in read_messages(bag, {COMPRESSED}))
    return dict(zip(sorted(sent), frames, strict=False))


def _keep_scores(
    bag: Path, frame_at: Mapping[int, DataSetFrame], scores: ScoreFolder
) -> tuple[DataSetFrame, ...]:
    """Write the maps of the processed frames."""
    for _, _, message in read_messages(bag, {SCORE}):
        if frame := frame_at.get(stamp_of(message)):
            scores.write(frame.id, _map_of(message))
    return tuple(frame for frame in frame_at.values() if scores.has(frame.id))


def _map_of(message: Any) -> FloatArray:  # (H, W)
    """Return the scores in a sensor_msgs/Image of encoding 32FC1."""
    scores: FloatArray = np.frombuffer(message.data, np.float32)
    return scores.reshape(message.height, message.width)


def _first_found(detection: Detection) -> str:
    if detection.found_s is None:
        return 'never'
    metres = '' if detection.found_m is None else f', {detection.found_m:.0f} m away'
    seen = '' if detection.visible_m is None else f' (in view at {detection.visible_m:.0f} m)'
    return f'after {detection.found_s:.1f} s{metres}{seen}'


def _percent(share: float | None) -> str:
    return 'undefined' if share is None else f'{100 * share:.1f} %'
