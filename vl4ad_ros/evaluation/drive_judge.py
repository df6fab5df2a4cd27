"""
Judges the frames of one drive in order: what is found of each object, when, and what is not there.

An object is found in a frame when predicted regions cover a quarter of its visible pixels. A
false alarm is a predicted region of which less than a quarter is truth; while it overlaps one of
the frame before, it is the same alarm.
"""

from dataclasses import dataclass

import numpy as np

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
    seconds: float  # since the first frame of the drive
    distance_m: float | None
    found: bool
    counted: bool  # large enough for the rule by which components are judged
    histogram: Histogram  # (K,) its pixels per bin of score


@dataclass(frozen=True)
class DriveFigures:
    """What is kept of one judged drive."""

    name: str
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
        frame = self._truth.frames[picture]
        self._frames.append(frame)
        self._count_false_alarms(regions, components)
        instances = self._truth.instances(picture)
        if instances is None:
            return
        seconds = (frame.stamp_ns - self._frames[0].stamp_ns) / 1e9
        for object_id in sorted(self._truth.kinds.keys() & set(np.unique(instances).tolist())):
            mask = instances == object_id
            pixels = int(mask.sum())
            self._sightings.append(
                Sighting(
                    object_id,
                    self._truth.kinds[object_id],
                    seconds,
                    frame.camera.ground_distance_m(mask),
                    bool((regions.predicted[mask] > 0).sum() >= FOUND_SHARE * pixels),
                    pixels >= self._rule.min_truth_px,
                    histogram(scores[mask], self._edges),
                )
            )

    def figures(self) -> DriveFigures:
        """Return what came of all frames."""
        stamps = np.array([frame.stamp_ns for frame in self._frames], np.float64) / 1e9
        places = np.array([frame.camera.position_m for frame in self._frames])
        frame_s = float(np.median(np.diff(stamps))) if stamps.size > 1 else 0.0
        return DriveFigures(
            self._name,
            float(stamps[-1] - stamps[0]) + frame_s,
            float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum()),
            self._false_alarms,
            tuple(self._sightings),
        )

    def _count_false_alarms(self, regions: Regions, components: FrameComponents) -> None:
        before = self._false_before
        false_mask = np.zeros(regions.predicted.shape, np.bool_)
        for number in components.predicted_numbers[components.predicted_ppv < TRUE_SHARE]:
            region = regions.predicted == number
            false_mask |= region
            if before is None or before.shape != region.shape or not (before & region).any():
                self._false_alarms += 1
        self._false_before = false_mask
