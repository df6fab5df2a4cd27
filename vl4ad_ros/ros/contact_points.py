"""Where hazards stand, as points: for the obstacle layer of nav2, or any other costmap."""

import math

import numpy as np
from sensor_msgs.msg import PointCloud2, PointField

from vl4ad_ros.msg import Hazard

from ..structures import FloatArray
from .answer import Answer
from .image_messages import to_array

_FIELDS = ('x', 'y', 'z', 'score')  # float32 each
_BYTES = 4


def contact_point_cloud(answer: Answer) -> PointCloud2:
    """
    Return one point for each hazard whose range is known, in the frame of the camera.

    Without such a hazard the cloud is empty: it says that there was a look.
    """
    points = contact_points(answer.hazards.hazards)
    return PointCloud2(
        header=answer.header,
        height=1,
        width=len(points),
        fields=[
            PointField(name=name, offset=_BYTES * index, datatype=PointField.FLOAT32, count=1)
            for index, name in enumerate(_FIELDS)
        ],
        is_bigendian=False,
        point_step=_BYTES * len(_FIELDS),
        row_step=_BYTES * len(_FIELDS) * len(points),
        data=to_array(points),
        is_dense=True,
    )


def contact_points(hazards: list[Hazard]) -> FloatArray:  # (N, 4) x, y, z [m] and score
    """Return the contact points of the hazards that have one."""
    ranged = [hazard for hazard in hazards if has_range(hazard)]
    rows = [(*contact_xyz(hazard), hazard.score_max) for hazard in ranged]
    return np.array(rows, '<f4').reshape(len(rows), len(_FIELDS))


def has_range(hazard: Hazard) -> bool:
    """Tell whether it is known where the hazard stands."""
    return all(map(math.isfinite, (hazard.bearing, hazard.elevation, hazard.range)))


def has_bearing(hazard: Hazard) -> bool:
    """Tell whether it is known in which direction the hazard lies."""
    return math.isfinite(hazard.bearing) and math.isfinite(hazard.elevation)


def contact_xyz(hazard: Hazard) -> tuple[float, float, float]:
    """Return the contact with the ground in metres, in the optical frame of the camera."""
    x, y, z = direction_xyz(hazard)
    return hazard.range * x, hazard.range * y, hazard.range * z


def direction_xyz(hazard: Hazard) -> tuple[float, float, float]:
    """Return the unit vector towards the hazard: x to the right, y down, z ahead (REP-103)."""
    ahead = math.cos(hazard.elevation)
    x, z = ahead * math.sin(hazard.bearing), ahead * math.cos(hazard.bearing)
    return x, -math.sin(hazard.elevation), z
