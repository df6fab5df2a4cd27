"""Pixels of the own car: from a picture that marks them, or from where its ground would be."""

from pathlib import Path

import cv2
import numpy as np

from ..errors import SettingsError
from ..structures import BoolArray, CameraMount
from .geometry import down_of
from .rays import CameraModel


def read_ego_mask(path: Path) -> BoolArray:  # (H, W)
    """Return the pixels that are not black. Raises SettingsError when it is no picture."""
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) if path.is_file() else None
    if picture is None:
        raise SettingsError(
            f'ego_mask {str(path)!r} is no picture: give one that is black except for the own car'
        )
    return np.asarray(picture > 0, np.bool_)


def resized(mask: BoolArray, size_hw: tuple[int, int]) -> BoolArray:
    """Return a mask at another size."""
    pixels = cv2.resize(mask.astype(np.uint8), size_hw[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(pixels, np.bool_)


def ego_ground(
    camera: CameraModel,
    mount: CameraMount,
    front_m: float,
    size_hw: tuple[int, int],  # of the image
    map_hw: tuple[int, int],  # of the mask
) -> BoolArray:  # (h, w)
    """Return where level ground would be nearer than the front of the own car."""
    scale = np.array([size_hw[1] / map_hw[1], size_hw[0] / map_hw[0]])
    rows, columns = np.indices(map_hw).reshape(2, -1)
    points = (np.column_stack([columns, rows]) + 0.5) * scale - 0.5
    rays = camera.rays(points)
    sine = rays @ down_of(mount)
    with np.errstate(divide='ignore', invalid='ignore'):
        along = mount.height_m * np.sqrt(1 - sine**2) / sine
        nearer = (sine > 0) & (along < front_m)
    return np.asarray(nearer, np.bool_).reshape(map_hw)
