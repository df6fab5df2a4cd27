"""
Into which parts the judged pixels of a picture fall.

A normal pixel is at a border when a pixel of another known class is within a radius (of rows and
of columns). The border is joined when all classes so near belong to one super-class, else kept.
Pixels so near to something of no known class, an unknown thing among it, are placed nowhere:
there a score may be high for another reason.
"""

from collections.abc import Sequence
from enum import IntEnum

import cv2
import numpy as np

from ..evaluation.components import ANOMALY, IGNORED
from ..evaluation.drive_truth import InstanceMap
from ..structures import UInt8Array
from .group_tables import NO_GROUP
from .streets import UnknownThing


class Part(IntEnum):
    """The values of a part map; 255 is not judged."""

    INSIDE = 0
    JOINED_BORDER = 1
    KEPT_BORDER = 2
    UNPLACED = 3  # or there is no class map
    FAR = 4  # kinds that are like no known class
    FAR_UNSEEN = 5
    NEAR = 6
    NEAR_UNSEEN = 7
    MIXED = 8  # anomalous, of a kind that is not known


NORMAL_PARTS = (Part.INSIDE, Part.JOINED_BORDER, Part.KEPT_BORDER, Part.UNPLACED)
ANOMALOUS_PARTS = (Part.FAR, Part.FAR_UNSEEN, Part.NEAR, Part.NEAR_UNSEEN, Part.MIXED)


def part_map(
    label: UInt8Array,  # (H, W) 0 normal, 1 anomaly, 255 ignored
    classes: UInt8Array | None,  # (H, W) train ids
    instances: InstanceMap | None,  # (H, W)
    unknowns: Sequence[UnknownThing],
    group_of: UInt8Array,  # (256,) of `group_of_class`
    radius_px: int,
) -> UInt8Array:  # (H, W) values of Part, 255 where the label is ignored
    """Return the part of each judged pixel."""
    parts = np.full(label.shape, Part.UNPLACED, np.uint8)
    if classes is not None:
        parts = _border_parts(classes, group_of, radius_px)
    parts[label == ANOMALY] = Part.MIXED
    if instances is not None:
        for thing in unknowns:
            parts[(instances == thing.id) & (label == ANOMALY)] = _part_of(thing)
    elif len({_part_of(thing) for thing in unknowns}) == 1:
        parts[label == ANOMALY] = _part_of(unknowns[0])
    parts[label == IGNORED] = IGNORED
    return parts


def _part_of(thing: UnknownThing) -> Part:
    if thing.near:
        return Part.NEAR_UNSEEN if thing.unseen else Part.NEAR
    return Part.FAR_UNSEEN if thing.unseen else Part.FAR


def _border_parts(
    classes: UInt8Array,  # (H, W)
    group_of: UInt8Array,  # (256,)
    radius_px: int,
) -> UInt8Array:  # (H, W) values of NORMAL_PARTS
    kernel = np.ones((2 * radius_px + 1, 2 * radius_px + 1), np.uint8)
    near_classes = np.zeros(classes.shape, np.uint8)  # how many are within the radius
    near_groups = np.zeros(classes.shape, np.uint8)
    present = np.unique(classes)
    for group in sorted(set(group_of[present].tolist()) - {NO_GROUP}):
        reached = np.zeros(classes.shape, np.uint8)
        for number in present[group_of[present] == group]:
            within = cv2.dilate((classes == number).astype(np.uint8), kernel)
            near_classes += within
            reached |= within
        near_groups += reached
    parts = np.full(classes.shape, Part.INSIDE, np.uint8)
    parts[near_classes > 1] = Part.JOINED_BORDER
    parts[near_groups > 1] = Part.KEPT_BORDER
    foreign = cv2.dilate((group_of[classes] == NO_GROUP).astype(np.uint8), kernel)
    parts[foreign > 0] = Part.UNPLACED
    return parts
