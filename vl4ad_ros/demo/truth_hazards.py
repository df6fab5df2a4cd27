"""The hazards that a node published, against the truth that lies beside a rendered drive."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..bags.reader import read_messages
from ..evaluation.components import ANOMALY, IGNORED
from ..evaluation.data_set import DataSet, DataSetFrame
from ..evaluation.drive_judge import TRUE_SHARE
from ..structures import BoolArray
from .summary import stamp_of
from .topics import HAZARDS


@dataclass(frozen=True)
class JudgedHazards:
    """How many things the node spoke of; what lies in pixels that are not judged is left out."""

    count: int  # ids
    false: int  # of them those of which less than a quarter is truth, over all their frames


def judge_hazards(
    bag: Path, data_set: DataSet, frame_at: Mapping[int, DataSetFrame]
) -> JudgedHazards:
    """Judge all recorded hazards by their outlines; `frame_at` tells the frame of a stamp, ns."""
    judged, true = defaultdict[int, int](int), defaultdict[int, int](int)
    for _, _, message in read_messages(bag, {HAZARDS}):
        frame = frame_at.get(stamp_of(message))
        if frame is None:
            continue
        label = data_set.read_label(frame)
        for hazard in message.hazards:
            covered = label[inside(hazard.contour, label.shape)]
            judged[hazard.id] += int((covered != IGNORED).sum())
            true[hazard.id] += int((covered == ANOMALY).sum())
    seen = [key for key, pixels in judged.items() if pixels]
    false = sum(true[key] < TRUE_SHARE * judged[key] for key in seen)
    return JudgedHazards(len(seen), false)


def inside(contour: Any, shape_hw: tuple[int, ...]) -> BoolArray:  # (H, W)
    """Return the pixels inside of a contour of geometry_msgs/Point32 in pixels."""
    corners = np.array([[point.x, point.y] for point in contour], np.float64).reshape(-1, 2)
    drawn = np.zeros(shape_hw, np.uint8)
    cv2.fillPoly(drawn, [np.rint(corners - 0.5).astype(np.int32)], 1)
    return drawn.astype(np.bool_)
