"""
Where the pictures and labels of each data set lie when it is extracted as published.

Every finder returns the frames in the order of their names, and raises DataSetError with the
first file that is missing.
"""

from pathlib import Path

from .data_set import DataSetFrame
from .drive_truth import INDEX, THINGS, is_drive, read_drive_truth
from .files import DataSetFiles

Frames = list[DataSetFrame]

_SMIYC_LABEL = '_labels_semantic.png'
_VALIDATION = 'validation'  # so begin the names of the frames whose labels are public

# Ten frames of the download's validation part that the official evaluator leaves out.
_OFFICIAL_OBSTACLE_FRAMES = 30
_LEFT_OUT_OBSTACLE_FRAMES = {f'validation_{number}' for number in (19, *range(21, 30))}

# Pedestrians and cyclists, whom the network knows: the official evaluation leaves them out.
_KNOWN_OBSTACLES = (
    '15_Rechbergstr_Deckenpfronn',
    '01_Hanns_Klemm_Str_45_000006',
    '01_Hanns_Klemm_Str_45_000007',
    '10_Schlossberg_9_000004',
)


def anomaly_track(files: DataSetFiles) -> Frames:
    """Return the frames of RoadAnomaly21."""
    return _segment_me_if_you_can(files.inside('dataset_AnomalyTrack'))


def obstacle_track(files: DataSetFiles) -> Frames:
    """Return the frames of RoadObstacle21."""
    frames = _segment_me_if_you_can(files.inside('dataset_ObstacleTrack'))
    validation = [frame for frame in frames if frame.id.startswith(_VALIDATION)]
    # A copy with thirty frames may have numbered them anew, then all of them belong to it.
    if len(validation) <= _OFFICIAL_OBSTACLE_FRAMES:
        return frames
    return [frame for frame in frames if frame.id not in _LEFT_OUT_OBSTACLE_FRAMES]


def _segment_me_if_you_can(files: DataSetFiles) -> Frames:
    """Return the frames of a track; the labels of the validation part are public, no others."""
    pictures = files.pictures('images')
    labels = {
        path.name.removesuffix(_SMIYC_LABEL): path
        for path in sorted((files.root / 'labels_masks').glob(f'*{_SMIYC_LABEL}'))
    }
    for name in labels:
        if name not in pictures:
            picture = next(iter(pictures.values()))
            raise files.missing(picture.with_stem(name))
    for is_validation in (True, False):
        group = [name for name in pictures if name.startswith(_VALIDATION) == is_validation]
        if any(name in labels for name in group):  # then all of them have one
            for name in group:
                files.require(files.root / 'labels_masks' / f'{name}{_SMIYC_LABEL}')
    return [DataSetFrame(name, path, labels.get(name)) for name, path in pictures.items()]


def fishyscapes_lost_and_found(files: DataSetFiles) -> Frames:
    """Return the frames of Fishyscapes Lost & Found, whose pictures are those of LostAndFound."""
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


def fishyscapes_static(files: DataSetFiles) -> Frames:
    """Return the frames of Fishyscapes Static: differences to pictures of Cityscapes."""
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


def lost_and_found(files: DataSetFiles) -> Frames:
    """Return the test frames of LostAndFound without those that show known objects."""
    frames = []
    suffix = '_leftImg8bit.png'
    for image in files.matching('leftImg8bit/test', f'*/*{suffix}'):
        frame_id = image.name.removesuffix(suffix)
        scene = files.root / 'gtCoarse' / 'test' / image.parent.name
        label = files.require(scene / f'{frame_id}_gtCoarse_labelIds.png')
        if not frame_id.startswith(_KNOWN_OBSTACLES):
            frames.append(DataSetFrame(frame_id, image, label, frame_id.rsplit('_', 1)[0]))
    return frames


def road_anomaly(files: DataSetFiles) -> Frames:
    """Return the frames of RoadAnomaly19."""
    files = files.inside('RoadAnomaly_jpg', 'RoadAnomaly')
    return [
        DataSetFrame(
            name, image, files.require(image.parent / f'{name}.labels/labels_semantic.png')
        )
        for name, image in files.pictures('frames').items()
    ]


def rendered(files: DataSetFiles) -> Frames:
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
    drive = files.root.name if is_drive(truth) else ''  # stills are no drive
    return [
        DataSetFrame(
            f'{prefix}{name}',
            image,
            files.require(_rendered_label(truth, name)),
            drive,
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


def folder(files: DataSetFiles) -> Frames:
    """Return pictures and labels of the same name."""
    return [
        DataSetFrame(name, image, files.require(files.root / 'labels' / f'{name}.png'))
        for name, image in files.pictures('images').items()
    ]
