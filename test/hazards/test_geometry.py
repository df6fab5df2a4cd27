from math import radians, tan

import numpy as np
import pytest

from vl4ad_ros.hazards.geometry import horizon_row_px, locate, mount_of
from vl4ad_ros.hazards.rays import camera_model
from vl4ad_ros.hazards.settings import GroundSettings
from vl4ad_ros.structures import (
    GEOMETRY_BEARING,
    GEOMETRY_GROUND_PLANE,
    GEOMETRY_NONE,
    CameraMount,
)

SETTINGS = GroundSettings(attitude_error_deg=0.3, height_error=0.02, pixel_error_px=1.0)


@pytest.fixture
def camera(calibration_of):
    return camera_model(calibration_of(), (360, 640), rectified=False)


def frame_of(mount):
    """Return the axes right, down and forward of the camera in: forward, left, up."""
    pitch, roll = mount.pitch_rad, mount.roll_rad
    forward = np.array([np.cos(pitch), 0, -np.sin(pitch)])
    level_down = np.array([-np.sin(pitch), 0, -np.cos(pitch)])
    level_right = np.array([0.0, -1, 0])
    right = np.cos(roll) * level_right + np.sin(roll) * level_down
    down = np.cos(roll) * level_down - np.sin(roll) * level_right
    return np.stack([right, down, forward])


def seen(camera, mount, ahead_m, left_m):
    """Return the pixel and the distance of a point on the ground."""
    point = np.array([ahead_m, left_m, -mount.height_m])
    return camera.pixel(frame_of(mount) @ point), float(np.linalg.norm(point))


def find(camera, mount, pixel, settings=SETTINGS, on_ground=True):
    (place,) = locate(
        np.array([pixel]),
        np.array([settings.pixel_error_px]),
        [on_ground],
        camera,
        mount,
        settings,
    )
    return place


@pytest.mark.parametrize('pitch', [-2.0, 0.0, 5.0, 20.0])
@pytest.mark.parametrize('roll', [-3.0, 0.0, 10.0])
@pytest.mark.parametrize(('ahead_m', 'left_m'), [(5.0, 0.0), (8.0, 2.0), (20.0, -3.0)])
def test_a_point_on_the_ground_is_where_it_is(camera, pitch, roll, ahead_m, left_m):
    mount = CameraMount(1.5, radians(pitch), radians(roll))
    pixel, distance = seen(camera, mount, ahead_m, left_m)
    place = find(camera, mount, pixel)
    assert place.source == GEOMETRY_GROUND_PLANE
    assert place.range_m == pytest.approx(distance, rel=1e-4)
    ray = frame_of(mount) @ np.array([ahead_m, left_m, -1.5])
    assert place.bearing_rad == pytest.approx(np.arctan2(ray[0], ray[2]), abs=1e-5)
    assert place.elevation_rad == pytest.approx(
        np.arctan2(-ray[1], np.hypot(ray[0], ray[2])), abs=1e-5
    )


def test_signs_are_those_of_the_message(camera):
    mount = CameraMount(1.5, 0.0, 0.0)
    assert find(camera, mount, (400.0, 300.0)).bearing_rad > 0  # to the right
    assert find(camera, mount, (400.0, 300.0)).elevation_rad < 0  # below the axis


@pytest.mark.parametrize('row', [0.0, 100.0, 179.5])
def test_nothing_is_invented_at_the_horizon_and_above(camera, row):
    place = find(camera, CameraMount(1.5, 0.0, 0.0), (320.0, row))
    assert place.source == GEOMETRY_BEARING
    assert np.isnan(place.range_m)
    covariance = np.array(place.covariance).reshape(3, 3)
    assert np.isfinite(covariance[:2, :2]).all()
    assert np.isnan(covariance[2]).all()
    assert np.isnan(covariance[:, 2]).all()


def test_the_ground_tells_nothing_where_a_small_error_changes_all(camera):
    mount = CameraMount(1.5, 0.0, 0.0)
    sources = [find(camera, mount, (320.0, row)).source for row in range(180, 360)]
    assert sources[0] == GEOMETRY_BEARING
    assert sources[-1] == GEOMETRY_GROUND_PLANE
    assert sorted(sources) == sources


