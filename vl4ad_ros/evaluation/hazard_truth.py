"""What a rendered drive or still knows of one frame, for those who judge hazards."""

from dataclasses import dataclass
from functools import lru_cache
from math import radians
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from ..errors import DataSetError
from ..structures import BoolArray, CameraCalibration, CameraMount
from .data_set import DataSetFrame
from .drive_truth import M_PER_UNIT, Camera, DriveTruth, is_drive, read_drive_truth

_DRIVE = 'drive.yaml'
FAR, NEAR, UNSEEN = 'far', 'near', 'unseen'


@dataclass(frozen=True)
class StreetTruth:
    """The truth of a drive, where the frames belong to one, and how its camera is mounted."""

    drive: DriveTruth
    mount: CameraMount | None  # as a robot would have it: without hills and vibration
    groups: dict[str, str]  # of kinds of unknown objects: FAR, NEAR or UNSEEN

    def calibration(self, frame: DataSetFrame, size_hw: tuple[int, int]) -> CameraCalibration:
        """Return what CameraInfo would say."""
        camera = self.drive.frame(frame.picture).camera
        focal, (x, y) = camera.focal_px, (float(value) for value in camera.centre_px)
        return CameraCalibration(
            size_hw[1],
            size_hw[0],
            'plumb_bob',
            (),
            (focal, 0.0, x, 0.0, focal, y, 0.0, 0.0, 1.0),
            (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
            (focal, 0.0, x, 0.0, 0.0, focal, y, 0.0, 0.0, 0.0, 1.0, 0.0),
        )

    def instances(self, frame: DataSetFrame) -> NDArray[np.uint16] | None:
        """Return the instance map, None where there is none."""
        return _read_instances(self.drive.folder, frame.picture)

    def depth_m(self, frame: DataSetFrame) -> NDArray[np.float32] | None:
        """Return the depth along the optical axis, 0 in the sky; None where it is not known."""
        return _read_depth_m(self.drive.folder, frame.picture)


@lru_cache
def read_street(folder: Path) -> StreetTruth | None:
    """Return the truth of a drive; None for stills and other pictures."""
    drive = read_drive_truth(folder) if is_drive(folder) else None
    return None if drive is None else StreetTruth(drive, _mount(folder), _groups(drive))


def contact_range_m(
    mask: BoolArray,  # (H, W) visible pixels of an object
    depth_m: NDArray[np.float32],  # (H, W)
    camera: Camera,
) -> float | None:
    """Return how far its lowest pixels are from the camera; None where it has no depth there."""
    rows, columns = np.nonzero(mask)
    lowest = rows == rows.max()
    depth = depth_m[rows[lowest], columns[lowest]]
    if not (depth > 0).any():
        return None
    x, y = (
        np.array([np.median(columns[lowest]), rows.max()]) - camera.centre_px
    ) / camera.focal_px
    return float(np.median(depth[depth > 0]) * np.sqrt(1 + x**2 + y**2))


# Many ways to find hazards are judged on a frame before the next one comes.
@lru_cache(maxsize=1)
def _read_depth_m(folder: Path, picture: str) -> NDArray[np.float32] | None:
    street = read_street(folder)
    assert street is not None
    depth = street.drive.depth_units(picture)
    return None if depth is None else depth * np.float32(M_PER_UNIT)


@lru_cache(maxsize=1)
def _read_instances(folder: Path, picture: str) -> NDArray[np.uint16] | None:
    street = read_street(folder)
    assert street is not None
    return street.drive.instances(picture)


def _mount(folder: Path) -> CameraMount | None:
    path = folder / _DRIVE
    if not path.is_file():
        return None
    try:
        camera = yaml.safe_load(path.read_text(encoding='utf-8'))['camera']
        return CameraMount(float(camera['height_m']), -radians(float(camera['pitch_deg'])), 0.0)
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as err:
        raise DataSetError(
            f'{path} does not say how the camera is mounted: render the drive again'
        ) from err


def _groups(drive: DriveTruth) -> dict[str, str]:
    groups = {}
    for frame in drive.frames.values():
        for thing in frame.objects.values():
            if thing.unseen is not None:
                near = NEAR if thing.near else FAR
                groups[thing.kind] = UNSEEN if thing.unseen else near
    return groups
