import numpy as np
import pytest

from vl4ad_ros.hazards.grouping import group_pixels, hysteresis
from vl4ad_ros.hazards.settings import GUIDED, HYSTERESIS, PLAIN, ComponentSettings


def settings_of(grouping, **changes):
    return ComponentSettings(0.5, grouping, low_share=0.5, **{'bridge_px': 0.0, **changes})


def group(maps, grouping, **changes):
    return group_pixels(maps, 1.0, settings_of(grouping, **changes))


def strip(values):
    """Return a map with one row of values in the middle of zeros."""
    score = np.zeros((3, len(values) + 2), np.float32)
    score[1, 1:-1] = values
    return score


@pytest.mark.parametrize(
    ('values', 'expected'),
    [
        ([0.9, 0.4, 0.9], [1, 1, 1]),  # a low pixel joins two high ones
        ([0.9, 0.2, 0.9], [1, 0, 2]),  # one below the low threshold does not
        ([0.4, 0.4, 0.4], [0, 0, 0]),  # nothing begins without a high one
        ([0.4, 0.9, 0.4], [1, 1, 1]),
        ([0.5, 0.25, 0.51], [0, 0, 1]),  # both thresholds are exclusive
        ([np.nan, 0.9, np.nan], [0, 1, 0]),
    ],
)
def test_hysteresis_extends_what_is_high(values, expected):
    score = strip(values)
    regions = hysteresis(score, score > 0.5, 0.25)
    np.testing.assert_array_equal(regions[1, 1:-1], expected)


def test_pixels_that_touch_at_a_corner_are_one_region(maps_of):
    score = np.zeros((6, 6))
    score[1, 1] = score[2, 2] = 1
    assert group(maps_of(score), PLAIN).max() == 1


@pytest.mark.parametrize('grouping', [PLAIN, HYSTERESIS, GUIDED])
@pytest.mark.parametrize('value', [0.0, np.nan])
def test_nothing_is_nothing(maps_of, grouping, value):
    assert group(maps_of(np.full((8, 9), value)), grouping).max() == 0


def two_pieces(gap_score):
    """Return an object of which the middle has another score, and a query map that holds it."""
    score, thing = np.zeros((20, 40)), np.zeros((20, 40))
    score[5:15, 8:30] = 0.9
    score[5:15, 17:21] = gap_score
    thing[5:15, 8:30] = 3
    return score, thing


@pytest.mark.parametrize(('grouping', 'regions'), [(PLAIN, 2), (HYSTERESIS, 2), (GUIDED, 1)])
@pytest.mark.parametrize('guide', ['label', 'query'])
def test_pieces_of_one_thing_are_one_hazard_when_guided(maps_of, grouping, regions, guide):
    score, thing = two_pieces(gap_score=0.1)
    found = group(maps_of(score, **{guide: thing}), grouping)
    assert found.max() == regions
    if grouping == GUIDED:
        np.testing.assert_array_equal(found > 0, thing > 0)


def test_parts_of_one_mask_query_behind_a_pole_are_one_hazard(maps_of):
    score, query = two_pieces(gap_score=0.0)
    query[:, 17:21] = 7  # the pole
    found = group(maps_of(score, query=query), GUIDED)
    assert found.max() == 1
    assert not found[:, 17:21].any()


def test_things_that_are_mostly_normal_lend_nothing(maps_of):
    score = np.zeros((30, 40))
    score[10:14, 10:14] = 0.9  # a hazard
    score[14:16, :] = 0.3  # doubt along a border, touching it
    plain, extended, guided = (
        group(maps_of(score), grouping) for grouping in (PLAIN, HYSTERESIS, GUIDED)
    )
    assert extended[15].all()
    np.testing.assert_array_equal(guided, plain)


@pytest.mark.parametrize(('high_columns', 'whole'), [(2, False), (10, True)])
@pytest.mark.parametrize('guide', ['label', 'query'])
def test_doubt_about_the_whole_road_and_a_few_high_pixels_do_not_make_it_a_hazard(
    maps_of, high_columns, whole, guide
):
    score, road = np.zeros((20, 40)), np.zeros((20, 40))
    road[4:16] = 3
    score[4:16] = 0.3  # above the low threshold
    score[4:16, 5 : 5 + high_columns] = 0.9
    found = group(maps_of(score, **{guide: road}), GUIDED)
    np.testing.assert_array_equal(found > 0, road > 0 if whole else score > 0.5)