@pytest.mark.parametrize(
    ('mount', 'on_ground'), [(None, True), (CameraMount(1.5, 0.0, 0.0), False)]
)
def test_without_mount_or_contact_there_is_a_bearing_alone(camera, mount, on_ground):
    assert find(camera, mount, (320.0, 300.0), on_ground=on_ground).source == GEOMETRY_BEARING


def test_what_no_ray_leads_to_has_no_place(calibration_of):
    camera = camera_model(calibration_of('plumb_bob', (-0.9, 0.0, 0.0, 0.0)), (360, 640), False)
    place = find(camera, CameraMount(1.5, 0.0, 0.0), (5000.0, 300.0))
    assert place.source == GEOMETRY_NONE
    assert np.isnan([place.bearing_rad, place.elevation_rad, place.range_m]).all()


def test_the_range_error_grows_with_the_square_of_the_range(camera):
    mount = CameraMount(1.5, radians(3), 0.0)
    near, far = (find(camera, mount, seen(camera, mount, at, 0.0)[0]) for at in (8.0, 16.0))
    sigma = [np.sqrt(place.covariance[8]) for place in (near, far)]
    assert sigma[1] / sigma[0] == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize('name', ['attitude_error_deg', 'pixel_error_px', 'height_error'])
def test_every_error_counts(camera, name):
    mount = CameraMount(1.5, radians(3), 0.0)
    pixel, _ = seen(camera, mount, 12.0, 1.0)
    values = {'attitude_error_deg': 0.0, 'pixel_error_px': 0.0, 'height_error': 0.0}
    none = find(camera, mount, pixel, GroundSettings(**values))
    some = find(camera, mount, pixel, GroundSettings(**{**values, name: 0.05}))
    assert none.covariance[8] == 0 < some.covariance[8]


@pytest.mark.parametrize(('ahead_m', 'left_m'), [(6.0, 0.0), (12.0, 2.0), (18.0, -4.0)])
@pytest.mark.parametrize('roll', [0.0, 4.0])
def test_the_covariance_is_that_of_drawn_errors(camera, ahead_m, left_m, roll):
    mount = CameraMount(1.5, radians(4), radians(roll))
    pixel, _ = seen(camera, mount, ahead_m, left_m)
    rng = np.random.default_rng(0)
    sigma = radians(SETTINGS.attitude_error_deg)
    drawn = []
    for _ in range(1500):
        other = CameraMount(
            1.5 * (1 + SETTINGS.height_error * rng.standard_normal()),
            mount.pitch_rad + sigma * rng.standard_normal(),
            mount.roll_rad + sigma * rng.standard_normal(),
        )
        place = find(camera, other, pixel + rng.standard_normal(2))
        drawn.append([place.bearing_rad, place.elevation_rad, place.range_m])
    covariance = np.array(find(camera, mount, pixel).covariance).reshape(3, 3)
    expected = np.cov(np.array(drawn).T)
    np.testing.assert_allclose(np.diag(covariance), np.diag(expected), rtol=0.2)
    np.testing.assert_allclose(covariance, covariance.T)
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    np.testing.assert_allclose(covariance / scale, expected / scale, atol=0.2)


@pytest.mark.parametrize(('pitch', 'focal'), [(0.0, 400.0), (5.0, 400.0), (-3.0, 800.0)])
def test_the_horizon_is_where_level_rays_are_seen(calibration_of, pitch, focal):
    camera = camera_model(calibration_of(focal=focal), (360, 640), rectified=False)
    row = horizon_row_px(camera, CameraMount(1.5, radians(pitch), 0.0))
    assert row == pytest.approx(179.5 - focal * tan(radians(pitch)))


def test_no_height_is_no_mount():
    assert mount_of(GroundSettings(camera_height_m=0.0, camera_pitch_deg=5)) is None
    mount = mount_of(GroundSettings(camera_height_m=2.0, camera_pitch_deg=5, camera_roll_deg=-1))
    assert mount == CameraMount(2.0, pytest.approx(radians(5)), pytest.approx(radians(-1)))
