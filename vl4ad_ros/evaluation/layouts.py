"""
How each data set lies on disk when it is extracted as published.

To add one, write a function from its files to its frames and enter it in LAYOUTS.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataSetError
from .components import ANOMALY_TRACK, OBSTACLE_TRACK, ComponentRule
from .data_set import STANDARD_LABELS, DataSet, DataSetFrame, LabelValues
from .drive_truth import INDEX, THINGS, read_drive_truth
from .files import DataSetFiles

VALIDATION, TEST = 'validation', 'test'
SPLITS = (VALIDATION, TEST)

Frames = list[DataSetFrame]


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
            f'{layout.title} has no {lacking} here: '
            f'leave the split out, or {layout.remedy}'
        )
    return chosen


def _segment_me_if_you_can(folder: str, left_out: Callable[[list[str]], set[str]]) -> Callable[
    [DataSetFiles], Frames
]:
    """Return the finder for a track of SegmentMeIfYouCan; the test labels are not public."""

    def find(files: DataSetFiles) -> Frames:
        files = files.inside(folder)
        pictures = files.pictures('images')
        labels_folder = files.root / 'labels_masks'
        suffix = '_labels_semantic.png'
        for label in sorted(labels_folder.glob(f'*{suffix}')):
            name = label.name.removesuffix(suffix)
            if name not in pictures:
                suffix_of_pictures = next(iter(pictures.values())).suffix
                raise files.missing(files.root / 'images' / f'{name}{suffix_of_pictures}')
        frames = []
        unofficial = left_out([name for name in pictures if name.startswith(VALIDATION)])
        for name, picture in pictures.items():
            label = labels_folder / f'{name}{suffix}'
            if name.startswith(VALIDATION):
                files.require(label)
            if name not in unofficial:
                frames.append(DataSetFrame(name, picture, label if label.exists() else None))
        return frames

    return find


def _none_left_out(_: list[str]) -> set[str]:
    return set()


def _beyond_30_obstacle_frames(validation: list[str]) -> set[str]:
    """Return the ten frames of the download that are not in the official split of thirty."""
    ten = {f'validation_{number}' for number in (19, *range(21, 30))}
    return ten if len(validation) > 30 else set()


def _fishyscapes_lost_and_found(files: DataSetFiles) -> Frames:
    labels = files.inside('fishyscapes_lostandfound').matching('.', '[0-9]*_labels.png')
    frames = []
    for label in labels:
        frame_id = label.name.removesuffix('_labels.png')
        base = frame_id.split('_', 1)[1]
        scene, recording = base.rsplit('_', 2)[0], base.rsplit('_', 1)[0]
        places = [
            files.root / 'leftImg8bit' / part / scene / f'{base}_leftImg8bit.png'
            for part in ('train', 'test')
        ]
        image = next((path for path in places if path.exists()), places[0])
        frames.append(DataSetFrame(frame_id, files.require(image), label, recording))
    return frames


def _fishyscapes_static(files: DataSetFiles) -> Frames:
    versions = files.inside('fs_val_v3', 'fs_val_v2', 'fs_val_v1')
    frames = []
    for label in versions.matching('.', '[0-9]*_labels.png'):
        frame_id = label.name.removesuffix('_labels.png')
        base = frame_id.split('_', 1)[1]
        overlay = files.require(label.with_name(f'{frame_id}_rgb.npz'))
        city = base.split('_', 1)[0]
        image = files.root / 'leftImg8bit' / 'val' / city / f'{base}_leftImg8bit.png'
        frames.append(DataSetFrame(frame_id, files.require(image), label, overlay=overlay))
    return frames


# Pedestrians and cyclists, whom the network knows: the official evaluation leaves them out.
_KNOWN_OBSTACLES = (
    '15_Rechbergstr_Deckenpfronn',
    '01_Hanns_Klemm_Str_45_000006',
    '01_Hanns_Klemm_Str_45_000007',
    '10_Schlossberg_9_000004',
)


def _lost_and_found(files: DataSetFiles) -> Frames:
    frames = []
    suffix = '_leftImg8bit.png'
    for image in files.matching('leftImg8bit/test', f'*/*{suffix}'):
        frame_id = image.name.removesuffix(suffix)
        scene = files.root / 'gtCoarse' / 'test' / image.parent.name
        label = files.require(scene / f'{frame_id}_gtCoarse_labelIds.png')
        if not frame_id.startswith(_KNOWN_OBSTACLES):
            frames.append(DataSetFrame(frame_id, image, label, frame_id.rsplit('_', 1)[0]))
    return frames


def _road_anomaly(files: DataSetFiles) -> Frames:
    files = files.inside('RoadAnomaly_jpg', 'RoadAnomaly')
    return [
        DataSetFrame(name, image, files.require(image.parent / f'{name}.labels/labels_semantic.png'))
        for name, image in files.pictures('frames').items()
    ]


def _rendered(files: DataSetFiles) -> Frames:
    """Return the frames of one drive, or of all drives that lie side by side in the folder."""
    if (files.root / 'truth').is_dir():
        return _rendered_bag(files)
    if (files.root / 'images').is_dir():
        return _rendered_drive(files, '')
    frames: Frames = []
    for picture_folder in files.matching('.', '*/images'):
        drive = picture_folder.parent.name
        frames += _rendered_drive(files.inside(drive), f'{drive}/')
    return frames


def _rendered_drive(files: DataSetFiles, prefix: str) -> Frames:
    truth = files.require(files.root / INDEX).parent
    return [
        DataSetFrame(
            f'{prefix}{name}',
            image,
            files.require(_rendered_label(truth, name)),
            files.root.name,
            truth=truth,
        )
        for name, image in files.pictures('images').items()
    ]


def _rendered_bag(files: DataSetFiles) -> Frames:
    """Return the frames of a bag that has its truth beside it."""
    truth = files.require(files.root / 'truth' / INDEX).parent
    files.require(truth / THINGS)
    drive = read_drive_truth(truth)
    return [
        DataSetFrame(
            name,
            files.root,
            files.require(_rendered_label(truth, name)),
            files.root.name,
            truth=truth,
            stamp_ns=frame.stamp_ns,
        )
        for name, frame in (drive.frames.items() if drive else ())
    ]


def _rendered_label(truth: Path, name: str) -> Path:
    return truth / 'labels_masks' / f'{name}_labels_semantic.png'


def _folder(files: DataSetFiles) -> Frames:
    return [
        DataSetFrame(name, image, files.require(files.root / 'labels' / f'{name}.png'))
        for name, image in files.pictures('images').items()
    ]


def _published(at: str) -> str:
    return f'get it from {at} and extract all of it into one folder'


_SMIYC = _published('https://segmentmeifyoucan.com/datasets')
_LOST_AND_FOUND = 'http://www.6d-vision.com/lostandfounddataset'

LAYOUTS: dict[str, Layout] = {
    'roadanomaly21': Layout(
        'RoadAnomaly21',
        _SMIYC,
        _segment_me_if_you_can('dataset_AnomalyTrack', _none_left_out),
        ANOMALY_TRACK,
        submission='AnomalyTrack-all',
        labelled_frames=10,
    ),
    'roadobstacle21': Layout(
        'RoadObstacle21',
        _SMIYC,
        _segment_me_if_you_can('dataset_ObstacleTrack', _beyond_30_obstacle_frames),
        OBSTACLE_TRACK,
        submission='ObstacleTrack-all',
        labelled_frames=30,
    ),
    'fishyscapes_lostandfound': Layout(
        'Fishyscapes Lost & Found',
        _published(f'https://fishyscapes.com/dataset with the pictures of {_LOST_AND_FOUND}'),
        _fishyscapes_lost_and_found,
        ANOMALY_TRACK,
        labelled_frames=100,
    ),
    'fishyscapes_static': Layout(
        'Fishyscapes Static',
        _published(
            'https://fishyscapes.com/dataset with the pictures of '
            'https://www.cityscapes-dataset.com'
        ),
        _fishyscapes_static,
        ANOMALY_TRACK,
        labelled_frames=30,
    ),
    'lostandfound': Layout(
        'LostAndFound, test without known objects',
        _published(_LOST_AND_FOUND),
        _lost_and_found,
        OBSTACLE_TRACK,
        LabelValues(normal=(1,), anomaly=tuple(range(2, 201))),
        labelled_frames=1043,
    ),
    'roadanomaly19': Layout(
        'RoadAnomaly19',
        _published('https://www.epfl.ch/labs/cvlab/data/road-anomaly'),
        _road_anomaly,
        ANOMALY_TRACK,
        LabelValues(normal=(0, 1), anomaly=(2,)),
        labelled_frames=60,
    ),
    'rendered': Layout(
        'Rendered drives',
        'render it with `vl4ad synthesize`, which goes on where it stopped',
        _rendered,
        OBSTACLE_TRACK,
    ),
    'folder': Layout(
        'Folder of pictures',
        'put the pictures into images/ and a PNG of the same name for each into labels/',
        _folder,
        OBSTACLE_TRACK,
    ),
}
