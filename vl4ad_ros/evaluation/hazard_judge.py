"""
Judges the hazards of frames in their order: components by the official rules, alarms, ids, ranges.

A hazard is false if less than a quarter of its pixels is truth; while it overlaps a false one of
the frame before, it is the same alarm. An object is found when hazards that are not false cover a
quarter of its visible pixels. Its hazard is the one that covers most of it. The range of a hazard
that covers several objects is that of the nearest, since its lowest edge is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from ..hazards.finder import FoundHazard
from ..structures import GEOMETRY_GROUND_PLANE, BoolArray, Int32Array, UInt8Array
from .component_metrics import SUM_COLUMNS, component_sums
from .components import ANOMALY, IGNORED, ComponentRule, Regions, find_regions, judge_regions
from .data_set import DataSetFrame
from .drive_judge import FOUND_SHARE, TRUE_SHARE
from .hazard_truth import StreetTruth, contact_range_m

Float64Array = NDArray[np.float64]


@dataclass(frozen=True)
class RangeCheck:
    """A stated range against the truth."""

    range_m: float
    sigma_m: float
    true_m: float


@dataclass
class ObjectHistory:
    """One object over its drive."""

    kind: str
    visible_s: float  # since the first frame of the drive, when it was first large enough
    found_s: float | None = None
    switches: int = 0
    last_id: int | None = None


@dataclass(eq=False)
class HazardFigures:
    """What is added up over all frames of one way to find hazards."""

    sums: Float64Array = field(default_factory=lambda: np.zeros(SUM_COLUMNS))
    frames: int = 0
    drive_seconds: float = 0.0
    false_alarms: int = 0
    objects: list[ObjectHistory] = field(default_factory=list)
    ranges: list[RangeCheck] = field(default_factory=list)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind, name


class HazardJudge:
    """Takes the frames of one drive, or stills, one after the other."""

    def __init__(
        self, figures: HazardFigures, rule: ComponentRule, street: StreetTruth | None
    ) -> None:
        self._figures = figures
        self._rule = rule
        self._street = street
        self._objects: dict[int, ObjectHistory] = {}
        self._false_before: BoolArray | None = None
        self._stamps_s: list[float] = []

    def judge(
        self,
        frame: DataSetFrame,
        label: UInt8Array,  # (H, W) 0 normal, 1 anomaly, 255 ignored
        found: tuple[FoundHazard, ...],
        map_hw: tuple[int, int],
    ) -> None:
        """Judge the next frame."""
        masks = paint(found, map_hw, label.shape)
        regions = regions_of(masks, label, self._rule)
        components = judge_regions(regions)
        self._figures.sums += component_sums(components)
        self._figures.frames += 1
        if self._street is None:
            return
        self._stamps_s.append(self._street.drive.frame(frame.picture).stamp_ns / 1e9)
        is_false = components.predicted_ppv < TRUE_SHARE
        self._count_false_alarms(regions.predicted, components.predicted_numbers[is_false])
        true = np.where(
            np.isin(regions.predicted, components.predicted_numbers[~is_false]), masks, 0
        )
        self._follow(frame, found, true)

    def close(self) -> None:
        """Take in the last frame's own time."""
        if len(self._stamps_s) > 1:
            frame_s = float(np.median(np.diff(self._stamps_s)))
            self._figures.drive_seconds += self._stamps_s[-1] - self._stamps_s[0] + frame_s

    def _count_false_alarms(self, predicted: Int32Array, false: NDArray[np.int64]) -> None:
        before = self._false_before
        for number in false:
            if before is None or not before[predicted == number].any():
                self._figures.false_alarms += 1
        self._false_before = np.isin(predicted, false)

    def _follow(
        self,
        frame: DataSetFrame,
        found: tuple[FoundHazard, ...],
        true: Int32Array,  # (H, W) 1 + index of the hazard that is no false alarm
    ) -> None:
        assert self._street is not None
        instances = self._street.instances(frame)
        if instances is None:
            return
        now_s = self._stamps_s[-1] - self._stamps_s[0]
        covered: dict[int, list[BoolArray]] = defaultdict(list)  # objects of each hazard
        for number in sorted(self._street.drive.kinds.keys() & set(np.unique(instances).tolist())):
            mask = instances == number
            pixels = int(mask.sum())
            if pixels < self._rule.min_truth_px:
                continue
            kind = self._street.drive.kinds[number]
            if number not in self._objects:
                self._objects[number] = ObjectHistory(kind, now_s)
                self._figures.objects.append(self._objects[number])
            inside = np.bincount(true[mask], minlength=len(found) + 1)
            inside[0] = 0
            if inside.sum() >= FOUND_SHARE * pixels:
                index = int(inside.argmax()) - 1
                self._note(self._objects[number], found[index], now_s)
                covered[index].append(mask)
        for index, masks in covered.items():
            self._check_range(frame, masks, found[index])

    def _note(self, history: ObjectHistory, found: FoundHazard, now_s: float) -> None:
        hazard = found.hazard
        if history.found_s is None:
            history.found_s = now_s
        if history.last_id not in (None, hazard.id):
            history.switches += 1
        history.last_id = hazard.id
        self._figures.names[history.kind, hazard.name] += 1

    def _check_range(
        self, frame: DataSetFrame, masks: list[BoolArray], found: FoundHazard
    ) -> None:
        assert self._street is not None
        hazard = found.hazard
        is_cut_off = any(mask[-1].any() for mask in masks)
        if hazard.geometry_source != GEOMETRY_GROUND_PLANE or is_cut_off:
            return
        depth_m = self._street.depth_m(frame)
        if depth_m is None:
            return
        camera = self._street.drive.frame(frame.picture).camera
        ranges = [contact_range_m(mask, depth_m, camera) for mask in masks]
        known = [one for one in ranges if one is not None]
        if known:
            sigma_m = float(np.sqrt(hazard.covariance[8]))
            self._figures.ranges.append(RangeCheck(hazard.range_m, sigma_m, min(known)))


