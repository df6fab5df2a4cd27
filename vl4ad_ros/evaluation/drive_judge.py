"""
Judges the frames of one drive in order: what is found of each object, when, and what is not there.

A still is a drive of one frame.

A false alarm is a predicted region of which less than a quarter is truth; while it overlaps one
of the frame before, it is the same alarm. An object is found in a frame when the other regions
cover a quarter of its visible pixels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..structures import BoolArray, FloatArray
from .binned_metrics import Histogram, histogram
from .components import ComponentRule, FrameComponents, Regions
from .drive_truth import DriveFrame, DriveTruth

FOUND_SHARE = 0.25
TRUE_SHARE = 0.25


@dataclass(frozen=True)
class Sighting:
    """One object in one frame."""

    object_id: int
    kind: str
    near: bool | None  # resembles a known class; None where it is not known
    unseen: bool | None  # of a kind that is kept for tests
    seconds: float  # since the first frame of the drive
    distance_m: float | None
    found: bool
    counted: bool  # large enough for the rule by which components are judged
    histogram: Histogram  # (K,) its pixels per bin of score


@dataclass(frozen=True)
class DriveFigures:
    """What is kept of one judged drive."""

    name: str
    frames: int
    seconds: float  # the last frame's own time included
    metres: float
    false_alarms: int
    sightings: tuple[Sighting, ...]


class DriveJudge:
    """Takes the frames of one drive, one after the other."""

    def __init__(
        self, name: str, truth: DriveTruth, rule: ComponentRule, edges: FloatArray
    ) -> None:
        self._name = name
        self._truth = truth
        self._rule = rule
        self._edges = edges
        self._frames: list[DriveFrame] = []
        self._sightings: list[Sighting] = []
        self._false_alarms = 0
        self._false_before: BoolArray | None = None

    def judge(
        self,
        picture: str,  # its name
        scores: FloatArray,  # (H, W)
        regions: Regions,
        components: FrameComponents,
    ) -> None:
        """Judge the next frame."""
        frame = self._truth.frame(picture)
        self._frames.append(frame)
        is_false = components.predicted_ppv < TRUE_SHARE
        self._count_false_alarms(regions, components.predicted_numbers[is_false])
        instances = self._truth.instances(picture)
        if instances is None:
            return
        hits = np.isin(regions.predicted, components.predicted_numbers[~is_false])
        for object_id in sorted(frame.objects.keys() & set(np.unique(instances).tolist())):
            mask = instances == object_id
            self._sightings.append(self._sighting(picture, object_id, mask, hits, scores))

    def figures(self) -> DriveFigures:
        """Return what came of all frames."""
        stamps = np.array([frame.stamp_ns for frame in self._frames], np.float64) / 1e9
        places = np.array([frame.camera.position_m for frame in self._frames])
        frame_s = float(np.median(np.diff(stamps))) if stamps.size > 1 else 0.0
        return DriveFigures(
            self._name,
            len(self._frames),
            float(stamps[-1] - stamps[0]) + frame_s,
            float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum()),
            self._false_alarms,
            tuple(self._sightings),
        )

    def _sighting(
        self,
        picture: str,
        object_id: int,
        mask: BoolArray,  # (H, W) pixels of the object
        hits: BoolArray,  # (H, W) pixels of regions that are no false alarms
        scores: FloatArray,  # (H, W)
    ) -> Sighting:
        pixels = int(mask.sum())
        frame = self._frames[-1]
        found = frame.objects[object_id]
        return Sighting(
            object_id,
            found.kind,
            found.near,
            found.unseen,
            (frame.stamp_ns - self._frames[0].stamp_ns) / 1e9,
            self._truth.distance_m(picture, mask),
            bool(hits[mask].sum() >= FOUND_SHARE * pixels),
            pixels >= self._rule.min_truth_px,
            histogram(scores[mask], self._edges),
        )

    def _count_false_alarms(self, regions: Regions, false_numbers: NDArray[np.int64]) -> None:
        before = self._false_before
        false_mask = np.zeros(regions.predicted.shape, np.bool_)
        for number in false_numbers:
            region = regions.predicted == number
            false_mask |= region
            if before is None or before.shape != region.shape or not (before & region).any():
                self._false_alarms += 1
        self._false_before = false_mask
