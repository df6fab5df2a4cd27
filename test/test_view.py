from dataclasses import replace
from math import nan

import cv2
import numpy as np
import pytest

from vl4ad_ros.errors import ImageError, SettingsError
from vl4ad_ros.structures import (
    AnomalyMaps,
    CameraCalibration,
    CameraMount,
    Frame,
    FrameResult,
    Hazard,
)
from vl4ad_ros.view import NO_LABEL, View

IMAGE = np.random.default_rng(0).integers(0, 255, (60, 100, 3), np.uint8)
CALIBRATION = CameraCalibration(
    100,
    60,
    'plumb_bob',
    (-0.2, 0.05, 0.01, -0.02, 0.0),
    (80, 0, 45, 0, 70, 33, 0, 0, 1),
    (1, 0, 0, 0, 1, 0, 0, 0, 1),
    (80, 0, 45, 0, 0, 70, 33, 0, 0, 0, 1, 0),
)
FRAME = Frame(IMAGE, 5, 'front', CALIBRATION)
VIEWS = [
    View(),
    View(90),
    View(180),
    View(270),
    View(0, (20, 12, 60, 40)),
    View(90, (20, 12, 60, 40)),
    View(270, (20, 12, 60, 40)),
]


def hazard(**fields):
    contour = np.array([[1, 2], [11, 2], [11, 7], [1, 7]], np.float32)
    return Hazard(1, 'sofa', (1, 2, 11, 7), 50.0, 0.5, 0.9, contour, False, **fields)


@pytest.mark.parametrize('view', VIEWS)
def test_a_box_is_around_the_same_pixels_in_the_view_and_in_the_image(view):
    seen = view.look(FRAME)
    found = FrameResult(seen, AnomalyMaps(np.zeros((4, 4), np.float32), None), (hazard(),))
    assert seen.image.flags.c_contiguous
    if not view.is_plain:
        maps = AnomalyMaps(np.zeros((4, 4), np.float32), np.zeros((4, 4), np.int32))
        found = replace(found, maps=maps)
    restored = view.restore(found, FRAME)
    assert restored.frame is (FRAME if not view.is_plain else seen)
    (moved,) = restored.hazards
    x_min, y_min, x_max, y_max = moved.box_xyxy_px
    inside = np.sort(IMAGE[y_min:y_max, x_min:x_max].ravel())
    assert (inside == np.sort(seen.image[2:7, 1:11].ravel())).all()
    corners = moved.contour_xy_px
    assert (*corners.min(0), *corners.max(0)) == moved.box_xyxy_px


@pytest.mark.parametrize('view', VIEWS)
def test_maps_lie_over_the_image_where_they_lay_over_the_view(view):
    seen = view.look(FRAME)
    height, width = seen.size_hw
    grey = cv2.resize(seen.image[..., 0], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    score, label = grey.astype(np.float32) / 255, grey.astype(np.int32)
    found = FrameResult(seen, AnomalyMaps(score, label, {'entropy': score}, label), ())
    maps = view.restore(found, FRAME).maps
    x, y, width, height = view.crop_xywh_px if any(view.crop_xywh_px) else (0, 0, 100, 60)
    half = np.s_[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2]
    expected = cv2.resize(IMAGE[..., 0], (50, 30), interpolation=cv2.INTER_AREA)[half]
    assert maps.score.shape == maps.label.shape == maps.query.shape == (30, 50)
    assert np.abs(maps.score[half] * 255 - expected).max() < 1.01
    assert np.abs(maps.label[half] - expected).max() <= 1
    assert (maps.baselines['entropy'] == maps.score).all()
    outside = np.ones((30, 50), bool)
    outside[half] = False
    assert (maps.score[outside] == 0).all()
    assert (maps.label[outside] == NO_LABEL).all()


@pytest.mark.parametrize('rotation', [0, 90, 180, 270])
@pytest.mark.parametrize('roll', [0.0, 0.3, -2.0])
def test_the_ground_is_below_in_the_view_where_it_is_beside_in_the_image(rotation, roll):
    mount = CameraMount(1.5, 0.2, roll)
    seen = View(rotation).look(replace(FRAME, mount=mount)).mount
    assert (seen.height_m, seen.pitch_rad) == (1.5, 0.2)
    # In the image the ground lies in the direction (sin roll, cos roll); turn that clockwise.
    in_image = np.array([np.sin(roll), np.cos(roll)])
    clockwise = np.linalg.matrix_power(np.array([[0, -1], [1, 0]]), rotation // 90) @ in_image
    assert np.allclose([np.sin(seen.roll_rad), np.cos(seen.roll_rad)], clockwise)


@pytest.mark.parametrize('view', VIEWS)
def test_a_direction_in_the_view_points_to_the_same_pixel_as_that_in_the_image(view):
    seen = view.look(FRAME)
    for bearing, elevation in [(-0.15, 0.1), (0.05, 0.12), (0.2, -0.1)]:
        in_view = np.array([project(seen.calibration, bearing, elevation)], np.float32)
        restored = view._restore_direction(bearing, elevation)
        in_image = project(CALIBRATION, *restored)
        # Calibrations count from the middle of the first pixel, boxes from its corner.
        (moved,) = view._restore_points(in_view + 0.5, FRAME.size_hw) - 0.5
        assert moved == pytest.approx(in_image, abs=1e-3)


def project(calibration, bearing, elevation):
    ray = np.array([np.cos(elevation) * np.sin(bearing), -np.sin(elevation), 0])
    ray[2] = np.cos(elevation) * np.cos(bearing)
    k = np.reshape(calibration.k, (3, 3)).astype(float)
    pixel, _ = cv2.projectPoints(ray[None], np.zeros(3), np.zeros(3), k, np.array(calibration.d))
    return pixel.ravel()


@pytest.mark.parametrize(
    ('rotation', 'border'), [(0, 'top'), (90, 'left'), (180, 'bottom'), (270, 'right')]
)
def test_borders_turn_with_the_image(rotation, border):
    view = View(rotation, (0, 0, 50, 50))
    seen = view.look(FRAME)
    maps = AnomalyMaps(np.zeros((4, 4), np.float32), np.zeros((4, 4), np.int32))
    result = FrameResult(seen, maps, (hazard(borders=('top',)),))
    assert view.restore(result, FRAME).hazards[0].borders == (border,)


def test_an_unknown_range_does_not_spoil_the_covariance_of_the_direction():
    covariance = (1.0, 2.0, nan, 2.0, 4.0, nan, nan, nan, nan)
    turned = np.reshape(View(90)._restore_covariance(covariance), (3, 3))
    assert turned[:2, :2].tolist() == [[4.0, -2.0], [-2.0, 1.0]]
    assert np.isnan(turned[2]).all()


@pytest.mark.parametrize('crop', [(0, 0, 10), (-1, 0, 5, 5), (0, 0, 0, 5)])
def test_a_crop_that_is_none_is_refused(crop):
    with pytest.raises(SettingsError, match="parameter 'crop'"):
        View(0, crop)


def test_a_crop_beyond_the_image_is_a_word_about_the_image():
    with pytest.raises(ImageError, match='100 x 60 pixels') as caught:
        View(0, (50, 0, 51, 60)).look(FRAME)
    assert caught.value.reason == 'bad_crop'
