"""Things cut out of their pictures."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ..structures import UInt8Array
from ..training.augmentation import BORDER_RGB
from ..training.label_files import read_picture, read_values
from .things import SeenThing


class Cutting(NamedTuple):
    """A square around a thing, enlarged or reduced to one size for all."""

    image: UInt8Array  # (side, side, 3) RGB
    mask: UInt8Array  # (side, side), 255 where the thing is, less at its edge


def cut_out(
    things: Sequence[SeenThing],  # those of a picture one after the other: it is read once
    side: int,
    margin: float,  # side of the square, of the thing's longer side
) -> Iterator[Cutting]:
    """Cut things out; what lies beyond the picture has one colour. Raises DataSetError."""
    path, image, instances = None, np.zeros(0, np.uint8), np.zeros(0, np.int32)
    for thing in things:
        if thing.image != path:
            path = thing.image
            image, instances = read_picture(thing.image), read_values(thing.instances)
        mask = np.where(instances == thing.number, 255, 0).astype(np.uint8)
        place = _place(mask, side, margin)
        size = (side, side)
        yield Cutting(
            np.asarray(cv2.warpAffine(image, place, size, borderValue=BORDER_RGB), np.uint8),
            np.asarray(cv2.warpAffine(mask, place, size), np.uint8),
        )


def _place(
    mask: UInt8Array,  # (H, W)
    side: int,
    margin: float,
) -> NDArray[np.float64]:  # (2, 3), from the picture to the cutting
    left, top, width, height = cv2.boundingRect(mask)
    scale = side / (margin * max(width, height, 1))
    offsets = [
        side / 2 - scale * (start + (length - 1) / 2)
        for start, length in ((left, width), (top, height))
    ]
    return np.array([[scale, 0, offsets[0]], [0, scale, offsets[1]]])
