import cv2
import numpy as np
import pytest

from vl4ad_ros.hazards.rays import camera_model
from vl4ad_ros.structures import CameraCalibration

MODELS = {
    'none': ('plumb_bob', ()),
    'plumb_bob': ('plumb_bob', (-0.3, 0.1, 0.001, -0.002, -0.01)),
    'rational': ('rational_polynomial', (-0.3, 0.08, 0.001, 0.0, 0.01, 0.05, -0.02, 0.001)),
    'equidistant': ('equidistant', (0.02, -0.01, 0.003, -0.001)),
}


@pytest.mark.parametrize('name', MODELS)
def test_rays_are_what_the_model_projects(name, calibration_of):
    model, d = MODELS[name]
    calibration = calibration_of(model, d)
    rng = np.random.default_rng(0)
    directions = np.column_stack([rng.uniform(-0.6, 0.6, (50, 2)), np.ones(50)])
    project = cv2.fisheye.projectPoints if model == 'equidistant' else cv2.projectPoints
    matrix, zero = np.array(calibration.k).reshape(3, 3), np.zeros(3)
    points, _ = project(directions[:, None], zero, zero, matrix, np.array(d or [0.0] * 4))
    camera = camera_model(calibration, (360, 640), rectified=False)
    expected = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    np.testing.assert_allclose(camera.rays(points[:, 0]), expected, atol=2e-5)
    np.testing.assert_allclose(camera.pixel(directions[0]), points[0, 0], atol=1e-6)


def test_a_fisheye_sees_far_to_the_side(calibration_of):
    camera = camera_model(calibration_of('equidistant', (0.0, 0.0, 0.0, 1e-9)), (360, 640), False)
    angle = np.radians(80)
    (ray,) = camera.rays(np.array([[319.5 + 400 * angle, 179.5]]))
    np.testing.assert_allclose(ray, [np.sin(angle), 0, np.cos(angle)], atol=1e-4)


def test_what_the_model_does_not_describe_has_no_direction(calibration_of):
    camera = camera_model(calibration_of('plumb_bob', (-0.9, 0.0, 0.0, 0.0)), (360, 640), False)
    rays = camera.rays(np.array([[319.5, 179.5], [5000.0, 179.5]]))
    assert np.isfinite(rays[0]).all()
    assert np.isnan(rays[1]).all()


def test_smaller_images_see_the_same(calibration_of):
    calibration = calibration_of('plumb_bob', (-0.1, 0.0, 0.0, 0.0))
    full, half = (camera_model(calibration, size, False) for size in ((360, 640), (180, 320)))
    (one,), (two,) = full.rays(np.array([[100.5, 40.5]])), half.rays(np.array([[50.0, 20.0]]))
    np.testing.assert_allclose(one, two, atol=1e-6)


def test_rectified_images_are_seen_by_p(calibration_of):
    calibration = calibration_of('plumb_bob', (-0.3, 0.1, 0.0, 0.0))
    raw, rectified = (camera_model(calibration, (360, 640), value) for value in (False, True))
    point = np.array([[50.0, 50.0]])
    x, y, z = rectified.rays(point)[0]
    assert (x / z * 400 + 319.5, y / z * 400 + 179.5) == pytest.approx((50, 50))
    assert np.abs(raw.rays(point) - rectified.rays(point)).max() > 0.01


@pytest.mark.parametrize(
    'changes',
    [
        {'k': (0.0,) * 9},  # as CameraInfo is when a camera is not calibrated
        {'width': 0},
        {'k': (np.nan,) * 9},
        {'distortion_model': 'something', 'd': (0.1,)},
        {'distortion_model': 'plumb_bob', 'd': (0.1, 0.2)},
        {'distortion_model': 'equidistant', 'd': (0.1,) * 5},
    ],
)
def test_what_is_not_known_is_no_camera(changes, calibration_of):
    values = {**vars(calibration_of()), **changes}
    assert camera_model(CameraCalibration(**values), (360, 640), rectified=False) is None


def test_no_points_have_no_rays(calibration_of):
    camera = camera_model(calibration_of(), (360, 640), rectified=False)
    assert camera.rays(np.zeros((0, 2))).shape == (0, 3)
