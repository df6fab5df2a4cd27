"""What rendered drives and stills know beyond their labels: objects, their kinds, the camera."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import DataSetError
from ..structures import BoolArray

UNKNOWN = 'unknown'  # the label of what has to be found
INDEX, THINGS = 'frames.jsonl', 'things.json'
INSTANCES, DEPTH = 'labels_instance', 'depth'
M_PER_UNIT = 0.01  # of a depth map; 0 is the sky

Float64Array = NDArray[np.float64]
InstanceMap = NDArray[np.uint16]  # (H, W) ids of things


@dataclass(frozen=True)
class Camera:
    """A pinhole above the plane z = 0; pixel (0, 0) has its centre at (0, 0)."""

    position_m: Float64Array  # (3,) x, y, z
    rotation: Float64Array  # (3, 3) from the optical frame (x right, y down, z forward)
    focal_px: float
    centre_px: Float64Array  # (2,) x, y

    def ground_distance_m(
        self,
        mask: BoolArray,  # (H, W) pixels of an object, at least one
    ) -> float | None:
        """Return how far away the object stands, from its lowest pixel; None above the horizon."""
        rows, columns = np.nonzero(mask)
        lowest = rows == rows.max()
        contact = np.array([columns[lowest].mean(), rows.max() + 0.5])
        ray = self.rotation @ np.append((contact - self.centre_px) / self.focal_px, 1)
        if ray[2] >= 0:
            return None
        return float(np.hypot(ray[0], ray[1]) * self.position_m[2] / -ray[2])


@dataclass(frozen=True)
class UnknownObject:
    """What has to be found; None where it is not known."""

    kind: str
    near: bool | None = None  # resembles a known class
    unseen: bool | None = None  # of a kind that is kept for tests


@dataclass(frozen=True)
class DriveFrame:
    """Time, camera and objects of one frame."""

    stamp_ns: int
    camera: Camera
    objects: dict[int, UnknownObject]  # by instance id


@dataclass(frozen=True)
class DriveTruth:
    """The truth of a drive, or of stills that lie in one folder."""

    folder: Path
    frames: dict[str, DriveFrame]  # by the name of the picture
    is_drive: bool  # else the frames have nothing to do with each other

    @cached_property
    def kinds(self) -> dict[int, str]:
        """The kinds of a drive's unknown objects, by instance id."""
        frames = self.frames.values()
        return {number: item.kind for frame in frames for number, item in frame.objects.items()}

    def frame(self, name: str) -> DriveFrame:
        """Return time, camera and objects. Raises DataSetError when the frame is not known."""
        if name not in self.frames:
            raise DataSetError(
                f'{self.folder / INDEX} does not know the picture {name}: render the drive again'
            )
        return self.frames[name]

    def instances(self, name: str) -> InstanceMap | None:
        """Return the instance map of a frame, None where the drive comes without them."""
        return _read_map(self.folder / INSTANCES / f'{name}.png')

    def distance_m(
        self,
        name: str,
        mask: BoolArray,  # (H, W) pixels of an object, at least one
    ) -> float | None:
        """Return the median depth of an object; without depth, where it stands on the plane."""
        depth = self.depth_units(name)
        if depth is None:
            return self.frame(name).camera.ground_distance_m(mask)
        return float(np.median(depth[mask])) * M_PER_UNIT

    def depth_units(self, name: str) -> NDArray[np.uint16] | None:
        """Return the depth map in units of M_PER_UNIT, 0 in the sky; None without one."""
        return _read_map(self.folder / DEPTH / f'{name}.png')


def is_drive(folder: Path) -> bool:
    """Tell whether there is the list of objects that all frames of a drive share."""
    return (folder / THINGS).is_file()


def read_drive_truth(folder: Path) -> DriveTruth | None:
    """Return the truth of a folder, None where there is only what all data sets have."""
    index, things = folder / INDEX, folder / THINGS
    if not index.is_file():
        return None
    try:
        records = [json.loads(line) for line in index.read_text(encoding='utf-8').splitlines()]
        shared = json.loads(things.read_text(encoding='utf-8')) if is_drive(folder) else None
        if shared is None and not all('things' in record for record in records):
            return None
        frames = {f'{record["index"]:06d}': _frame(record, shared) for record in records}
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise DataSetError(
            f'{index} or {things} is not what `vl4ad synthesize` writes: render the drive again'
        ) from err
    return DriveTruth(folder, frames, is_drive(folder))


def _read_map(path: Path) -> NDArray[np.uint16] | None:  # (H, W)
    if not path.is_file():
        return None
    values = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if values is None or values.dtype != np.uint16:
        raise DataSetError(f'{path} is no PNG of one 16-bit channel: render the drive again')
    return np.asarray(values, np.uint16)


def _frame(record: dict[str, Any], shared: list[dict[str, Any]] | None) -> DriveFrame:
    camera = record['camera']
    things = record.get('things', shared) or ()
    return DriveFrame(
        int(record['stamp_ns']),
        Camera(
            np.array(camera['position_m'], float),
            _rotation(*camera['orientation_xyzw']),
            float(camera['focal_px']),
            np.array(camera['centre_px'], float),
        ),
        {
            int(thing['id']): UnknownObject(
                str(thing['kind']), thing.get('near'), thing.get('unseen')
            )
            for thing in things
            if thing['label'] == UNKNOWN
        },
    )


def _rotation(x: float, y: float, z: float, w: float) -> Float64Array:  # (3, 3)
    """Return the matrix of a unit quaternion."""
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
