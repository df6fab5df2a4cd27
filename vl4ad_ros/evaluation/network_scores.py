"""Score maps of a bundle for a data set; maps that are there already are kept."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..pipeline import Pipeline
from ..structures import Frame
from .data_set import DataSet
from .image_reader import ImageReader
from .scores import ScoreFolder

StageSeconds = dict[str, list[float]]  # of each frame, by stage


def score_frames(
    pipeline: Pipeline,
    data_set: DataSet,
    scores: ScoreFolder,
    seconds_file: Path,
    on_frame: Callable[[], None] = lambda: None,
) -> None:
    """Run the network over the frames that have no map yet; stages are timed in a file."""
    reader = ImageReader()
    for frame in data_set.frames:
        if not scores.has(frame.id):
            result = pipeline.process(Frame(reader.read(frame), frame.stamp_ns or 0))
            with seconds_file.open('a', encoding='utf-8') as file:
                file.write(json.dumps({'frame': frame.id, **result.stage_s}) + '\n')
            scores.write(frame.id, result.maps.score)
        on_frame()


def read_seconds(seconds_file: Path) -> StageSeconds:
    """Return the seconds of every stage, empty where nothing was timed."""
    stages: StageSeconds = {}
    if seconds_file.is_file():
        for line in seconds_file.read_text(encoding='utf-8').splitlines():
            for stage, seconds in _stages_of(line).items():
                stages.setdefault(stage, []).append(float(seconds))
    return stages


def _stages_of(line: str) -> dict[str, float]:
    try:
        values = json.loads(line)
    except ValueError:  # cut off when the run was stopped
        return {}
    return {name: seconds for name, seconds in values.items() if name != 'frame'}


def median_latency_s(seconds: StageSeconds) -> float | None:
    """Return the median time of a frame through all stages, None where nothing was timed."""
    if not seconds:
        return None
    shortest = min(map(len, seconds.values()))
    return float(np.median(np.sum([values[:shortest] for values in seconds.values()], axis=0)))
