"""The images of a bench: real ones where there are any, in the size that is asked for."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from ..drives.drive import open_drive
from ..structures import UInt8Array

_MOST = 8  # of a drive; they are taken in turns


def read_images(drive: Path, size_hw: tuple[int, int]) -> tuple[UInt8Array, ...]:  # (H, W, 3) BGR
    """Return the first images of a drive, resized, as a camera would give them."""
    return tuple(_resized(frame.image, size_hw) for frame in islice(open_drive(drive), _MOST))


def _resized(image: UInt8Array, size_hw: tuple[int, int]) -> UInt8Array:
    resized = cv2.resize(image, size_hw[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(resized, cv2.COLOR_RGB2BGR), np.uint8)
