import time

import numpy as np
import pytest

from vl4ad_ros.hazards.components import find_components, least_area_px
from vl4ad_ros.hazards.contour import MAX_POINTS, outline
from vl4ad_ros.hazards.settings import GROUPINGS, GUIDED, PLAIN, ComponentSettings

EVERYTHING = ComponentSettings(0.5, PLAIN, min_area_px=0, near_area_px=0, max_surround=1.0)


def find(maps, scale=1, settings=EVERYTHING, horizon=0.0):
    size_hw = maps.score.shape[0] * scale, maps.score.shape[1] * scale
    return find_components(maps, size_hw, settings, horizon)


def test_a_region_is_measured_in_image_pixels(maps_of):
    score = np.zeros((20, 30))
    score[5:8, 10:14] = 0.7
    score[6, 11] = 0.9
    (component,) = find(maps_of(score), scale=4)
    assert component.box_xyxy == (10, 5, 14, 8)
    assert component.area_px == 12 * 16
    assert component.score_max == pytest.approx(0.9)
    assert component.score_mean == pytest.approx((11 * 0.7 + 0.9) / 12)


def test_the_threshold_is_exclusive(maps_of):
    assert find(maps_of(np.full((4, 4), 0.5))) == ()
    assert len(find(maps_of(np.full((4, 4), 0.501)))) == 1


def test_the_highest_score_comes_first_and_small_regions_are_left_out(maps_of):
    score = np.zeros((20, 40))
    score[2:6, 2:6] = 0.6
    score[2:6, 20:24] = 0.8
    score[15, 30:35] = 1.0  # five pixels of the map
    settings = ComponentSettings(0.5, PLAIN, min_area_px=1, near_area_px=0)
    found = find(maps_of(score), settings=settings)
    assert [round(one.score_max, 2) for one in found] == [0.8, 0.6]


@pytest.mark.parametrize(
    ('row', 'expected'),
    [(0, 100), (50, 100), (100, 100), (150, 100), (200, 400), (180, 256)],
)
def test_the_least_area_grows_below_the_horizon(row, expected):
    settings = ComponentSettings(min_area_px=100, near_area_px=400)
    least = least_area_px(np.array([float(row)]), 200, 100.0, 16.0, settings)
    assert least == pytest.approx(expected)


@pytest.mark.parametrize(
    ('far', 'near', 'expected'), [(100, 400, 1350), (100, 0, 1350), (0, 0, 0)]
)
def test_the_least_area_is_no_finer_than_the_map(far, near, expected):
    settings = ComponentSettings(min_area_px=far, near_area_px=near)
    cell_px = 225.0  # of an image of 1920x1080, seen at 512x288
    assert least_area_px(np.array([540.0]), 1080, 540.0, cell_px, settings) == expected
    lower = least_area_px(np.array([1080.0]), 1080, 540.0, cell_px, settings)
    assert lower == max(expected, 24 * cell_px if near else 0)


def test_what_is_small_counts_far_away_and_not_near(maps_of):
    score = np.zeros((40, 40))
    score[20:24, 5:9] = score[36:40, 25:29] = 0.9
    settings = ComponentSettings(0.5, PLAIN, min_area_px=4, near_area_px=40)
    (component,) = find(maps_of(score), settings=settings, horizon=20.0)
    assert component.box_xyxy == (5, 20, 9, 24)


def test_the_foot_is_the_lowest_pixel_of_columns_that_reach_far_enough_down(maps_of):
    score = np.zeros((40, 40))
    score[10:30, 10:20] = 0.9
    score[10:15, 20:25] = 0.9  # an arm
    score[29, 15] = 0.0
    (component,) = find(maps_of(score))
    rows, columns = component.foot
    np.testing.assert_array_equal(columns, np.arange(10, 20))
    np.testing.assert_array_equal(rows, [29] * 5 + [28] + [29] * 4)


def blobs(count_side=100, spacing=4):
    score = np.zeros((count_side * spacing, count_side * spacing))
    score[::spacing, ::spacing] = np.linspace(0.6, 1, count_side**2).reshape(count_side, -1)
    return score


@pytest.mark.parametrize('grouping', GROUPINGS)
@pytest.mark.parametrize('guide', ['label', 'query'])
def test_ten_thousand_blobs_take_bounded_time(maps_of, grouping, guide):
    score = blobs()
    rng = np.random.default_rng(0)
    maps = maps_of(score, **{guide: rng.integers(0, 60, score.shape)})
    settings = ComponentSettings(0.5, grouping, min_area_px=0, near_area_px=0, max_hazards=20)
    start = time.process_time()
    found = find(maps, scale=4, settings=settings)
    assert time.process_time() - start < 2.0  # about 0.1; a loop over blobs takes far longer
    assert len(found) == 20
    assert min(one.score_max for one in found) > 0.99


def test_noise_in_every_pixel_takes_bounded_time(maps_of):
    rng = np.random.default_rng(0)
    maps = maps_of(rng.random((270, 480)), query=rng.integers(0, 250, (270, 480)))
    start = time.process_time()
    found = find(maps, scale=4, settings=ComponentSettings(0.5, GUIDED))
    assert time.process_time() - start < 3.0
    assert len(found) <= 50


def test_a_ragged_contour_keeps_to_few_points():
    rng = np.random.default_rng(0)
    shape = np.zeros((60, 120), np.bool_)
    shape[10:50, 10:110] = True
    shape |= rng.random((60, 120)) > 0.6
    assert 3 <= len(outline(shape)) <= MAX_POINTS


def test_a_contour_runs_around_pixels():
    points = outline(np.ones((3, 4), np.bool_))
    assert points.min() < 0.5
    assert points[:, 0].max() > 3.5
    assert points[:, 1].max() > 2.5
