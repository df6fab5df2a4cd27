"""Ways from scores to hazards against each other, on one data set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ..errors import EvaluationError
from ..hazards.finder import HazardFinder
from ..hazards.settings import HazardSettings
from ..structures import AnomalyMaps, Frame, GroupEmbeddings, UInt8Array
from .component_metrics import FN, TP
from .components import IGNORED
from .data_set import DataSet, DataSetFrame
from .hazard_judge import HazardFigures, HazardJudge
from .hazard_truth import StreetTruth, read_street
from .hazard_ways import BASELINE, thresholds_of, ways_of
from .map_folder import MapFolder

SAMPLED_PIXELS = 500  # of each frame, for the choice of thresholds


@dataclass(frozen=True)
class Trial:
    """One way at one threshold."""

    way: str
    threshold: float
    figures: HazardFigures

    @property
    def recall(self) -> float:
        """Return the share of the truth's regions of which a quarter is met, by the sIoU."""
        found, missed = self.figures.sums[TP][0], self.figures.sums[FN][0]
        return float(found / max(1, found + missed))


def sampled_thresholds(data_set: DataSet, maps: MapFolder, count: int) -> list[float]:
    """Return thresholds that are spread over the scores of a data set, at most so many."""
    samples = []
    for frame in data_set.frames:
        score = maps.read(frame.id).score.ravel()
        samples.append(score[:: max(1, score.size // SAMPLED_PIXELS)])
    return thresholds_of(np.concatenate(samples), count)


def try_ways(
    data_set: DataSet,
    maps: MapFolder,
    text: GroupEmbeddings,
    base: HazardSettings,
    thresholds: Sequence[float],
    on_frame: Callable[[], None] = lambda: None,
) -> list[Trial]:
    """Return all ways at all thresholds. Raises EvaluationError when there is nothing to find."""
    has_drives = any(frame.truth and read_street(frame.truth) for frame in data_set.frames)
    trials = {
        Trial(name, threshold, HazardFigures()): settings.at_threshold(threshold)
        for name, settings in ways_of(base, has_drives).items()
        for threshold in thresholds
    }
    for frames, street in streets_of(data_set):
        _try_drive(frames, street, data_set, maps, text, trials, on_frame)
    if not any(trial.figures.sums[TP][0] + trial.figures.sums[FN][0] for trial in trials):
        raise EvaluationError(f'{data_set.title} shows no unknown object: give another folder')
    return list(trials)


def best_of(trials: list[Trial], way: str, value_of: Callable[[Trial], float]) -> Trial:
    """Return the trial of a way with the highest value."""
    return max((trial for trial in trials if trial.way == way), key=value_of)


def at_recall(trials: list[Trial], way: str, recall: float) -> Trial:
    """Return the highest threshold at which a way reaches a recall, else its highest recall."""
    mine = [trial for trial in trials if trial.way == way]
    reached = [trial for trial in mine if trial.recall >= recall]
    if reached:
        return max(reached, key=lambda trial: trial.threshold)
    return max(mine, key=lambda trial: (trial.recall, trial.threshold))


def ways_in(trials: list[Trial]) -> list[str]:
    """Return the ways that were tried, the baseline first."""
    return list(dict.fromkeys([BASELINE, *(trial.way for trial in trials)]))


def streets_of(data_set: DataSet) -> Iterator[tuple[list[DataSetFrame], StreetTruth | None]]:
    """Return the frames of each drive with its truth, and each still by itself."""
    for folder, group in groupby(data_set.frames, key=lambda frame: frame.truth):
        street = read_street(folder) if folder else None
        if street is not None:
            yield list(group), street
        else:
            yield from (([frame], None) for frame in group)


def _try_drive(
    frames: list[DataSetFrame],
    street: StreetTruth | None,
    data_set: DataSet,
    maps: MapFolder,
    text: GroupEmbeddings,
    trials: Mapping[Trial, HazardSettings],
    on_frame: Callable[[], None],
) -> None:
    """Take the frames of one drive, or one still, through all trials."""
    runs = [
        (settings, HazardFinder(), HazardJudge(trial.figures, data_set.rule, street))
        for trial, settings in trials.items()
    ]
    for frame, values, label in frames_with_maps(frames, data_set, maps):
        nothing = np.broadcast_to(np.uint8(0), (*label.shape, 3))  # hazards need no picture
        seen = frame_of(frame, label, street, nothing)
        for settings, finder, judge in runs:
            found = finder.find_shapes(seen, values, text, settings)
            judge.judge(frame, label, found, values.score.shape)
        on_frame()
    for _, _, judge in runs:
        judge.close()


def frames_with_maps(
    frames: list[DataSetFrame], data_set: DataSet, maps: MapFolder
) -> Iterator[tuple[DataSetFrame, AnomalyMaps, UInt8Array]]:
    """Return the frames that can be judged, with maps and label."""
    for frame in frames:
        label = data_set.read_label(frame)
        if (label != IGNORED).any():
            yield frame, maps.read(frame.id), label


def frame_of(
    frame: DataSetFrame,
    label: UInt8Array,  # (H, W)
    street: StreetTruth | None,
    image: UInt8Array,  # (H, W, 3)
) -> Frame:
    """Return a frame with the calibration and mount that a robot would have."""
    if street is None:
        return Frame(image, 0, frame.id)
    stamp_ns = street.drive.frame(frame.picture).stamp_ns
    size_hw = label.shape[0], label.shape[1]
    calibration = street.calibration(frame, size_hw)
    return Frame(image, stamp_ns, frame.drive, calibration, street.mount)
