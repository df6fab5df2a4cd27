"""From a configuration to a data set folder and a bag, frame by frame."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SyntheticError
from ..structures import Frame
from .camera import intrinsics_of, pose_at
from .dataset import ANOMALY_FOLDER, ANOMALY_SUFFIX, DataSetFolder
from .drive_writer import write_drive
from .scene import build_scene
from .settings import DriveSettings
from .streets.street import Street

if TYPE_CHECKING:
    from .blender.renderer import Renderer


def synthesize(
    settings: DriveSettings, out: Path, on_frame: Callable[[int], None] = lambda _: None
) -> Path:
    """
    Render a drive into OUT and return its bag, OUT/bag/<name>, with the truth beside its data.

    Frames that are complete already are kept; `on_frame` is told the number of frames done.
    Raises SyntheticError when Blender's module is missing or the folder holds another drive.
    """
    street = build_scene(settings)
    data_set = DataSetFolder(out, settings, street.things)
    times = [index / settings.fps for index in range(settings.frames)]
    poses = [
        pose_at(time_s, settings.camera, street.line, street.lane_offset_m, settings.seed)
        for time_s in times
    ]
    missing = [index for index in range(settings.frames) if not data_set.is_complete(index)]
    done = settings.frames - len(missing)
    on_frame(done)
    if missing:
        renderer = _renderer(street, settings)
        for index in missing:
            rendered = renderer.render(poses[index], times[index])
            data_set.write(index, rendered.image, rendered.instances)
            done += 1
            on_frame(done)
    intrinsics = intrinsics_of(settings.camera)
    index_path = data_set.write_index(poses, intrinsics)
    bag = out / 'bag' / settings.name
    write_drive(bag, _frames(data_set, settings), intrinsics, settings.jpeg_quality)
    _copy_truth(data_set, settings, index_path, bag / 'truth')
    return bag


def _renderer(street: Street, settings: DriveSettings) -> 'Renderer':
    """Import Blender's module only now: everything else works without it."""
    try:
        from .blender.renderer import Renderer
    except ImportError as error:
        raise SyntheticError(
            f"rendering needs Blender's Python module ({error}); on Python 3.11 install it with "
            "`pip install '.[synthetic]'` in the repository"
        ) from error
    return Renderer(street, settings)


def _frames(data_set: DataSetFolder, settings: DriveSettings) -> Iterator[Frame]:
    for index in range(settings.frames):
        yield Frame(data_set.read_image(index), settings.stamp_ns(index))


def _copy_truth(
    data_set: DataSetFolder, settings: DriveSettings, index_path: Path, truth: Path
) -> None:
    """Put the anomaly labels and the index beside the bag, for those who have only that."""
    labels = truth / ANOMALY_FOLDER
    labels.mkdir(parents=True)
    for index in range(settings.frames):
        shutil.copyfile(data_set.anomaly_label(index), labels / f'{index:06d}{ANOMALY_SUFFIX}')
    shutil.copyfile(index_path.with_name('things.json'), truth / 'things.json')
    records = [json.loads(line) for line in index_path.read_text(encoding='utf-8').splitlines()]
    for record in records:
        for name in ('image', 'class_label', 'instance_label'):
            del record[name]  # these stay in the data set folder
    lines = [json.dumps(record) for record in records]
    (truth / index_path.name).write_text('\n'.join(lines) + '\n', encoding='utf-8')
