"""Label files of every kind, as one number for each pixel."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import DataSetError
from ..structures import Int32Array, UInt8Array


def read_picture(path: Path) -> UInt8Array:  # (H, W, 3) RGB
    """Read a picture."""
    return np.ascontiguousarray(_read(path, cv2.IMREAD_COLOR)[..., ::-1], np.uint8)


def read_values(path: Path) -> Int32Array:  # (H, W)
    """Read a label whose grey values are numbers of classes, of 8 or 16 bits."""
    label = _read(path, cv2.IMREAD_UNCHANGED)
    if label.ndim != 2:
        raise DataSetError(
            f'{path} has colours where numbers of classes are needed: '
            "name the classes by their colours ('#rrggbb'), or save the label in grey"
        )
    values: Int32Array = label.astype(np.int32)
    return values


def read_instance_values(path: Path) -> Int32Array:  # (H, W)
    """Read the numbers of classes from a label of instances: 256 x class + instance."""
    return read_values(path) >> 8


def read_colours(path: Path) -> Int32Array:  # (H, W)
    """Read a label whose colours stand for classes, as 0xRRGGBB; palettes are resolved."""
    blue, green, red = np.moveaxis(_read(path, cv2.IMREAD_COLOR).astype(np.int32), -1, 0)
    colours: Int32Array = (red << 16) | (green << 8) | blue
    return colours


def _read(path: Path, flags: int) -> NDArray[Any]:
    content: NDArray[Any] | None = cv2.imread(str(path), flags)
    if content is None:
        raise DataSetError(f'{path} cannot be read as a picture: get it again')
    return content
