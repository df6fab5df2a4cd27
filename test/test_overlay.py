import numpy as np
import pytest

from vl4ad_ros.lettering import Line
from vl4ad_ros.overlay import (
    CYAN,
    DARK,
    Box,
    draw_chip,
    draw_hazards,
    draw_heat,
    draw_notice,
    draw_overlay,
    heat_scale,
)
from vl4ad_ros.structures import Hazard


def hazard(box, name='rock', score=0.9):
    x_min, y_min, x_max, y_max = box
    contour = np.float32([[x_min, y_min], [x_max, y_min], [x_max, y_max]])
    return Hazard(1, name, box, 100.0, score, score, contour, False)


def grey(height, width):
    return np.full((height, width, 3), 120, np.uint8)


def test_no_anomaly_leaves_the_image_as_it_is():
    image = np.random.default_rng(0).integers(0, 256, (36, 64, 3), np.uint8)
    np.testing.assert_array_equal(draw_overlay(image, np.zeros((9, 16), np.float32), ()), image)


def test_the_higher_the_score_the_more_is_changed():
    scale = heat_scale(4, 256).astype(int)
    changes = np.abs(scale - scale[:, :1]).sum(axis=2)[0]
    assert (np.diff(changes) >= -3).all()  # rounding
    assert changes[-1] > changes[128] > changes[32] > 0


def test_heat_lies_where_the_score_is():
    score = np.zeros((4, 4), np.float32)
    score[0, 3] = 1
    changed = (draw_heat(grey(40, 40), score) != 120).any(axis=2)
    assert changed[:10, 30:].all()
    assert not changed[20:].any()
    assert not changed[:, :20].any()


def test_the_input_is_not_changed():
    image, score = grey(60, 80), np.full((15, 20), np.nan, np.float32)
    image.flags.writeable = score.flags.writeable = False
    draw_overlay(image, score, [hazard((10, 10, 30, 30))], 'careful')


@pytest.mark.parametrize(
    'size_hw', [(1, 1), (8, 8), (64, 96), (360, 640), (1080, 1920), (30, 900), (900, 30)]
)
def test_any_size_of_image(size_hw):
    height, width = size_hw
    score = np.ones((-(-height // 4), -(-width // 4)), np.float32)
    everything = hazard((0, 0, width, height), 'something with a rather long name')
    picture = draw_overlay(grey(height, width), score, [everything] * 30, 'a notice')
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8


def plate_rows(picture):
    """Return the rows that a label's dark plate covers."""
    return np.flatnonzero((picture == DARK).all(axis=2).sum(axis=1) > 30)


@pytest.mark.parametrize(
    ('box', 'low', 'high'),
    [
        pytest.param((100, 100, 110, 140), 70, 100, id='above'),
        pytest.param((100, 2, 110, 60), 60, 95, id='below when there is no room above'),
        pytest.param((100, 2, 110, 198), 2, 40, id='inside when the box is as high as the image'),
    ],
)
def test_labels_find_a_place(box, low, high):
    picture = grey(200, 300)
    draw_hazards(picture, [hazard(box)])
    rows = plate_rows(picture)  # the box is too narrow to be taken for one
    assert low <= rows.min() <= rows.max() <= high


def test_labels_do_not_cover_each_other():
    one, two = grey(200, 300), grey(200, 300)
    draw_hazards(one, [hazard((100, 100, 110, 140))])
    draw_hazards(two, [hazard((100, 100, 110, 140)), hazard((102, 100, 110, 140), 'bird')])
    # The first label stays as it was, the second goes below the box.
    np.testing.assert_array_equal(one[70:98], two[70:98])
    assert plate_rows(two).max() > 145


def test_a_notice_stands_in_the_lower_left_corner():
    picture = grey(200, 300)
    draw_notice(picture, 'untrained')
    rows, columns = np.nonzero((picture != 120).any(axis=2))
    assert rows.min() > 160
    assert columns.max() < 150


def test_a_chip_fills_its_place():

    picture = grey(50, 200)
    draw_chip(picture, Line('rock', 12), Box(10, 10, 110, 30), CYAN)
    changed = (picture != 120).any(axis=2)
    assert changed[10:30, 10:110].all()
    assert changed.sum() == 20 * 100
