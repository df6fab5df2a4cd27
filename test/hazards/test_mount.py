"""Height, pitch and roll of cameras on robots whose transforms are written down by hand."""

from math import cos, pi, radians, sin

import numpy as np
import pytest

from vl4ad_ros.errors import TransformError
from vl4ad_ros.hazards.geometry import down_of
from vl4ad_ros.hazards.mount import MAX_AGE_S, Transform, mount_from_transforms

NOW_NS = 5_000_000_000
# REP-103: from the body of a camera (x forward, y left, z up) to its optical frame.
OPTICAL = (-0.5, 0.5, -0.5, 0.5)
LEVEL = (0.0, 0.0, 0.0, 1.0)


def about(axis, degrees):
    half = radians(degrees) / 2
    quaternion = [0.0, 0.0, 0.0, cos(half)]
    quaternion['xyz'.index(axis)] = sin(half)
    return tuple(quaternion)


def robot(camera_rotation=LEVEL, height_m=1.2, **links):
    """Return base_footprint -> base_link -> camera_link -> camera_optical_frame."""
    return {
        'base_link': Transform('base_footprint', (0.0, 0.0, 0.3), LEVEL),
        'camera_link': Transform('base_link', (0.5, -0.1, height_m - 0.3), camera_rotation),
        'camera_optical_frame': Transform('camera_link', (0.0, 0.0, 0.0), OPTICAL),
        **links,
    }


def mount(transforms, base='base_footprint', camera='camera_optical_frame'):
    return mount_from_transforms(transforms, base, camera, NOW_NS)


@pytest.mark.parametrize(
    ('rotation', 'pitch_deg', 'roll_deg'),
    [
        (LEVEL, 0, 0),
        (about('y', 10), 10, 0),  # the nose of the camera goes down
        (about('y', -7), -7, 0),
        (about('x', 5), 0, 5),  # its right side goes down
        (about('x', -120), 0, -120),
        (about('z', 90), 0, 0),  # to the left: the ground is where it was
        (about('y', 90), 90, None),  # straight down: there is no roll
        (about('x', 180), 0, 180),  # mounted upside down
        (tuple(3.0 * part for part in about('y', 10)), 10, 0),  # of another length
    ],
)
def test_the_attitude_of_the_optical_axis(rotation, pitch_deg, roll_deg):
    found = mount(robot(rotation))
    assert found.height_m == pytest.approx(1.2)
    assert found.pitch_rad == pytest.approx(radians(pitch_deg), abs=1e-6)
    if roll_deg is not None:
        turns = (found.roll_rad - radians(roll_deg)) / (2 * pi)
        assert turns == pytest.approx(round(turns), abs=1e-6)


def test_the_ground_is_where_the_geometry_looks_for_it():
    """A random attitude: what the mount says of gravity is what the matrices say."""
    rng = np.random.default_rng(1)
    for quaternion in rng.normal(size=(20, 4)):
        quaternion /= np.linalg.norm(quaternion)
        x, y, z, w = quaternion
        up_in_camera = np.array(  # the last row of the rotation matrix
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]
        )
        transforms = {'optical': Transform('ground', (0, 0, 2.0), tuple(quaternion))}
        if up_in_camera[2] > 0.98:
            continue  # straight up is refused
        found = mount_from_transforms(transforms, 'ground', 'optical', NOW_NS)
        np.testing.assert_allclose(down_of(found), -up_in_camera, atol=1e-9)


@pytest.mark.parametrize(
    ('links', 'base'),
    [
        ({}, 'base_footprint'),
        # Where the base is a leaf: both hang from base_link.
        (
            {
                'base_link': Transform('odom', (40.0, 3.0, 7.0), about('z', 30)),
                'base_footprint': Transform('base_link', (0.0, 0.0, -0.3), LEVEL),
            },
            'base_footprint',
        ),
        # What is above the frame where both meet may be as old as it likes.
        (
            {'base_footprint': Transform('map', (9.0, 9.0, 9.0), about('x', 40), 0)},
            'base_footprint',
        ),
    ],
)
def test_the_way_through_the_tree(links, base):
    found = mount(robot(about('y', 4), **links), base)
    assert found.height_m == pytest.approx(1.2)
    assert found.pitch_rad == pytest.approx(radians(4))
    assert found.roll_rad == pytest.approx(0)


def test_the_camera_may_hang_from_the_base_itself():
    found = mount({'camera': Transform('road', (0, 0, 1.5), OPTICAL)}, 'road', 'camera')
    assert (found.height_m, found.pitch_rad) == (1.5, pytest.approx(0))


@pytest.mark.parametrize(
    ('age_s', 'refused'),
    [(0.0, False), (0.4, False), (-0.4, False), (MAX_AGE_S + 0.1, True), (-5.0, True)],
)
def test_a_transform_that_moves_must_be_of_the_time_of_the_image(age_s, refused):
    moving = Transform('base_footprint', (0, 0, 0.3), LEVEL, NOW_NS - round(age_s * 1e9))
    transforms = robot(base_link=moving)
    if not refused:
        assert mount(transforms).height_m == pytest.approx(1.2)
        return
    with pytest.raises(TransformError, match=r"'base_footprint' to 'base_link' is .* s away"):
        mount(transforms)


NOWHERE = (float('nan'), 0.0, 1.0)
REFUSED = {
    'missing link': ({'camera_link': Transform('gantry', (0, 0, 1), LEVEL)}, "root is 'gantry'"),
    'circle': ({'base_footprint': Transform('camera_link', (0, 0, 0), LEVEL)}, 'in a circle'),
    'of itself': ({'base_footprint': Transform('base_footprint', (0, 0, 0), LEVEL)}, 'circle'),
    'no rotation': ({'camera_link': Transform('base_link', (0, 0, 1), (0, 0, 0, 0))}, 'no rot'),
    'no number': ({'camera_link': Transform('base_link', NOWHERE, LEVEL)}, 'no rotation and'),
    'below ground': ({'camera_link': Transform('base_link', (0, 0, -1), LEVEL)}, '0.70 m below'),
    'body frame': ({'camera_optical_frame': Transform('camera_link', (0, 0, 0), LEVEL)}, 'up'),
}


@pytest.mark.parametrize('name', REFUSED)
def test_what_tf_does_not_say_is_not_invented(name):
    links, said = REFUSED[name]
    with pytest.raises(TransformError, match=said):
        mount(robot(**links))


@pytest.mark.parametrize(
    ('base', 'camera'), [('ground', 'camera_optical_frame'), ('base_link', 'x')]
)
def test_frames_that_nobody_knows_are_named(base, camera):
    with pytest.raises(TransformError, match=rf"'{base}' .* '{camera}' .* publish"):
        mount(robot(), base, camera)
