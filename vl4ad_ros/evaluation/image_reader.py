"""Reads the pictures of a data set, from files or from bags."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from ..errors import DataSetError
from ..structures import Frame, UInt8Array
from .data_set import DataSetFrame


class ImageReader:
    """A bag is read once from start to end when its frames are asked for in their order."""

    def __init__(self) -> None:
        self._bag: Path | None = None
        self._frames: Iterator[Frame] = iter(())

    def read(self, frame: DataSetFrame) -> UInt8Array:  # (H, W, 3) RGB
        """Return the picture. Raises DataSetError or DriveError when it cannot be read."""
        if frame.stamp_ns is not None:
            return self._from_bag(frame, frame.stamp_ns)
        # A rotation noted in the file is not applied: the labels know nothing of it.
        image = cv2.imread(str(frame.image), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
        if image is None:
            raise DataSetError(f'{frame.image} is no picture: extract the data set again')
        rgb = np.ascontiguousarray(image[..., ::-1], np.uint8)
        return rgb if frame.overlay is None else _with_overlay(rgb, frame.overlay)

    def _from_bag(self, frame: DataSetFrame, stamp_ns: int) -> UInt8Array:
        for _ in range(2):  # what is left of the bag, then the bag from its start
            for candidate in self._frames if self._bag == frame.image else ():
                if candidate.stamp_ns == stamp_ns:
                    return candidate.image
            self._bag, self._frames = frame.image, _open_bag(frame.image)
        raise DataSetError(
            f'{frame.image} has no picture of the time {stamp_ns} ns: '
            'its truth belongs to another bag, copy both again'
        )


def _open_bag(path: Path) -> Iterator[Frame]:
    try:
        from ..drives.drive import open_drive  # its libraries are an extra
    except ModuleNotFoundError as err:
        raise DataSetError(
            f'{path} is a bag, to read it {err.name} has to be installed: '
            "run `pip install '.[evaluation]'` in a clone of vl4ad_ros"
        ) from err
    return iter(open_drive(path))


def _with_overlay(image: UInt8Array, path: Path) -> UInt8Array:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            difference = arrays['rgb'].astype(np.int16)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as err:
        raise DataSetError(f'{path} is damaged: extract the data set again') from err
    picture: UInt8Array = np.clip(image.astype(np.int16) + difference, 0, 255).astype(np.uint8)
    return picture
