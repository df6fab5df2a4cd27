"""The camera of a drive: intrinsics, poses and the way it moves along a street."""

import math
from dataclasses import dataclass

from .centreline import Centreline
from .seeds import generator
from .settings import CameraSettings

Quaternion = tuple[float, float, float, float]  # x, y, z, w


@dataclass(frozen=True)
class Intrinsics:
    """A pinhole without distortion; pixel (0, 0) has its centre at (0, 0), as in OpenCV."""

    width: int
    height: int
    focal_px: float

    @property
    def centre_px(self) -> tuple[float, float]:
        """Return the principal point, the middle of the image."""
        return (self.width - 1) / 2, (self.height - 1) / 2


@dataclass(frozen=True)
class CameraPose:
    """
    Where the camera is in the street's frame: x right, y along the street, z up.

    The orientation is that of the optical frame of REP 103: x right, y down, z forward.
    """

    position_m: tuple[float, float, float]
    orientation_xyzw: Quaternion

    @property
    def yaw_rad(self) -> float:
        """Return the yaw of the direction the camera looks in; 0 is +y."""
        x, y, z, w = self.orientation_xyzw
        return math.atan2(-2 * (x * z + y * w), 2 * (y * z - x * w))


def intrinsics_of(settings: CameraSettings) -> Intrinsics:
    """Return the intrinsics that give the settings' field of view."""
    half = math.radians(settings.horizontal_fov_deg) / 2
    return Intrinsics(settings.width, settings.height, settings.width / 2 / math.tan(half))


def pose_at(
    time_s: float, settings: CameraSettings, line: Centreline, lane_offset_m: float, seed: int
) -> CameraPose:
    """Return the pose after a time of driving at constant speed, with the body's vibration."""
    along = settings.start_m + settings.speed_mps * time_s
    x, y, z = line.point(along, lane_offset_m + settings.offset_m)
    shake = generator(seed, 'vibration').uniform(0, 2 * math.pi, 3)
    amount = math.radians(settings.vibration_deg)
    pitch = math.radians(settings.pitch_deg) + amount * math.sin(11.0 * time_s + shake[0])
    roll = 0.7 * amount * math.sin(7.3 * time_s + shake[1])
    bounce = 0.006 * settings.vibration_deg / 0.1 * math.sin(9.1 * time_s + shake[2])
    pitch += line.slope_rad(along)
    yaw = line.heading_rad(along) + math.radians(settings.yaw_deg)
    orientation = _product(
        _product(_about(2, yaw), _about(0, pitch - math.pi / 2)), _about(2, roll)
    )
    return CameraPose((x, y, z + settings.height_m + bounce), orientation)


def _about(axis: int, angle_rad: float) -> Quaternion:
    """Return the rotation about x, y or z."""
    vector = [0.0, 0.0, 0.0]
    vector[axis] = math.sin(angle_rad / 2)
    return vector[0], vector[1], vector[2], math.cos(angle_rad / 2)


def _product(first: Quaternion, second: Quaternion) -> Quaternion:
    x1, y1, z1, w1 = first
    x2, y2, z2, w2 = second
    return (
        w1 * x2 + x1 * w2 + y1 * z2 - z1 * y2,
        w1 * y2 - x1 * z2 + y1 * w2 + z1 * x2,
        w1 * z2 + x1 * y2 - y1 * x2 + z1 * w2,
        w1 * w2 - x1 * x2 - y1 * y2 - z1 * z2,
    )
