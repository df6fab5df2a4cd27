"""How a camera is mounted, from the transforms of a robot (tf): height, pitch and roll."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, atan2, radians

import numpy as np

from ..errors import TransformError
from ..structures import CameraMount
from .motion import Float64Array

MAX_AGE_S = 0.5  # between an image and a transform that moves
_LEAST_LENGTH = 1e-6  # of a quaternion
# Whose z axis points up is the frame of the camera's body, and not the optical one.
_STRAIGHT_UP_RAD = radians(-80)


@dataclass(frozen=True)
class Transform:
    """Where a frame is in its parent, as geometry_msgs/TransformStamped has it."""

    parent: str
    translation_m: tuple[float, float, float]
    rotation_xyzw: tuple[float, float, float, float]
    stamp_ns: int | None = None  # None: it holds for ever


def mount_from_transforms(
    transforms: Mapping[str, Transform],  # by the name of the child
    base_frame: str,  # on the ground, its z axis up (REP-103)
    optical_frame: str,  # of the images: x to the right, y down, z forward (REP-103)
    stamp_ns: int,  # of the image
) -> CameraMount:
    """Return the mount; raises TransformError when tf does not say it."""
    to_base = _pose(transforms, base_frame, optical_frame, stamp_ns)
    right, down, forward = -to_base[2, :3]  # the ground's direction, seen by the camera
    mount = CameraMount(
        float(to_base[2, 3]), asin(max(-1.0, min(1.0, forward))), atan2(right, down)
    )
    if mount.height_m <= 0:
        raise TransformError(
            f'{optical_frame!r} is {-mount.height_m:.2f} m below {base_frame!r}: name a '
            'base_frame that lies on the ground, for example base_footprint'
        )
    if mount.pitch_rad < _STRAIGHT_UP_RAD:
        raise TransformError(
            f'{optical_frame!r} looks straight up: stamp the images with the optical frame of the '
            'camera (REP-103), whose z axis points forward'
        )
    return mount


def _pose(
    transforms: Mapping[str, Transform], base_frame: str, frame: str, stamp_ns: int
) -> Float64Array:  # (4, 4) from coordinates in `frame` to those in `base_frame`
    """Meet at the first frame that both descend from; links above it do not matter."""
    of_base = _ancestors(transforms, base_frame)
    of_frame = _ancestors(transforms, frame)
    meeting = next((name for name in of_frame if name in of_base), None)
    if meeting is None:
        raise TransformError(
            f'tf does not connect {base_frame!r} (its root is {of_base[-1]!r}) with {frame!r} '
            f'(its root is {of_frame[-1]!r}): publish the missing transform'
        )
    poses = []
    for lineage in (of_base, of_frame):
        pose = np.eye(4)
        for child in lineage[: lineage.index(meeting)]:
            _check_age(transforms[child], child, stamp_ns)
            pose = _matrix(transforms[child], child) @ pose
        poses.append(pose)
    joined: Float64Array = np.linalg.inv(poses[0]) @ poses[1]
    return joined


def _ancestors(transforms: Mapping[str, Transform], frame: str) -> list[str]:
    """Return a frame, its parent, and so on up to the root."""
    lineage = [frame]
    while lineage[-1] in transforms:
        parent = transforms[lineage[-1]].parent
        if parent in lineage:
            raise TransformError(
                f'tf goes round in a circle at {parent!r}: let each frame have one parent'
            )
        lineage.append(parent)
    return lineage


def _check_age(transform: Transform, child: str, stamp_ns: int) -> None:
    if transform.stamp_ns is None:
        return
    apart_s = abs(stamp_ns - transform.stamp_ns) / 1e9
    if apart_s > MAX_AGE_S:
        raise TransformError(
            f'the transform from {transform.parent!r} to {child!r} is {apart_s:.1f} s away from '
            'the image: look whether its publisher runs, and by the same clock'
        )


def _matrix(transform: Transform, child: str) -> Float64Array:  # (4, 4)
    quaternion = np.array(transform.rotation_xyzw, np.float64)
    length = float(np.linalg.norm(quaternion))
    numbers = np.array([*transform.translation_m, length])
    if not np.isfinite(numbers).all() or length < _LEAST_LENGTH:
        raise TransformError(
            f'the transform from {transform.parent!r} to {child!r} is no rotation and shift: '
            'correct its publisher'
        )
    x, y, z, w = quaternion / length
    matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix[:3, 3] = transform.translation_m
    return matrix
