import numpy as np
import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.hazards.components import find_components
from vl4ad_ros.hazards.road import check_road, is_published, known_groups, road_area
from vl4ad_ros.hazards.settings import ComponentSettings, RoadSettings
from vl4ad_ros.structures import AnomalyMaps

SETTINGS = RoadSettings(margin_px=8)
DRIVABLE = np.array([True, False, False])
ROAD, GRASS, THING = 0, 1, 2


def street():
    """Return a label map with a road from the lower border to the horizon at row 20."""
    label = np.full((60, 120), GRASS, np.int32)
    for row in range(20, 60):
        label[row, 60 - (row - 15) : 60 + (row - 15)] = ROAD
    return label


def area_of(label, covered=None, settings=SETTINGS):
    covered = np.zeros(label.shape, np.bool_) if covered is None else covered
    return road_area(label, DRIVABLE, covered, settings, 1.0, 20.0)


def component_of(mask):
    maps = AnomalyMaps(mask.astype(np.float32), np.zeros(mask.shape, np.int32))
    settings = ComponentSettings(0.5, min_area_px=0, near_area_px=0, min_compactness=0)
    (component,) = find_components(maps, mask.shape, settings, 0.0)
    return component


@pytest.mark.parametrize(
    ('rows', 'columns', 'inside', 'near'),
    [
        (slice(35, 45), slice(55, 65), 1, 1),  # in the middle of the road
        (slice(10, 45), slice(55, 65), 1, 1),  # tall: most of it is above the horizon
        (slice(35, 45), slice(0, 6), 0, 0),  # far off
        (slice(48, 54), slice(14, 20), 0, 1),  # beside it
        (slice(0, 8), slice(55, 65), 0, 0),  # in the sky
        (slice(52, 60), slice(50, 70), 1, 1),  # cut by the lower border
    ],
)
def test_where_a_hazard_stands(rows, columns, inside, near):
    label, mask = street(), np.zeros((60, 120), np.bool_)
    mask[rows, columns] = True
    label[mask] = THING  # it cuts itself out of the road
    area = area_of(label, mask)
    assert area is not None
    assert area.shares(component_of(mask)) == (pytest.approx(inside), pytest.approx(near))


def test_a_foot_that_is_half_on_the_road():
    label, mask = street(), np.zeros((60, 120), np.bool_)
    left = 60 - (44 - 15)  # of the road in row 44
    mask[35:45, left - 5 : left + 5] = True
    inside, near = area_of(label, mask).shares(component_of(mask))
    assert inside == pytest.approx(0.5, abs=0.11)
    assert near == 1


def test_an_object_at_the_edge_leaves_no_bay():
    label, mask = street(), np.zeros((60, 120), np.bool_)
    left = 60 - (44 - 15)
    mask[41:45, left : left + 4] = True
    label[mask] = GRASS  # open to the side
    assert area_of(label, mask).shares(component_of(mask))[0] > 0.9


def test_grass_in_a_bend_is_no_road():
    label = np.full((60, 120), GRASS, np.int32)
    label[20:60, 10:30] = label[40:60, 10:110] = ROAD
    assert not area_of(label).inside[35, 60]


def test_a_hole_is_road_whatever_it_is_taken_for():
    label = street()
    label[40:44, 55:65] = GRASS
    assert area_of(label).inside[40:44, 55:65].all()


def test_specks_are_no_road():
    label = street()
    label[5:7, 100:102] = ROAD
    assert not area_of(label).inside[:10].any()


def test_the_own_car_stands_on_the_road():
    label, ignored = street(), np.zeros((60, 120), np.bool_)
    ignored[50:, 40:80] = True
    label[ignored] = GRASS
    assert area_of(label, ignored).inside[55, 60]


def test_without_road_there_is_no_area():
    assert area_of(np.full((10, 10), GRASS, np.int32)) is None


@pytest.mark.parametrize(
    ('publish', 'road_share', 'near_road_share', 'given'),
    [
        ('all', 0.0, 0.0, True),
        ('near_road', 0.0, 0.0, False),
        ('near_road', 0.0, 0.5, True),
        ('on_road', 0.0, 0.5, False),
        ('on_road', 0.5, 0.5, True),
        ('on_road', np.nan, np.nan, True),  # no road is seen: nothing is held back
    ],
)
def test_what_is_published(publish, road_share, near_road_share, given):
    assert is_published(road_share, near_road_share, RoadSettings(publish=publish)) == given


@pytest.mark.parametrize(
    ('wanted', 'expected'),
    [(['road'], [1, 0, 0, 0]), (['car'], [0, 1, 0, 0]), (['tyre'], [0] * 4), ([], [0] * 4)],
)
def test_groups_are_found_by_name_or_concept_if_they_are_known(text, wanted, expected):
    np.testing.assert_array_equal(known_groups(text, wanted), expected)


def test_a_vocabulary_without_the_road_is_refused_when_it_is_needed(text):
    check_road(text, RoadSettings(names=('gravel',)))
    with pytest.raises(SettingsError, match="no known group of the vocabulary is or has 'gravel'"):
        check_road(text, RoadSettings(names=('gravel',), publish='on_road'))
