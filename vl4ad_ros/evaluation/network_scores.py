"""Score maps of a bundle for a data set; maps that are there already are kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..structures import AnomalyMaps, Frame
from ..workers.workers import OnDone, Workers
from .data_set import DataSet, DataSetFrame
from .image_reader import ImageReader
from .network import Network, load_network
from .scores import ScoreFolder
from .units import Unit, scoring_units

StageSeconds = dict[str, list[float]]  # of each frame, by stage


@dataclass(frozen=True)
class NetworkOutputs:
    """Where the maps of a network are kept, and how long they took."""

    scores: ScoreFolder
    seconds: Path  # folder
    baselines: tuple[tuple[str, ScoreFolder], ...] = ()  # of the scores the bundle gives as well

    def has(self, frame: DataSetFrame) -> bool:
        """Tell whether all maps of a frame are there."""
        return all(
            scores.has(frame.id) for scores in (self.scores, *dict(self.baselines).values())
        )

    def write(self, frame: DataSetFrame, maps: AnomalyMaps) -> None:
        """Keep the maps of a frame."""
        self.scores.write(frame.id, maps.score)
        for name, scores in self.baselines:
            scores.write(frame.id, maps.baselines[name])


@dataclass(frozen=True)
class _ScoreJob:
    """Frames that have no map yet."""

    unit: Unit
    network: Network
    outputs: NetworkOutputs

    @property
    def size(self) -> int:
        return len(self.unit.frames)


def score_frames(
    network: Network, data_set: DataSet, outputs: NetworkOutputs, workers: Workers, on_done: OnDone
) -> None:
    """Run the network over the frames that have no map yet; its stages are timed."""
    jobs = []
    for unit in scoring_units(data_set):
        missing = tuple(frame for frame in unit.frames if not outputs.has(frame))
        on_done(len(unit.frames) - len(missing))
        if missing:
            rest = replace(unit, data_set=replace(data_set, frames=missing))
            jobs.append(_ScoreJob(rest, network, outputs))
    workers.run(_score_unit, jobs, on_done, network.needs)


def _score_unit(job: _ScoreJob, on_done: OnDone) -> None:
    pipeline, reader = load_network(job.network), ImageReader()
    pipeline.forget()
    job.outputs.seconds.mkdir(parents=True, exist_ok=True)
    seconds_file = job.outputs.seconds / f'{job.unit.name}.jsonl'
    for frame in job.unit.frames:
        result = pipeline.process(Frame(reader.read(frame), frame.stamp_ns or 0))
        with seconds_file.open('a', encoding='utf-8') as file:
            file.write(json.dumps({'frame': frame.id, **result.stage_s}) + '\n')
        job.outputs.write(frame, result.maps)
        on_done(1)


def read_seconds(folder: Path) -> StageSeconds:
    """Return the seconds of every stage, empty where nothing was timed."""
    stages: StageSeconds = {}
    for path in sorted(folder.glob('*.jsonl')):
        for line in path.read_text(encoding='utf-8').splitlines():
            for stage, seconds in _stages_of(line).items():
                stages.setdefault(stage, []).append(float(seconds))
    return stages


def _stages_of(line: str) -> Mapping[str, float]:
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
    stages: Sequence[list[float]] = [values[:shortest] for values in seconds.values()]
    return float(np.median(np.sum(stages, axis=0)))
