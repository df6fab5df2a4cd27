"""Figures of drives: by kind of object, by distance, in time, and false alarms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from .binned_metrics import Histogram, binned_metrics
from .drive_judge import DriveFigures, Sighting

# Where one range of distances ends and the next begins.
RANGES_M = {'near': (0.0, 15.0), 'middle': (15.0, 30.0), 'far': (30.0, np.inf)}

# Names of the rows, by what is known of an object; where nothing is, there is no row.
_NEARNESS = {False: 'far from known classes', True: 'near a known class', None: ''}
_SEEN = {False: 'kinds of training', True: 'unseen kinds', None: ''}


@dataclass(frozen=True)
class ObjectFigures:
    """How well the pixels of some objects stand out from all normal pixels."""

    name: str
    objects: int
    frames: int  # pairs of object and frame
    pixels: int
    ap: float | None  # falls with the number of pixels, so compare it between methods only
    auroc: float | None
    fpr95: float | None
    found: float | None  # share of the frames in which the object was found


@dataclass(frozen=True)
class Detection:
    """When one object was first found."""

    drive: str
    kind: str
    visible_s: float  # first frame in which it is large enough, since the drive's first
    visible_m: float | None
    found_s: float | None  # None: never
    found_m: float | None


@dataclass(frozen=True)
class FalseAlarms:
    """How often something was found where nothing is."""

    count: int
    frames: int
    hours: float
    kilometres: float
    per_frame: float
    per_hour: float | None
    per_kilometre: float | None


@dataclass(frozen=True)
class DriveReport:
    """Everything about drives that goes into the report."""

    kinds: tuple[ObjectFigures, ...]
    distances: tuple[ObjectFigures, ...]
    novelties: tuple[ObjectFigures, ...]  # near and far from known classes, seen and unseen kinds
    prompts: tuple[ObjectFigures, ...]  # kinds that the vocabulary prompts for, and the others
    detections: tuple[Detection, ...]
    flicker: float | None  # share of successive frames where an object is found in one of the two
    false_alarms: FalseAlarms


def report_drives(
    drives: Sequence[DriveFigures],
    normal: Histogram,  # (K,) normal pixels of all frames
    prompted: frozenset[str] | None,  # concepts of the OOD prompts; None: no vocabulary is known
) -> DriveReport:
    """Return the figures of all drives together."""
    sightings = [
        (f'{drive.name}/{item.object_id}', item) for drive in drives for item in drive.sightings
    ]

    def rows(key_of: Callable[[Sighting], str], names: Iterable[str]) -> tuple[ObjectFigures, ...]:
        groups = ((name, [s for s in sightings if key_of(s[1]) == name]) for name in names if name)
        return tuple(_object_figures(name, group, normal) for name, group in groups if group)

    kinds = sorted({item.kind for _, item in sightings})
    return DriveReport(
        kinds=rows(lambda item: item.kind, kinds),
        distances=rows(_range_of, RANGES_M),
        novelties=(
            *rows(lambda item: _NEARNESS[item.near], _NEARNESS.values()),
            *rows(lambda item: _SEEN[item.unseen], _SEEN.values()),
        ),
        prompts=()
        if prompted is None
        else rows(
            lambda item: 'prompted for' if item.kind in prompted else 'not prompted for',
            ('prompted for', 'not prompted for'),
        ),
        detections=tuple(
            detection
            for drive in drives
            if drive.frames > 1  # nothing comes nearer in a still
            for detection in _detections(drive)
        ),
        flicker=_flicker(drives),
        false_alarms=_false_alarms(drives),
    )


def _object_figures(
    name: str, sightings: Sequence[tuple[str, Sighting]], normal: Histogram
) -> ObjectFigures:
    pixels = np.sum([item.histogram for _, item in sightings], axis=0)
    figures = binned_metrics(np.stack([normal, pixels]))
    found = [item.found for _, item in sightings if item.counted]
    return ObjectFigures(
        name,
        objects=len({object_id for object_id, _ in sightings}),
        frames=len(sightings),
        pixels=int(pixels.sum()),
        ap=_defined(figures.ap),
        auroc=_defined(figures.auroc),
        fpr95=_defined(figures.fpr95),
        found=float(np.mean(found)) if found else None,
    )


def _range_of(sighting: Sighting) -> str:
    distance = sighting.distance_m
    for name, (low, high) in RANGES_M.items():
        if distance is not None and low <= distance < high:
            return name
    return 'unknown'


def _by_object(drive: DriveFigures) -> list[list[Sighting]]:
    """Return the sightings of each object that are large enough, in order of time."""
    counted = sorted(
        (item for item in drive.sightings if item.counted),
        key=lambda item: (item.object_id, item.seconds),
    )
    return [list(group) for _, group in groupby(counted, key=lambda item: item.object_id)]


def _detections(drive: DriveFigures) -> list[Detection]:
    detections = []
    for sightings in _by_object(drive):
        first = sightings[0]
        found = next((item for item in sightings if item.found), None)
        detections.append(
            Detection(
                drive.name,
                first.kind,
                first.seconds,
                first.distance_m,
                found.seconds if found else None,
                found.distance_m if found else None,
            )
        )
    return detections


def _flicker(drives: Sequence[DriveFigures]) -> float | None:
    changes = [
        before.found != after.found
        for drive in drives
        for sightings in _by_object(drive)
        for before, after in pairwise(sightings)
    ]
    return float(np.mean(changes)) if changes else None


def _false_alarms(drives: Sequence[DriveFigures]) -> FalseAlarms:
    count = sum(drive.false_alarms for drive in drives)
    frames = sum(drive.frames for drive in drives)
    hours = sum(drive.seconds for drive in drives) / 3600
    kilometres = sum(drive.metres for drive in drives) / 1000
    return FalseAlarms(
        count,
        frames,
        hours,
        kilometres,
        count / frames,
        count / hours if hours else None,
        count / kilometres if kilometres else None,
    )


def _defined(value: np.ndarray) -> float | None:  # type: ignore[type-arg]
    return None if np.isnan(value) else float(value)
