"""
Known objects of one picture in another: simple copy-paste (arXiv 2012.07177, section 3).

A truck is in every sixth street, and a network that has seldom seen one calls it unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..errors import SettingsError
from ..structures import UInt8Array
from .pictures import LabelledPicture
from .repetition import shown_classes

LEAST_PIXELS = 30  # of an object: a smaller one shows nothing


@dataclass(frozen=True)
class Donors:
    """Which pictures have objects to give."""

    pictures: tuple[tuple[LabelledPicture, ...], ...]  # for each class, those that show it
    classes: UInt8Array  # (C,) the classes that objects are of

    def pick(self, rng: np.random.Generator) -> LabelledPicture:
        """Return a picture of a class drawn first, so that rare ones come as often."""
        showing = self.pictures[int(rng.integers(len(self.pictures)))]
        return showing[int(rng.integers(len(showing)))]


def find_donors(
    pictures: Sequence[LabelledPicture],
    known: Sequence[str],  # the vocabulary's classes
    pasted: Sequence[str],  # those whose objects are put into other pictures; none of them: None
) -> Donors | None:
    """Read all labels for who shows what; raises SettingsError for a class that none shows."""
    if not pasted:
        return None
    shown = np.stack([shown_classes(picture, len(known)) for picture in pictures])
    present = [name for name, of_name in zip(known, shown.T, strict=True) if of_name.any()]
    for name in pasted:
        if name not in present:
            raise SettingsError(
                f'augmentation.pasted names {name!r}, which no picture shows: remove it, or name '
                f'one of {", ".join(present)}'
            )
    numbers = [known.index(name) for name in pasted]
    showing = tuple(
        tuple(picture for picture, classes in zip(pictures, shown, strict=True) if classes[number])
        for number in numbers
    )
    return Donors(showing, np.array(numbers, np.uint8))


def paste_objects(
    image: UInt8Array,  # (H, W, 3), changed in place
    label: UInt8Array,  # (H, W), changed in place
    donor_image: UInt8Array,  # (h, w, 3)
    donor_label: UInt8Array,  # (h, w)
    classes: UInt8Array,  # (C,) that objects are of
    rng: np.random.Generator,
) -> None:
    """
    Put each object of the donor, with a chance of a half, where it is into the picture.

    There it has the size that its distance to the camera gives it: moved or enlarged, a truck
    would be a box on the road, and boxes would be learned as trucks. It stands behind the objects
    that are there, as labels do not say which is nearer.
    """
    size = label.shape[::-1]
    donor_image = cv2.resize(donor_image, size, interpolation=cv2.INTER_AREA)
    donor_label = cv2.resize(donor_label, size, interpolation=cv2.INTER_NEAREST_EXACT)
    _, objects, stats, _ = cv2.connectedComponentsWithStats(
        np.isin(donor_label, classes).astype(np.uint8)
    )
    chosen = (stats[:, cv2.CC_STAT_AREA] >= LEAST_PIXELS) & (rng.random(len(stats)) < 0.5)
    chosen[0] = False  # what is no object
    mask = chosen[objects] & ~np.isin(label, classes)
    image[mask] = donor_image[mask]
    label[mask] = donor_label[mask]
