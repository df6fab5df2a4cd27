import numpy as np
import pytest

from vl4ad_ros.hazards.components import HazardSettings, find_hazards
from vl4ad_ros.structures import AnomalyMaps

NAMES = ('road', 'car', 'tyre', 'sofa')
KNOWN = np.array([True, True, False, False])
ALL = HazardSettings(threshold=0.5, min_area_px=0)


def maps_of(score, label=None):
    score = np.asarray(score, np.float32)
    label = np.zeros(score.shape, np.int32) if label is None else np.asarray(label, np.int32)
    return AnomalyMaps(score, label)


def find(score, label=None, scale=1, settings=ALL):
    maps = maps_of(score, label)
    size_hw = (maps.score.shape[0] * scale, maps.score.shape[1] * scale)
    return find_hazards(maps, size_hw, NAMES, KNOWN, settings)


def test_an_empty_map_has_no_hazards():
    assert find(np.zeros((20, 30))) == ()


def test_a_region_is_measured_in_image_pixels():
    score = np.zeros((20, 30))
    score[5:8, 10:14] = 0.7
    score[6, 11] = 0.9
    (hazard,) = find(score, scale=4)
    assert hazard.box_xyxy_px == (40, 20, 56, 32)
    assert hazard.area_px == 12 * 16
    assert hazard.score_max == pytest.approx(0.9)
    assert hazard.score_mean == pytest.approx((11 * 0.7 + 0.9) / 12)
    assert not hazard.truncated
    x, y = hazard.contour_xy_px.T
    assert x.min() == pytest.approx(40, abs=1)
    assert y.max() == pytest.approx(32, abs=1)


def test_the_threshold_is_exclusive():
    assert find(np.full((4, 4), 0.5)) == ()
    assert len(find(np.full((4, 4), 0.501))) == 1


def test_pixels_that_touch_at_a_corner_are_one_region():
    score = np.zeros((6, 6))
    score[1, 1] = score[2, 2] = 1
    assert len(find(score)) == 1


def test_small_regions_are_left_out_and_the_highest_score_comes_first():
    score = np.zeros((20, 40))
    score[2:6, 2:6] = 0.6
    score[2:6, 20:24] = 0.8
    score[15, 30] = 1.0
    hazards = find(score, settings=HazardSettings(0.5, min_area_px=2))
    assert [round(hazard.score_max, 2) for hazard in hazards] == [0.8, 0.6]
    assert [hazard.id for hazard in hazards] == [1, 2]


@pytest.mark.parametrize(
    ('labels', 'name'),
    [
        ([2, 2, 2, 3], 'tyre'),
        ([3, 3, 0, 2], 'sofa'),
        ([1, 1, 1, 2], 'unknown'),  # resembles a known group: nothing names it
    ],
)
def test_a_hazard_is_named_by_the_group_that_wins_most_of_it(labels, name):
    score, label = np.zeros((6, 8)), np.zeros((6, 8))
    score[2, 2:6] = 1
    label[2, 2:6] = labels
    (hazard,) = find(score, label)
    assert hazard.name == name


@pytest.mark.parametrize('row_column', [(0, 5), (9, 5), (5, 0), (5, 11)])
def test_a_region_at_the_border_is_truncated(row_column):
    score = np.zeros((10, 12))
    score[row_column] = 1
    (hazard,) = find(score)
    assert hazard.truncated


def test_a_ragged_contour_keeps_to_32_points():
    rng = np.random.default_rng(0)
    score = np.zeros((120, 160))
    score[40:80, 30:130] = 1
    score[30:90, 20:140] += rng.random((60, 120)) * 0.8
    hazard = find(score)[0]
    assert 3 <= len(hazard.contour_xy_px) <= 32


def test_nan_is_no_hazard():
    assert find(np.full((5, 5), np.nan)) == ()


def test_only_the_most_anomalous_regions_are_reported_of_very_many():
    score = np.zeros((400, 400))
    score[::4, ::4] = np.linspace(0.6, 1, 10_000).reshape(100, 100)
    hazards = find(score, settings=HazardSettings(0.5, 0, max_hazards=20))
    assert len(hazards) == 20
    assert hazards[0].score_max == pytest.approx(1)
    assert min(hazard.score_max for hazard in hazards) > 0.99