def paint(
    found: tuple[FoundHazard, ...], map_hw: tuple[int, int], size_hw: tuple[int, ...]
) -> Int32Array:  # (H, W) 1 + index of the hazard, 0 is none
    """Return the pixels of hazards: their regions, or the outline of what is predicted."""
    masks = np.zeros(map_hw, np.int32)
    for index, one in reversed(list(enumerate(found))):
        if one.component is not None:
            masks[one.component.slices][one.component.shape] = index + 1
    rows, columns = (
        (np.arange(size) * cells) // size for size, cells in zip(size_hw, map_hw, strict=True)
    )
    enlarged = masks[np.ix_(rows, columns)]
    for index, one in enumerate(found):
        if one.component is None:
            outline = np.zeros(size_hw, np.uint8)
            cv2.fillPoly(outline, [np.rint(one.hazard.contour_xy_px).astype(np.int32)], 1)
            enlarged[(outline > 0) & (enlarged == 0)] = index + 1
    return enlarged


def regions_of(
    masks: Int32Array,  # (H, W) hazards, 0 is none
    label: UInt8Array,  # (H, W)
    rule: ComponentRule,
) -> Regions:
    """Return hazards and truth as the official rules count them: hazards stay as they are."""
    nothing = np.zeros(label.shape, np.float32)
    truth = find_regions(nothing, label, 1.0, rule).truth
    predicted = np.where(label == IGNORED, 0, masks)
    large = np.bincount(predicted.ravel()) >= rule.min_predicted_px
    large[0] = False
    predicted = np.where(large[predicted], predicted, 0).astype(np.int32)
    predicted[(label == ANOMALY) & (truth == 0)] = 0  # truth too small to count
    return Regions(truth, predicted)