def two_bodies(neck):
    """Return two squares of 12 with a neck of so many rows between them."""
    mask = np.zeros((24, 50), np.bool_)
    mask[6:18, 4:16] = mask[6:18, 30:42] = True
    mask[12 : 12 + neck, 16:30] = True
    return mask


@pytest.mark.parametrize(
    ('neck', 'bridge_px', 'regions'),
    [(1, 2.0, 2), (2, 2.0, 2), (3, 2.0, 1), (2, 0.0, 1), (4, 4.0, 2), (12, 4.0, 1)],
)
def test_bridges_are_cut_by_their_width(maps_of, neck, bridge_px, regions):
    score = two_bodies(neck) * 0.9
    for grouping in (HYSTERESIS, GUIDED):
        found = group(maps_of(score), grouping, bridge_px=bridge_px)
        assert found.max() == regions
        np.testing.assert_array_equal(found > 0, score > 0)  # no pixel is lost


def test_a_cut_runs_through_the_bridge(maps_of):
    found = group(maps_of(two_bodies(2) * 0.9), HYSTERESIS, bridge_px=2.0)
    assert len(np.unique(found[6:18, 4:16])) == len(np.unique(found[6:18, 30:42])) == 1
    assert np.count_nonzero(np.diff(found[12, 4:42])) == 1


def test_a_bridge_inside_of_one_mask_query_stays(maps_of):
    mask = two_bodies(2)
    assert group(maps_of(mask * 0.9, query=mask * 5), GUIDED, bridge_px=2.0).max() == 1
    assert group(maps_of(mask * 0.9, label=mask * 5), GUIDED, bridge_px=2.0).max() == 2


def test_thin_limbs_are_no_bodies(maps_of):
    mask = np.zeros((30, 30), np.bool_)
    mask[5:15, 5:25] = True
    mask[15:25, 7:9] = mask[15:25, 20:22] = True  # legs
    assert group(maps_of(mask * 0.9), HYSTERESIS, bridge_px=4.0).max() == 1


def test_three_bodies_in_a_row_are_three(maps_of):
    mask = np.zeros((20, 80), np.bool_)
    for left in (5, 30, 55):
        mask[4:16, left : left + 15] = True
    mask[9:11, 5:70] = True
    assert group(maps_of(mask * 0.9), HYSTERESIS, bridge_px=2.0).max() == 3


def ring(hole):
    """Return a square of 20 around a hole of so many rows and columns."""
    mask = np.zeros((30, 30), np.bool_)
    mask[5:25, 5:25] = True
    start = 15 - hole // 2
    mask[start : start + hole, start : start + hole] = False
    return mask


@pytest.mark.parametrize(('hole', 'filled'), [(1, True), (8, True), (16, False)])
def test_holes_are_filled_unless_they_are_large(maps_of, hole, filled):
    found = group(maps_of(ring(hole) * 0.9), HYSTERESIS)
    assert bool(found[15, 15]) == filled
    assert found.max() == 1


def test_bays_at_the_border_are_no_holes(maps_of):
    mask = np.zeros((20, 20), np.bool_)
    mask[5:, 5:15] = True
    mask[12:, 9:11] = False  # open to the lower border
    assert not group(maps_of(mask * 0.9), HYSTERESIS)[15, 9]


def test_a_hole_belongs_to_the_region_around_it(maps_of):
    score = np.zeros((30, 60))
    score[:, :30] = ring(6) * 0.9
    score[10:20, 40:50] = 0.9
    found = group(maps_of(score), HYSTERESIS)
    assert found[15, 15] == found[6, 6] != found[15, 45]


@pytest.mark.parametrize('guide', ['label', 'query'])
@pytest.mark.parametrize('grouping', [HYSTERESIS, GUIDED])
def test_empty_space_around_changes_nothing(maps_of, grouping, guide):
    random = np.random.default_rng(0)
    for _ in range(10):
        score = np.pad(random.random((20, 30)) ** 2, 1)
        things = np.pad(random.integers(1, 4, (4, 6)).repeat(5, 0).repeat(5, 1), 1)
        alone = group(maps_of(score, **{guide: things}), grouping, bridge_px=2.0)
        wide = [np.pad(values, ((9, 3), (0, 7))) for values in (score, things)]
        among = group(maps_of(wide[0], **{guide: wide[1]}), grouping, bridge_px=2.0)
        assert alone.any()
        # The same regions; which number each has is not promised.
        pairs = set(zip(alone.ravel(), among[9:31, :32].ravel(), strict=True))
        assert len(pairs) == alone.max() + 1 == among.max() + 1
        assert np.count_nonzero(among) == np.count_nonzero(alone)
