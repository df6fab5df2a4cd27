from math import radians

import cv2
import numpy as np
import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.hazards.masks import ego_ground, read_ego_mask, resized
from vl4ad_ros.hazards.rays import camera_model
from vl4ad_ros.structures import CameraMount


def test_a_picture_marks_the_own_car(tmp_path):
    picture = np.zeros((36, 64), np.uint8)
    picture[30:] = 255
    cv2.imwrite(str(tmp_path / 'ego.png'), picture)
    mask = resized(read_ego_mask(tmp_path / 'ego.png'), (9, 16))
    np.testing.assert_array_equal(mask.any(1), np.arange(9) >= 8)


@pytest.mark.parametrize('content', [None, b'no picture'])
def test_what_is_no_picture_is_refused_by_name(tmp_path, content):
    path = tmp_path / 'ego.png'
    if content:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r'ego\.png.* is no picture: give one'):
        read_ego_mask(path)


def test_near_ground_is_the_own_car(calibration_of):
    camera = camera_model(calibration_of(), (360, 640), rectified=False)
    mask = ego_ground(camera, CameraMount(1.5, radians(10), 0.0), 4.0, (360, 640), (90, 160))
    # 4 m ahead of 1.5 m height is 20.6 degrees down, so 10.6 below the axis: row 254.
    first = int(np.flatnonzero(mask[:, 80])[0])
    assert first == pytest.approx(254 / 4, abs=1)
    assert mask[first:, 80].all()
    assert not mask[:first].any() or mask[:first].sum() < mask[first:].sum()


def test_the_sky_is_not_near(calibration_of):
    camera = camera_model(calibration_of(), (360, 640), rectified=False)
    mask = ego_ground(camera, CameraMount(1.5, radians(-40), 0.0), 4.0, (360, 640), (90, 160))
    assert not mask.any()
