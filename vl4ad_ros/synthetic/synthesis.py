"""From a configuration to a data set folder and, for a drive, a bag."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..structures import Frame
from .camera import intrinsics_of
from .contact_sheet import write_contact_sheet
from .dataset import ANOMALY_FOLDER, ANOMALY_SUFFIX, DataSetFolder
from .drive_writer import write_drive
from .frame_maker import make_frames
from .scene import build_scene
from .settings import DriveSettings, StillsSettings


def synthesize(
    settings: DriveSettings | StillsSettings,
    out: Path,
    frames: range | None = None,
    workers: int = 1,
    on_frame: Callable[[int], None] = lambda _: None,
) -> Path | None:
    """
    Render frames into OUT, all of them or a range, with a number of processes.

    Frames that are complete already are kept; `on_frame` is told how many of the range are done.
    When no frame at all is missing, the index and a contact sheet are written; returned is the
    bag of a drive, with the truth beside its data, or the index of stills; None until then.
    Raises SyntheticError when Blender's module is missing or the folder holds something else.
    """
    wanted = range(settings.frames) if frames is None else frames
    if not wanted or wanted[0] < 0 or wanted[-1] >= settings.frames:
        raise SettingsError(f'there is no such range of frames; choose within 0:{settings.frames}')
    data_set = DataSetFolder(out)
    data_set.claim(settings)
    missing = [index for index in wanted if not data_set.is_complete(index)]
    done = len(wanted) - len(missing)
    on_frame(done)
    if missing:
        for _ in make_frames(settings, out, missing, workers):
            done += 1
            on_frame(done)
    if not all(data_set.is_complete(index) for index in range(settings.frames)):
        return None
    records = data_set.write_index(settings.frames)
    write_contact_sheet(data_set, settings.frames)
    if isinstance(settings, StillsSettings):
        return out / 'frames.jsonl'
    return _write_bag(data_set, settings, records)


def _write_bag(
    data_set: DataSetFolder, settings: DriveSettings, records: list[dict[str, Any]]
) -> Path:
    things = data_set.write_things(build_scene(settings).things)
    bag = data_set.root / 'bag' / settings.name
    cameras = [record['camera'] for record in records]
    intrinsics = intrinsics_of(settings.camera)
    write_drive(bag, _frames(data_set, settings), cameras, intrinsics, settings.jpeg_quality)
    _copy_truth(data_set, records, things, bag / 'truth')
    return bag


def _frames(data_set: DataSetFolder, settings: DriveSettings) -> Iterator[Frame]:
    for index in range(settings.frames):
        yield Frame(data_set.read_image(index), settings.stamp_ns(index))


def _copy_truth(
    data_set: DataSetFolder, records: list[dict[str, Any]], things: Path, truth: Path
) -> None:
    """Put the anomaly labels and the index beside the bag, for those who have only that."""
    labels = truth / ANOMALY_FOLDER
    labels.mkdir(parents=True)
    for index in range(len(records)):
        shutil.copyfile(data_set.anomaly_label(index), labels / f'{index:06d}{ANOMALY_SUFFIX}')
    shutil.copyfile(things, truth / things.name)
    elsewhere = ('image', 'class_label', 'instance_label', 'depth')  # in the data set folder
    kept = [{k: v for k, v in record.items() if k not in elsewhere} for record in records]
    lines = [json.dumps(record) for record in kept]
    (truth / 'frames.jsonl').write_text('\n'.join(lines) + '\n', encoding='utf-8')
