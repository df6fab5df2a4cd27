"""The truth of the pictures as two maps each: parts, made once and kept on disk, and classes."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from ..errors import DataSetError
from ..structures import UInt8Array
from ..vocabulary.vocabulary import Vocabulary
from .group_tables import group_of_class
from .parts import part_map
from .streets import StreetPicture, Streets


class Truth:
    """Read picture by picture, so that memory does not grow with their number."""

    def __init__(self, streets: Streets, folder: Path) -> None:
        self._streets = streets
        self._folder = folder
        self._pictures = {picture.frame.id: picture for picture in streets.pictures}
        self.frame_ids = tuple(self._pictures)

    def prepare(
        self, vocabulary: Vocabulary, radius_px: int, on_frame: Callable[[int], None]
    ) -> None:
        """Write the part maps; the vocabulary says which borders are joined."""
        group_of = group_of_class(vocabulary)
        for frame_id, picture in self._pictures.items():
            parts = part_map(
                self._streets.data_set.read_label(picture.frame),
                self.classes(frame_id),
                _instances(picture),
                picture.unknowns,
                group_of,
                radius_px,
            )
            path = self._path(frame_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(path), parts)
            on_frame(1)

    def parts(self, frame_id: str) -> UInt8Array:  # (H, W) values of Part, 255 is not judged
        """Return a part map that was prepared."""
        return _read(self._path(frame_id), np.uint8)

    def classes(self, frame_id: str) -> UInt8Array | None:  # (H, W) train ids
        """Return the class map, None where the picture comes without."""
        path = self._pictures[frame_id].class_map
        return None if path is None else _read(path, np.uint8)

    def _path(self, frame_id: str) -> Path:
        return self._folder / f'{frame_id}.png'


def _instances(picture: StreetPicture) -> np.ndarray | None:  # type: ignore[type-arg]
    return None if picture.instance_map is None else _read(picture.instance_map, np.uint16)


def _read(path: Path, kind: type[np.generic]) -> np.ndarray:  # type: ignore[type-arg]
    values = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if values is None or values.dtype != kind or values.ndim != 2:
        raise DataSetError(
            f'{path} is no PNG of one channel of {8 * np.dtype(kind).itemsize} bits: '
            'render the drive again'
        )
    return np.asarray(values)
