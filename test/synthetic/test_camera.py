import math

import numpy as np
import pytest

from vl4ad_ros.synthetic.camera import intrinsics_of, pose_at
from vl4ad_ros.synthetic.centreline import Centreline
from vl4ad_ros.synthetic.settings import CameraSettings

STRAIGHT = Centreline(bend_start_m=1000.0, curvature_per_m=0.0)
STEADY = CameraSettings(pitch_deg=0.0, vibration_deg=0.0)


def axes(pose):
    """Return what the optical x, y and z axes are in the street's frame, as columns."""
    x, y, z, w = pose.orientation_xyzw
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def test_the_optical_frame_is_x_right_y_down_z_forward():
    expected = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])
    pose = pose_at(0.0, STEADY, STRAIGHT, 1.5, seed=1)
    assert axes(pose) == pytest.approx(expected, abs=1e-12)
    assert pose.position_m == pytest.approx((1.5, 0.0, 1.4))


def test_negative_pitch_looks_down():
    pose = pose_at(0.0, CameraSettings(pitch_deg=-10, vibration_deg=0), STRAIGHT, 0.0, seed=1)
    assert axes(pose)[:, 2] == pytest.approx(
        (0, math.cos(math.radians(10)), -math.sin(math.radians(10)))
    )


def test_the_camera_keeps_speed_and_lane_and_turns_with_the_street():
    bend = Centreline(bend_start_m=10.0, curvature_per_m=0.01)
    pose = pose_at(5.0, STEADY, bend, 1.5, seed=1)
    along, heading = 40.0, bend.heading_rad(40.0)
    middle = np.array([float(bend.lateral(along)), along, 1.4])
    assert np.linalg.norm(np.array(pose.position_m) - middle) == pytest.approx(1.5)
    assert heading < 0  # to the right
    assert axes(pose)[:, 2] == pytest.approx((-math.sin(heading), math.cos(heading), 0))


def test_vibration_is_small_and_repeats():
    shaking = CameraSettings(vibration_deg=0.2)
    poses = [pose_at(0.37, shaking, STRAIGHT, 0.0, seed) for seed in (1, 1, 2)]
    assert poses[0] == poses[1] != poses[2]
    still = pose_at(0.37, CameraSettings(vibration_deg=0.0), STRAIGHT, 0.0, 1)
    cosine = (np.trace(axes(poses[0]).T @ axes(still)) - 1) / 2
    assert 0 < math.degrees(math.acos(min(1.0, cosine))) < 0.4


def test_the_focal_length_gives_the_field_of_view():
    intrinsics = intrinsics_of(CameraSettings(width=640, height=360, horizontal_fov_deg=90))
    assert intrinsics.focal_px == pytest.approx(320)
    assert intrinsics.centre_px == (319.5, 179.5)
