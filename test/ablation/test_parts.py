import numpy as np
import pytest

from vl4ad_ros.ablation.group_tables import group_of_class
from vl4ad_ros.ablation.parts import Part, part_map
from vl4ad_ros.ablation.streets import UnknownThing

from .conftest import CAR, ROAD, SKY, TRUCK

DOG = UnknownThing(1, 'dog', near=False, unseen=False)
DEER = UnknownThing(2, 'deer', near=False, unseen=True)
CARAVAN = UnknownThing(3, 'caravan', near=True, unseen=False)
EXCAVATOR = UnknownThing(4, 'excavator', near=True, unseen=True)


@pytest.mark.parametrize(
    ('row', 'expected'),
    [
        # car and truck are one super-class: the border between them is joined
        ([CAR] * 4 + [TRUCK] * 4, 'iiJJJJii'),
        ([ROAD] * 4 + [SKY] * 4, 'iiKKKKii'),
        # where a third class is within two pixels the border is kept
        ([CAR] * 3 + [TRUCK] * 2 + [ROAD] * 3, 'iJJKKKKi'),
        # beside something of no class pixels are placed nowhere
        ([ROAD] * 4 + [255] * 4, 'iiUUUUUU'),
    ],
)
def test_borders_in_one_row(vocabulary, row, expected):
    names = {Part.INSIDE: 'i', Part.JOINED_BORDER: 'J', Part.KEPT_BORDER: 'K', Part.UNPLACED: 'U'}
    classes = np.tile(np.array(row, np.uint8), (6, 1))
    parts = part_map(
        np.zeros_like(classes), classes, None, (), group_of_class(vocabulary), radius_px=2
    )
    assert ''.join(names[Part(value)] for value in parts[3]) == expected


def test_unknown_things_by_their_kind():
    label = np.array([[0, 1, 1, 1, 1, 1, 255]], np.uint8)
    instances = np.array([[1, 1, 2, 3, 4, 9, 1]], np.uint16)
    unknowns = (DOG, DEER, CARAVAN, EXCAVATOR)
    parts = part_map(label, None, instances, unknowns, np.zeros(256, np.uint8), 2)
    kinds = (Part.FAR, Part.FAR_UNSEEN, Part.NEAR, Part.NEAR_UNSEEN, Part.MIXED)
    assert parts.tolist() == [[Part.UNPLACED, *kinds, 255]]


@pytest.mark.parametrize(
    ('unknowns', 'expected'),
    [((DOG, DOG), Part.FAR), ((EXCAVATOR,), Part.NEAR_UNSEEN), ((DOG, CARAVAN), Part.MIXED)],
)
def test_without_instances_only_things_that_agree_are_placed(unknowns, expected):
    label = np.ones((2, 2), np.uint8)
    parts = part_map(label, None, None, unknowns, np.zeros(256, np.uint8), 2)
    assert (parts == expected).all()
