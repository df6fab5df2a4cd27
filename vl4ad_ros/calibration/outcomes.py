"""
What comes of each threshold on drives with truth: false alarms, misses, true hazards.

A false alarm is a hazard of which less than a quarter is truth, counted when it begins. An object
is missed when in no frame of its drive hazards cover a quarter of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from ..errors import EvaluationError
from ..evaluation.components import ANOMALY, IGNORED
from ..evaluation.data_set import DataSet, DataSetFrame
from ..evaluation.drive_judge import FOUND_SHARE, TRUE_SHARE
from ..evaluation.drive_truth import DriveTruth, read_drive_truth
from ..evaluation.hazard_judge import paint
from ..evaluation.hazard_truth import StreetTruth, read_street
from ..evaluation.map_folder import MapFolder
from ..hazards.finder import FoundHazard, HazardFinder
from ..hazards.settings import HazardSettings
from ..score_drift import BINS
from ..structures import AnomalyMaps, BoolArray, Frame, GroupEmbeddings, Int32Array

Float64Array = NDArray[np.float64]

LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.1, 0.9933  # below, doubt becomes one region
STRETCH_S = 1.0  # of driving, the unit in which false alarms are counted; a still is one


@dataclass(frozen=True)
class Outcomes:
    """The losses of all units at T thresholds, and what else a calibration keeps."""

    thresholds: Float64Array  # (T,) ascending
    alarms: Float64Array  # (S, T) false alarms that begin in a stretch of STRETCH_S
    misses: Float64Array  # (D, T) share of its unknown objects that a drive or still misses
    objects: int  # in all D of them
    hazards: tuple[NDArray[np.float32], ...]  # T times (n, 2): score_max, 1 where it is true
    score_histogram: Float64Array  # (BINS,) shares, mean over frames
    drives: int
    frames: int

    @property
    def hours(self) -> float:
        """Return how much driving there is."""
        return len(self.alarms) * STRETCH_S / 3600


@dataclass(frozen=True)
class Truth:
    """What there is to see in one frame."""

    anomalous: BoolArray  # (H, W)
    judged: BoolArray  # (H, W)
    objects: dict[int, BoolArray]  # (H, W) pixels of each unknown object that is large enough
    stretch: int  # of its drive
    min_predicted_px: int  # from which size on a hazard counts


@dataclass(eq=False)
class _Run:
    """One drive at one threshold."""

    settings: HazardSettings
    finder: HazardFinder = field(default_factory=HazardFinder)
    false_before: BoolArray | None = None
    alarms_at: list[int] = field(default_factory=list)  # stretches, one entry for each alarm
    found: set[int] = field(default_factory=set)
    hazards: list[tuple[float, float]] = field(default_factory=list)

    def alarms_in(
        self,
        stretches: int,  # that are whole
    ) -> Float64Array:  # (stretches,)
        """Return the alarms of each; those in a rest at the end belong to the last."""
        places = np.minimum(np.array(self.alarms_at, np.intp), stretches - 1)
        return np.bincount(places, minlength=stretches).astype(np.float64)

    def take(
        self,
        found: tuple[FoundHazard, ...],
        painted: Int32Array,  # (H, W) 1 + index of the hazard, 0 is none or not judged
        truth: Truth,
    ) -> None:
        """Take in what was found in the next frame."""
        pixels = np.bincount(painted.ravel(), minlength=len(found) + 1)
        true = np.bincount(painted[truth.anomalous], minlength=len(found) + 1)
        is_false = true < TRUE_SHARE * pixels
        counted = pixels >= truth.min_predicted_px
        for index in np.flatnonzero(counted[1:]):
            score_max = found[index].hazard.score_max
            self.hazards.append((score_max, float(not is_false[index + 1])))
        is_false &= counted
        is_false[0] = False
        lasting = np.zeros(pixels.size, np.bool_)
        if self.false_before is not None:
            lasting[np.unique(painted[self.false_before])] = True
        self.alarms_at += [truth.stretch] * int((is_false & ~lasting).sum())
        self.false_before = is_false[painted]
        # Of any hazard: a lower threshold must not lose what a higher one found.
        hit = painted > 0
        self.found |= {
            one
            for one, mask in truth.objects.items()
            if hit[mask].sum() >= FOUND_SHARE * mask.sum()
        }


def fixed_thresholds(
    count: int,
    lowest: float = LOWEST_THRESHOLD,  # in (0, HIGHEST_THRESHOLD)
) -> Float64Array:  # ascending in [lowest, HIGHEST_THRESHOLD]
    """Return thresholds that do not depend on data, closer together near 0 and 1."""
    thresholds: Float64Array = expit(np.linspace(logit(lowest), logit(HIGHEST_THRESHOLD), count))
    return thresholds


def count_stretches(data_set: DataSet) -> int:
    """Return how many stretches drives have. Raises EvaluationError without their truth."""
    units = _units(data_set)
    return sum(_whole_stretches(group, _street(group[0]).drive) for group in units)


def find_outcomes(
    data_set: DataSet,
    maps: MapFolder,
    text: GroupEmbeddings,
    settings: HazardSettings,
    thresholds: Float64Array,  # (T,)
    on_frame: Callable[[], None] = lambda: None,
) -> Outcomes:
    """Find hazards at all thresholds. Raises EvaluationError where frames have no full truth."""
    alarms, misses, objects, drives = [], [], 0, 0
    hazards: list[list[tuple[float, float]]] = [[] for _ in thresholds]
    histogram = np.zeros(BINS)
    for group in _units(data_set):
        street = _street(group[0])
        runs = [_Run(_of(settings, group).at_threshold(float(t))) for t in thresholds]
        visible: set[int] = set()
        for frame in group:
            values = maps.read(frame.id)
            bins = np.minimum((values.score * BINS).astype(np.intp), BINS - 1)
            histogram += np.bincount(bins.ravel(), minlength=BINS) / bins.size
            visible |= _judge_frame(frame, group[0], data_set, street, runs, values, text)
            on_frame()
        whole = _whole_stretches(group, street.drive)
        alarms.append(np.stack([run.alarms_in(whole) for run in runs], axis=1))
        if visible:
            misses.append([1 - len(run.found & visible) / len(visible) for run in runs])
            objects += len(visible)
        for kept, run in zip(hazards, runs, strict=True):
            kept += run.hazards
        drives += 1
    return Outcomes(
        thresholds,
        np.concatenate(alarms),
        np.array(misses, np.float64).reshape(-1, thresholds.size),
        objects,
        tuple(np.array(rows, np.float32).reshape(-1, 2) for rows in hazards),
        histogram / len(data_set.frames),
        drives,
        len(data_set.frames),
    )


def _units(data_set: DataSet) -> list[list[DataSetFrame]]:
    """Return the frames of each drive; a still is a drive of its own."""
    units = []
    for _, group in groupby(data_set.frames, key=lambda frame: frame.truth):
        frames = list(group)
        is_drive = _street(frames[0]).drive.is_drive
        units += [frames] if is_drive else [[frame] for frame in frames]
    return units


def _street(frame: DataSetFrame) -> StreetTruth:
    street = _read_street(frame.truth) if frame.truth else None
    if street is None:
        raise EvaluationError(
            f'{frame.id} does not say which objects it shows and when it was taken: calibrate '
            'with drives or stills that `vl4ad synthesize` rendered'
        )
    return street


@lru_cache
def _read_street(folder: Path) -> StreetTruth | None:
    truth = read_drive_truth(folder)
    if truth is None or truth.is_drive:
        return read_street(folder)
    return StreetTruth(truth, None, {})


def _of(settings: HazardSettings, frames: list[DataSetFrame]) -> HazardSettings:
    """Return the settings for a drive; a still confirms nothing by a second frame."""
    if len(frames) > 1:
        return settings
    return replace(settings, tracks=replace(settings.tracks, enabled=False))


def _whole_stretches(frames: list[DataSetFrame], drive: DriveTruth) -> int:
    first_ns, last_ns = (drive.frame(one.picture).stamp_ns for one in (frames[0], frames[-1]))
    seconds = (last_ns - first_ns) / 1e9 * len(frames) / max(1, len(frames) - 1)
    return max(1, int(seconds / STRETCH_S + 1e-3))


def _stretch(frame: DataSetFrame, first: DataSetFrame, drive: DriveTruth) -> int:
    start_ns, now_ns = (drive.frame(one.picture).stamp_ns for one in (first, frame))
    return int((now_ns - start_ns) / 1e9 / STRETCH_S)


def _judge_frame(
    frame: DataSetFrame,
    first: DataSetFrame,  # of the same drive
    data_set: DataSet,
    street: StreetTruth,
    runs: list[_Run],
    maps: AnomalyMaps,
    text: GroupEmbeddings,
) -> set[int]:  # the unknown objects that are large enough to be found
    label = data_set.read_label(frame)
    truth = street.drive.frame(frame.picture)
    instances = street.drive.instances(frame.picture)
    masks = {} if instances is None else {one: instances == one for one in truth.objects}
    masks = {one: mask for one, mask in masks.items() if mask.sum() >= data_set.rule.min_truth_px}
    image = np.broadcast_to(np.uint8(0), (*label.shape, 3))  # nothing after the network looks
    size_hw = label.shape[0], label.shape[1]
    calibration = street.calibration(frame, size_hw)
    seen = Frame(image, truth.stamp_ns, first.id, calibration, street.mount)
    stretch = _stretch(frame, first, street.drive)
    least_px = data_set.rule.min_predicted_px
    whole = Truth(label == ANOMALY, label != IGNORED, masks, stretch, least_px)
    for run in runs:
        found = run.finder.find_shapes(seen, maps, text, run.settings)
        painted = paint(found, maps.score.shape, label.shape)
        run.take(found, np.where(whole.judged, painted, 0), whole)
    return set(masks)
