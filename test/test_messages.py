"""Fields of messages, filled by what rosbags makes of the message definitions."""

from dataclasses import replace

import numpy as np
import pytest

from vl4ad_ros import messages, structures
from vl4ad_ros.structures import Hazard

message_types = pytest.importorskip('vl4ad_ros.bags.message_types').message_types

HAZARD = Hazard(
    id=3,
    name='sofa',
    box_xyxy_px=(10, 20, 40, 60),
    area_px=700.5,
    score_mean=0.75,
    score_max=0.875,
    contour_xy_px=np.array([[10, 20], [40, 20], [40, 60]], np.float32),
    truncated=True,
    age_frames=5,
    hits=4,
    borders=('left', 'bottom'),
    coasted=True,
    name_score=0.625,
    resembles='vehicle',
    road_share=0.25,
    near_road_share=0.5,
    confidence=0.125,
)


def make(type_name, **fields):
    return message_types().types[type_name](**fields)


@pytest.mark.parametrize(
    ('type_name', 'constant'),
    [
        ('HazardArray', 'STATUS_OK'),
        ('HazardArray', 'STATUS_DEGRADED'),
        ('HazardArray', 'STATUS_STALE'),
        ('Hazard', 'GEOMETRY_NONE'),
        ('Hazard', 'GEOMETRY_BEARING'),
        ('Hazard', 'GEOMETRY_GROUND_PLANE'),
        ('Hazard', 'UNKNOWN'),
    ],
)
def test_constants_are_those_of_the_definitions(type_name, constant):
    defined = message_types().types[f'vl4ad_ros/msg/{type_name}']
    ours = messages if hasattr(messages, constant) else structures
    assert getattr(ours, constant) == getattr(defined, constant)


def test_borders_are_bits_of_the_definition():
    defined = message_types().types['vl4ad_ros/msg/Hazard']
    assert {
        side: getattr(defined, f'BORDER_{side.upper()}') for side in messages.BORDERS
    } == messages.BORDERS


def test_a_hazard_survives_the_wire():
    kind = 'vl4ad_ros/msg/Hazard'
    sent = messages.hazard_message(make, HAZARD)  # fails when a field is missing or unknown
    read = message_types().deserialize_cdr(message_types().serialize_cdr(sent, kind), kind)
    assert (read.id, read.name, read.truncated, read.age, read.hits) == (3, 'sofa', True, 5, 4)
    assert (read.area, read.score_mean, read.score_max) == (700.5, 0.75, 0.875)
    assert read.confidence == 0.125
    box = read.box
    assert (box.x_offset, box.y_offset, box.width, box.height) == (10, 20, 30, 40)
    assert [(point.x, point.y, point.z) for point in read.contour] == [
        (10, 20, 0),
        (40, 20, 0),
        (40, 60, 0),
    ]
    assert (read.borders, read.coasted, read.resembles) == (9, True, 'vehicle')
    assert (read.name_score, read.road_share, read.near_road_share) == (0.625, 0.25, 0.5)
    assert read.geometry_source == structures.GEOMETRY_NONE
    assert np.isnan([read.bearing, read.elevation, read.range, *read.covariance]).all()


def test_direction_and_range_survive_the_wire():
    covariance = tuple(range(1, 10))
    place = {'geometry_source': 2, 'bearing_rad': 0.25, 'elevation_rad': -0.5, 'range_m': 12.5}
    hazard = replace(HAZARD, **place, covariance=covariance)
    kind = 'vl4ad_ros/msg/Hazard'
    sent = messages.hazard_message(make, hazard)
    read = message_types().deserialize_cdr(message_types().serialize_cdr(sent, kind), kind)
    assert read.geometry_source == structures.GEOMETRY_GROUND_PLANE
    assert (read.bearing, read.elevation, read.range) == (0.25, -0.5, 12.5)
    assert tuple(read.covariance) == covariance
