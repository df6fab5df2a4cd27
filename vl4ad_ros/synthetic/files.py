"""Files that are there whole or not at all."""

import os
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import SyntheticError

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file; other processes see the old one or the new one."""
    part = path.with_name(f'{path.name}.{os.getpid()}.part')
    part.write_bytes(data)
    os.replace(part, path)


def write_text(path: Path, text: str) -> None:
    """Write a text file."""
    write_bytes(path, text.encode())


def write_png(path: Path, pixels: Pixels) -> None:
    """Write a picture of 8 or 16 bits; three channels are BGR."""
    done, data = cv2.imencode('.png', pixels, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    if not done:
        raise SyntheticError(f'{path} cannot be written as PNG; choose another picture size')
    write_bytes(path, data.tobytes())


def read_png(path: Path) -> Pixels:
    """Read a picture as it was written; raises SyntheticError with the remedy."""
    pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.dtype not in (np.uint8, np.uint16):
        raise SyntheticError(
            f'{path} is damaged; delete the picture of its frame and render again'
        )
    return np.asarray(pixels)
