"""What the pixels of a rendered drive are called, and the label maps made from it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..structures import UInt8Array

# The 19 classes of Cityscapes in the order of its train ids.
CLASSES = (
    'road', 'sidewalk', 'building', 'wall', 'fence', 'pole', 'traffic light', 'traffic sign',
    'vegetation', 'terrain', 'sky', 'person', 'rider', 'car', 'truck', 'bus', 'train',
    'motorcycle', 'bicycle',
)  # fmt: skip
UNKNOWN = 'unknown'  # of no class, and what the detector has to find
OUTSIDE = 'outside'  # of no class, and belonging to a street: benches, bins; not evaluated

NO_CLASS = 255
NORMAL, ANOMALY, IGNORED = 0, 1, 255  # the convention of SegmentMeIfYouCan

SKY_INSTANCE = 0  # what no thing covers


def class_id(label: str) -> int:
    """Return the train id of a label; things of no class have 255."""
    return CLASSES.index(label) if label in CLASSES else NO_CLASS


def anomaly_value(label: str) -> int:
    """Return 0 for a known class, 1 for an unknown thing, 255 for what is not evaluated."""
    if label == UNKNOWN:
        return ANOMALY
    return NORMAL if label in CLASSES else IGNORED


def label_maps(
    instances: NDArray[np.uint16],  # (H, W) instance ids, 0 where only the sky is
    labels: Mapping[int, str],  # of every instance id but the sky's
) -> tuple[UInt8Array, UInt8Array]:
    """Return the class map and the anomaly map of one frame, (H, W) each."""
    named = {SKY_INSTANCE: 'sky', **labels}
    classes = np.full(max(named) + 1, NO_CLASS, np.uint8)
    anomalies = np.full(max(named) + 1, IGNORED, np.uint8)
    for instance, label in named.items():
        classes[instance] = class_id(label)
        anomalies[instance] = anomaly_value(label)
    return classes[instances], anomalies[instances]
