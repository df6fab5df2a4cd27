"""
The data sets that can be evaluated.

To add one, write a function from its files to its frames (finders.py) and enter it in LAYOUTS.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataSetError
from .components import ANOMALY_TRACK, OBSTACLE_TRACK, ComponentRule
from .data_set import STANDARD_LABELS, DataSet, DataSetFrame, LabelValues
from .files import DataSetFiles
from .finders import (
    Frames,
    anomaly_track,
    fishyscapes_lost_and_found,
    fishyscapes_static,
    folder,
    lost_and_found,
    obstacle_track,
    rendered,
    road_anomaly,
)

VALIDATION, TEST = 'validation', 'test'
SPLITS = (VALIDATION, TEST)


@dataclass(frozen=True)
class Layout:
    """What is known of a data set before its files are looked at."""

    title: str
    remedy: str  # where it is published
    find_frames: Callable[[DataSetFiles], Frames]
    rule: ComponentRule
    labels: LabelValues = STANDARD_LABELS
    submission: str = ''
    labelled_frames: int = 0  # in the official split; 0: there is none


def open_data_set(name: str, root: Path, split: str = '') -> DataSet:
    """
    Find the files of a data set below `root`.

    The split is `validation` (labels are public), `test` (they are not) or, when empty, the one
    that can be judged if there is one. Raises DataSetError with the first file that is missing.
    """
    layout = LAYOUTS.get(name)
    if layout is None:
        near = difflib.get_close_matches(name, LAYOUTS, 1, 0)[0]
        known = ', '.join(LAYOUTS)
        raise DataSetError(f'there is no data set {name!r}: did you mean {near!r}? Known: {known}')
    files = DataSetFiles(root, layout.title, layout.remedy)
    files.require(root)
    frames = _split(layout, layout.find_frames(files), split)
    return DataSet(
        name,
        layout.title,
        root,
        frames,
        layout.rule,
        layout.labels,
        layout.submission,
        layout.labelled_frames,
    )


def _split(layout: Layout, frames: Frames, split: str) -> tuple[DataSetFrame, ...]:
    labelled = tuple(frame for frame in frames if frame.label is not None)
    others = tuple(frame for frame in frames if frame.label is None)
    if split not in ('', *SPLITS):
        raise DataSetError(f'there is no split {split!r}: choose {" or ".join(SPLITS)}')
    chosen = {VALIDATION: labelled, TEST: others}.get(split, labelled or others)
    if not chosen:
        lacking = 'labels' if split == VALIDATION else 'pictures without labels'
        raise DataSetError(
            f'{layout.title} has no {lacking} here: leave the split out, or {layout.remedy}'
        )
    return chosen


def _published(at: str) -> str:
    return f'get it from {at} and extract all of it into one folder'


_SMIYC = _published('https://segmentmeifyoucan.com/datasets')
_LOST_AND_FOUND = 'http://www.6d-vision.com/lostandfounddataset'

LAYOUTS: dict[str, Layout] = {
    'roadanomaly21': Layout(
        'RoadAnomaly21',
        _SMIYC,
        anomaly_track,
        ANOMALY_TRACK,
        submission='AnomalyTrack-all',
        labelled_frames=10,
    ),
    'roadobstacle21': Layout(
        'RoadObstacle21',
        _SMIYC,
        obstacle_track,
        OBSTACLE_TRACK,
        submission='ObstacleTrack-all',
        labelled_frames=30,
    ),
    'fishyscapes_lostandfound': Layout(
        'Fishyscapes Lost & Found',
        _published(f'https://fishyscapes.com/dataset with the pictures of {_LOST_AND_FOUND}'),
        fishyscapes_lost_and_found,
        ANOMALY_TRACK,
        labelled_frames=100,
    ),
    'fishyscapes_static': Layout(
        'Fishyscapes Static',
        _published(
            'https://fishyscapes.com/dataset with the pictures of '
            'https://www.cityscapes-dataset.com'
        ),
        fishyscapes_static,
        ANOMALY_TRACK,
        labelled_frames=30,
    ),
    'lostandfound': Layout(
        'LostAndFound, test without known objects',
        _published(_LOST_AND_FOUND),
        lost_and_found,
        OBSTACLE_TRACK,
        LabelValues(normal=(1,), anomaly=tuple(range(2, 201))),
        labelled_frames=1043,
    ),
    'roadanomaly19': Layout(
        'RoadAnomaly19',
        _published('https://www.epfl.ch/labs/cvlab/data/road-anomaly'),
        road_anomaly,
        ANOMALY_TRACK,
        LabelValues(normal=(0, 1), anomaly=(2,)),
        labelled_frames=60,
    ),
    'rendered': Layout(
        'Rendered drives',
        'render it with `vl4ad synthesize`, which goes on where it stopped',
        rendered,
        OBSTACLE_TRACK,
    ),
    'folder': Layout(
        'Folder of pictures',
        'put the pictures into images/ and a PNG of the same name for each into labels/',
        folder,
        OBSTACLE_TRACK,
    ),
}
