"""What a rendered drive knows beyond its labels: objects, their kinds, time and the camera."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import DataSetError
from ..structures import BoolArray

UNKNOWN = 'unknown'  # the label of what has to be found
INDEX, THINGS, INSTANCES = 'frames.jsonl', 'things.json', 'labels_instance'

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
class DriveFrame:
    """Time and camera of one frame."""

    stamp_ns: int
    camera: Camera


@dataclass(frozen=True)
class DriveTruth:
    """The truth of one drive."""

    folder: Path
    frames: dict[str, DriveFrame]  # by the name of the picture
    kinds: dict[int, str]  # of the unknown objects, by instance id

    def frame(self, name: str) -> DriveFrame:
        """Return time and camera of a frame. Raises DataSetError when it is not known."""
        if name not in self.frames:
            raise DataSetError(
                f'{self.folder / INDEX} does not know the picture {name}: render the drive again'
            )
        return self.frames[name]

    def instances(self, name: str) -> InstanceMap | None:
        """Return the instance map of a frame, None where the drive comes without them."""
        path = self.folder / INSTANCES / f'{name}.png'
        if not path.is_file():
            return None
        instances = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if instances is None or instances.dtype != np.uint16:
            raise DataSetError(f'{path} is no PNG of one 16-bit channel: render the drive again')
        return np.asarray(instances, np.uint16)


def read_drive_truth(folder: Path) -> DriveTruth | None:
    """Return the truth of a drive, None where there is only what all data sets have."""
    index, things = folder / INDEX, folder / THINGS
    if not (index.is_file() and things.is_file()):
        return None
    try:
        records = [json.loads(line) for line in index.read_text(encoding='utf-8').splitlines()]
        frames = {f'{record["index"]:06d}': _frame(record) for record in records}
        kinds = {
            int(thing['id']): str(thing['kind'])
            for thing in json.loads(things.read_text(encoding='utf-8'))
            if thing['label'] == UNKNOWN
        }
    except (ValueError, KeyError, TypeError) as err:
        raise DataSetError(
            f'{index} or {things} is not what `vl4ad synthesize` writes: render the drive again'
        ) from err
    return DriveTruth(folder, frames, kinds)


def _frame(record: dict[str, Any]) -> DriveFrame:
    camera = record['camera']
    return DriveFrame(
        int(record['stamp_ns']),
        Camera(
            np.array(camera['position_m'], float),
            _rotation(*camera['orientation_xyzw']),
            float(camera['focal_px']),
            np.array(camera['centre_px'], float),
        ),
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
