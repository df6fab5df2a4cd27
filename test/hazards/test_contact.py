import cv2
import numpy as np
import pytest

from vl4ad_ros.hazards.components import find_components
from vl4ad_ros.hazards.contact import contact_point
from vl4ad_ros.hazards.settings import ComponentSettings

SETTINGS = ComponentSettings(0.45, 'plain', min_area_px=0, near_area_px=0)


@pytest.mark.parametrize('bottom', range(60, 69))
@pytest.mark.parametrize('ground', [0.0, 0.2])
@pytest.mark.parametrize('blur', [0, 3])
def test_the_edge_is_found_between_the_pixels_of_the_map(maps_of, bottom, ground, blur):
    image = np.full((120, 160), ground, np.float32)
    image[20:bottom, 40:100] = 0.9
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    score = cv2.resize(image, (40, 30), interpolation=cv2.INTER_AREA)
    (component,) = find_components(maps_of(score), (120, 160), SETTINGS, 0.0)
    x, y = contact_point(component, score)
    assert 4 * y == pytest.approx(bottom, abs=1.25)  # a pixel of the map is 4
    assert 4 * x == pytest.approx(70, abs=1.0)


@pytest.mark.parametrize(('top', 'bottom', 'expected'), [(10, 11, 11), (5, 30, 30), (28, 30, 30)])
def test_without_an_edge_it_is_the_lowest_pixel(maps_of, top, bottom, expected):
    score = np.zeros((30, 40))
    score[top:bottom, 10:20] = 0.9
    maps = maps_of(score)
    (component,) = find_components(maps, (30, 40), SETTINGS, 0.0)
    assert contact_point(component, maps.score)[1] == expected
