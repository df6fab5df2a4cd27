"""Regions that are doubt, and not things."""

import time

import cv2
import numpy as np
import pytest

from vl4ad_ros.hazards.components import find_components
from vl4ad_ros.hazards.evidence import are_things, compactness, largest_share, mean_of
from vl4ad_ros.hazards.settings import PLAIN, ComponentSettings

SETTINGS = ComponentSettings(0.5, PLAIN, min_area_px=0, near_area_px=0)


def rectangle(height, width, size=80):
    regions = np.zeros((size, size), np.int32)
    top, left = (size - height) // 2, (size - width) // 2
    regions[top : top + height, left : left + width] = 1
    return regions


def compact(regions):
    grown = cv2.dilate(regions.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    return compactness(regions, grown, int(regions.max()) + 1)[1:]


@pytest.mark.parametrize(
    ('height', 'width', 'least', 'most'),
    [
        (1, 1, 1, 2),
        (2, 2, 1, 1.5),
        (20, 20, 1, 1.1),
        (10, 20, 0.7, 0.8),
        (4, 40, 0.3, 0.4),
        (1, 40, 0.3, 0.35),
        (40, 1, 0.3, 0.35),
    ],
)
def test_a_square_is_compact_and_a_line_is_not(height, width, least, most):
    assert least <= compact(rectangle(height, width))[0] <= most


def test_a_body_with_thin_legs_is_as_wide_as_its_body():
    regions = rectangle(10, 16)
    regions[45:60, 33:35] = regions[45:60, 45:47] = 1
    assert compact(regions)[0] > 0.6


def test_a_line_that_is_bent_is_a_line():
    regions = np.zeros((60, 60), np.int32)
    regions[10:12, 10:50] = regions[10:50, 48:50] = 1
    assert compact(regions)[0] < 0.4


def test_regions_that_touch_are_measured_apart():
    regions = np.zeros((40, 40), np.int32)
    for column in range(8):
        regions[5:35, 8 + 2 * column : 10 + 2 * column] = column + 1
    assert (compact(regions) < 0.6).all()


def test_the_border_of_the_map_cuts_nothing_off():
    regions = np.zeros((40, 40), np.int32)
    regions[37:, 10:30] = 1
    inner = np.roll(regions, -10, axis=0)
    assert compact(regions)[0] > 1.5 * compact(inner)[0]


def test_pixels_around_are_counted_for_their_region():
    owner = np.array([1, 1, 1, 3, 3], np.int32)
    labels = np.array([4, 4, 2, 0, 7], np.int32)
    np.testing.assert_allclose(largest_share(labels, owner, 4), [0, 2 / 3, 0, 0.5])
    np.testing.assert_allclose(
        mean_of(labels.astype(np.float32), owner, 4), [0, 10 / 3, 0, 3.5], rtol=1e-6
    )


@pytest.mark.parametrize(
    ('height', 'width', 'around', 'changes', 'found'),
    [
        (10, 12, 0.05, {}, 1),
        (2, 60, 0.05, {}, 0),  # doubt along a border
        (2, 60, 0.05, {'min_compactness': 0.0}, 1),
        (10, 12, 0.4, {}, 0),  # doubt that fades out
        (10, 12, 0.4, {'max_surround': 1.0}, 1),
        (10, 12, 0.26, {}, 1),
        (10, 12, 0.28, {}, 0),
    ],
)
def test_which_regions_are_hazards(maps_of, height, width, around, changes, found):
    mask = rectangle(height, width) > 0
    settings = ComponentSettings(0.5, PLAIN, min_area_px=0, near_area_px=0, **changes)
    two_groups = np.repeat([0, 1], 40)[:, None].repeat(80, axis=1)
    maps = maps_of(np.where(mask, 0.9, around), two_groups)
    assert len(find_components(maps, mask.shape, settings, 0.0)) == found


@pytest.mark.parametrize(
    ('height', 'width', 'around', 'found'),
    [(10, 10, 0.05, 1), (10, 25, 0.05, 0), (10, 10, 0.25, 0), (10, 10, 0.15, 1)],
)
@pytest.mark.parametrize('looks_like', ['scenery', 'other'])
def test_more_is_asked_of_what_looks_like_scenery(
    maps_of, height, width, around, found, looks_like
):
    mask = rectangle(height, width) > 0
    label = np.repeat([0, 1], 40)[:, None].repeat(80, axis=1)  # two groups meet there
    label[mask] = 2
    scenery = np.array([False, False, looks_like == 'scenery'])
    maps = maps_of(np.where(mask, 0.9, around), label)
    components = find_components(maps, mask.shape, SETTINGS, 0.0, scenery)
    assert len(components) == (found if looks_like == 'scenery' else 1)


def test_a_log_on_the_road_is_a_thing(maps_of):
    mask = rectangle(2, 60) > 0
    label = np.where(mask, 5, 0)  # whatever it is taken for, all around it is road
    assert len(find_components(maps_of(mask * 0.9, label), mask.shape, SETTINGS, 0.0)) == 1


def test_the_pixels_beside_a_region_are_mixed_and_do_not_count(maps_of):
    score = np.where(rectangle(12, 12), 0.4, 0.05)
    score[rectangle(10, 10) > 0] = 0.9
    assert len(find_components(maps_of(score), score.shape, SETTINGS, 0.0)) == 1


@pytest.mark.parametrize('fill', [0.0, 1.0])
def test_nothing_and_everything(maps_of, fill):
    maps = maps_of(np.full((9, 9), fill))
    assert len(find_components(maps, (9, 9), SETTINGS, 0.0)) == fill


def test_ten_thousand_regions_take_bounded_time(maps_of):
    regions = np.zeros((400, 400), np.int32)
    regions[::4, ::4] = np.arange(1, 10_001).reshape(100, 100)
    maps = maps_of(regions > 0)
    start = time.process_time()
    are = are_things(maps, regions, np.ones(10_000, np.float32), np.zeros(1, np.bool_), SETTINGS)
    assert time.process_time() - start < 1.0
    assert are.shape == (10_000,)
    assert are.all()
