"""
Direction and range of what stands on the ground, with their covariance.

A ray hits level ground at the distance h / s: h is the height of the camera, s the sine of the
angle by which the ray points below the horizon. Errors of pixel, attitude and height are carried
through to first order. What points above the horizon, or nearly along it, has no range.
"""

from dataclasses import dataclass
from math import hypot, radians

import numpy as np

from ..structures import (
    GEOMETRY_BEARING,
    GEOMETRY_GROUND_PLANE,
    GEOMETRY_NONE,
    NOT_FOUND,
    CameraMount,
)
from .rays import CameraModel, Float64Array
from .settings import GroundSettings

# From this standard deviation on, as a share of the range, the ground tells nothing of it.
LARGEST_ERROR = 1 / 3
_STEP_PX = 0.5  # of the derivative by the pixel


@dataclass(frozen=True)
class Place:
    """Direction and range of a point, as in msg/Hazard.msg."""

    source: int = GEOMETRY_NONE  # one of GEOMETRY_*
    bearing_rad: float = float('nan')
    elevation_rad: float = float('nan')
    range_m: float = float('nan')
    covariance: tuple[float, ...] = NOT_FOUND  # (9,)


def mount_of(settings: GroundSettings) -> CameraMount | None:
    """Return the mount that the settings describe, None where they do not."""
    if settings.camera_height_m <= 0:
        return None
    return CameraMount(
        settings.camera_height_m,
        radians(settings.camera_pitch_deg),
        radians(settings.camera_roll_deg),
    )


def down_of(mount: CameraMount) -> Float64Array:  # (3,)
    """Return the direction of gravity in the optical frame: right, down, forward."""
    return _down(mount.pitch_rad, mount.roll_rad)


def horizon_row_px(camera: CameraModel, mount: CameraMount) -> float:
    """Return the row at which the horizon crosses the vertical plane of the optical axis."""
    down = down_of(mount)
    forward = np.array([0.0, 0.0, 1.0])
    level = forward - (forward @ down) * down
    if level[2] <= 0:
        return float('nan')
    return float(camera.pixel(level)[1])


def locate(
    points_px: Float64Array,  # (N, 2) x, y where something meets the ground
    sigma_px: Float64Array,  # (N,) their standard deviation
    on_ground: list[bool],  # N, whether the point is where it meets the ground
    camera: CameraModel,
    mount: CameraMount | None,
    settings: GroundSettings,
) -> list[Place]:
    """Return the places of points."""
    count = len(points_px)
    steps = np.array([[0, 0], [_STEP_PX, 0], [0, _STEP_PX]])
    rays = camera.rays((points_px + steps[:, None]).reshape(-1, 2)).reshape(3, count, 3)
    places = []
    for index in range(count):
        if not np.isfinite(rays[:, index]).all():
            places.append(Place())
        elif mount is None or not on_ground[index]:
            places.append(_direction(rays[:, index], float(sigma_px[index])))
        else:
            places.append(_place(rays[:, index], float(sigma_px[index]), mount, settings))
    return places


def _direction(rays: Float64Array, sigma_px: float) -> Place:
    """Return bearing and elevation alone."""
    angles = _angles(rays)
    jacobian = (angles[1:] - angles[0]).T / _STEP_PX
    covariance = np.full((3, 3), np.nan)
    covariance[:2, :2] = sigma_px**2 * jacobian @ jacobian.T
    bearing_rad, elevation_rad = angles[0].tolist()
    return Place(
        GEOMETRY_BEARING,
        bearing_rad,
        elevation_rad,
        covariance=tuple(covariance.ravel().tolist()),
    )


def _place(
    rays: Float64Array,  # (3, 3) of the point, of one to its right, and of one below it
    sigma_px: float,
    mount: CameraMount,
    settings: GroundSettings,
) -> Place:
    """Return direction and range where the ray meets the ground, else the direction."""
    attitude = radians(settings.attitude_error_deg)
    sines = rays @ down_of(mount)
    sine = float(sines[0])
    by_pixel = (sines[1:] - sines[0]) / _STEP_PX
    by_attitude = rays[0] @ _down_by_attitude(mount.pitch_rad, mount.roll_rad)
    sine_error = hypot(
        sigma_px * float(np.hypot(*by_pixel)), attitude * float(hypot(*by_attitude))
    )
    relative_error = hypot(sine_error / sine, settings.height_error) if sine > 0 else np.inf
    if relative_error > LARGEST_ERROR:
        return _direction(rays, sigma_px)
    angles, range_m = _angles(rays), mount.height_m / sine
    jacobian = np.zeros((3, 5))  # of bearing, elevation, range by x, y, pitch, roll, height
    jacobian[:2, :2] = (angles[1:] - angles[0]).T / _STEP_PX
    jacobian[2] = -range_m / sine * np.array([*by_pixel, *by_attitude, 0])
    jacobian[2, 4] = range_m / mount.height_m
    errors = np.array(
        [sigma_px, sigma_px, attitude, attitude, settings.height_error * mount.height_m]
    )
    covariance = (jacobian * errors**2) @ jacobian.T
    bearing_rad, elevation_rad = angles[0].tolist()
    return Place(
        GEOMETRY_GROUND_PLANE,
        bearing_rad,
        elevation_rad,
        range_m,
        tuple(covariance.ravel().tolist()),
    )


def _angles(rays: Float64Array) -> Float64Array:  # (N, 3) -> (N, 2) bearing, elevation
    right, down, forward = rays.T
    return np.column_stack(
        [np.arctan2(right, forward), np.arctan2(-down, np.hypot(right, forward))]
    )


def _down(pitch: float, roll: float) -> Float64Array:  # (3,)
    return np.array([np.sin(roll) * np.cos(pitch), np.cos(roll) * np.cos(pitch), np.sin(pitch)])


def _down_by_attitude(pitch: float, roll: float) -> Float64Array:  # (3, 2)
    """Return the derivatives of the direction of gravity by pitch and by roll."""
    by_pitch = [-np.sin(roll) * np.sin(pitch), -np.cos(roll) * np.sin(pitch), np.cos(pitch)]
    by_roll = [np.cos(roll) * np.cos(pitch), -np.sin(roll) * np.cos(pitch), 0.0]
    return np.column_stack([by_pitch, by_roll])
