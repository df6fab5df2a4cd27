import dataclasses
import math
from collections import Counter

import numpy as np
import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.synthetic.blender.patterns import PATTERNS
from vl4ad_ros.synthetic.centreline import Centreline
from vl4ad_ros.synthetic.labels import CLASSES, OUTSIDE, UNKNOWN
from vl4ad_ros.synthetic.objects.unknowns import UNKNOWN_KINDS
from vl4ad_ros.synthetic.palette import PALETTE
from vl4ad_ros.synthetic.scene import build_scene
from vl4ad_ros.synthetic.seeds import generator
from vl4ad_ros.synthetic.settings import CameraSettings, DriveSettings, UnknownSettings
from vl4ad_ros.synthetic.settings_file import read_settings
from vl4ad_ros.synthetic.streets.roadworks import close_road
from vl4ad_ros.synthetic.streets.types import STREET_TYPES


@pytest.fixture(scope='module')
def demo():
    return read_settings(share_directory() / 'config' / 'synthetic' / 'demo_drive.yaml')


@pytest.fixture(scope='module')
def street(demo):
    return build_scene(demo)


def test_the_same_seed_gives_the_same_street(demo, street):
    again = build_scene(demo)
    assert len(again.things) == len(street.things)
    for one, two in zip(street.things, again.things, strict=True):
        assert dataclasses.replace(one, model=two.model) == two
        for first, second in zip(one.model.meshes, two.model.meshes, strict=True):
            assert np.array_equal(first.vertices, second.vertices)
    other = build_scene(dataclasses.replace(demo, seed=demo.seed + 1))
    assert [thing.position_m for thing in other.things] != [t.position_m for t in street.things]


def test_a_new_unknown_moves_nothing_else(demo, street):
    more = dataclasses.replace(demo, unknowns=(*demo.unknowns, UnknownSettings('tyre', 30.0)))
    things = build_scene(more).things
    assert len(things) == len(street.things) + 1
    for one, two in zip(street.things, things, strict=False):
        assert dataclasses.replace(one, model=two.model) == two


def test_labels_are_known_and_materials_exist(street):
    for thing in street.things:
        assert thing.model.label in {*CLASSES, UNKNOWN, OUTSIDE}
        for mesh in thing.model.meshes:
            assert set(mesh.materials) <= set(PALETTE), thing.model.kind
    assert {material.pattern for material in PALETTE.values()} <= set(PATTERNS)


def test_unknowns_stand_where_they_were_put_and_no_car_on_them(demo, street):
    unknown = [thing for thing in street.things if thing.model.label == UNKNOWN]
    assert [thing.model.kind for thing in unknown] == [entry.kind for entry in demo.unknowns]
    for thing, entry in zip(unknown, demo.unknowns, strict=True):
        place = street.line.point(entry.ahead_m, street.lane_offset_m + entry.offset_m)
        assert thing.position_m[:2] == pytest.approx(place[:2])
        for other in street.things:
            if other.model.label == 'car':
                apart = np.hypot(*np.subtract(other.position_m[:2], thing.position_m[:2]))
                assert apart > 1.5


def test_unknown_kinds_are_many_near_and_far_seen_and_unseen():
    kinds = UNKNOWN_KINDS.values()
    assert len(kinds) >= 24
    for near in (False, True):
        for unseen in (False, True):
            assert sum((kind.near, kind.unseen) == (near, unseen) for kind in kinds) >= 3


@pytest.mark.parametrize('name', sorted(STREET_TYPES))
def test_every_street_is_made_of_known_labels_and_materials(name):
    for seed in range(2):
        street = build_scene(DriveSettings(seed, street=name))
        labels = {thing.model.label for thing in street.things}
        assert {'road', 'terrain'} <= labels <= {*CLASSES, OUTSIDE}
        for thing in street.things:
            assert np.isfinite(thing.position_m).all()
            for mesh in thing.model.meshes:
                assert set(mesh.materials) <= set(PALETTE), thing.model.kind


def test_the_streets_have_all_classes_between_them():
    found = {'sky'}
    for name in ('city', 'suburb', 'country'):
        for seed in range(12):
            found |= {thing.model.label for thing in STREET_TYPES[name](seed).things}
    assert found >= set(CLASSES)


def test_freeways_are_busy_and_walled_and_have_bridges():
    streets = [STREET_TYPES['freeway'](seed) for seed in range(20)]
    kinds = [Counter(thing.model.kind for thing in street.things) for street in streets]
    assert max(found['car'] for found in kinds) > 20
    assert {'sound wall', 'jersey barrier', 'overpass', 'gantry'} <= set().union(*kinds)


def test_traffic_does_not_drive_through_an_unknown_or_the_ego_car():
    settings = DriveSettings(3, street='motorway', frames=60)
    before = build_scene(settings)
    ahead = next(
        thing for thing in before.things if thing.speed_mps and math.cos(thing.yaw_rad) > 0
    )
    x, y, _ = ahead.position_m
    offset = x - before.lane_offset_m - float(before.line.lateral(y + 20))
    blocked = UnknownSettings('cow', y + 20, offset)
    after = build_scene(dataclasses.replace(settings, unknowns=(blocked,)))
    assert ahead.position_m not in [thing.position_m for thing in after.things]


def test_a_bonnet_rides_with_the_camera_and_is_not_evaluated():
    camera = CameraSettings(bonnet=True)
    things = build_scene(DriveSettings(2, camera=camera)).things
    riding = [thing for thing in things if thing.rides]
    assert [thing.model.label for thing in riding] == [OUTSIDE]


@pytest.mark.parametrize('kind', sorted(UNKNOWN_KINDS))
def test_every_unknown_kind_stands_on_the_ground(kind):
    for seed in range(3):
        model = UNKNOWN_KINDS[kind].build(generator(seed, kind))
        assert (model.kind, model.label) == (kind.replace('_', ' '), UNKNOWN)
        points = np.vstack([mesh.vertices for mesh in model.meshes])
        assert -0.02 < points[:, 2].min() < 0.05
        assert 0.3 < np.ptp(points[:, :2], axis=0).max() < (7 if UNKNOWN_KINDS[kind].near else 3.6)
        assert set().union(*(mesh.materials for mesh in model.meshes)) <= set(PALETTE)


@pytest.mark.parametrize(
    ('settings', 'words'),
    [
        (DriveSettings(1, street='moon'), "no street is called 'moon'; choose one of city"),
        (DriveSettings(1, unknowns=(UnknownSettings('ufo', 9),)), "no unknown is called 'ufo'"),
    ],
)
def test_names_that_do_not_exist_are_refused(settings, words):
    with pytest.raises(SettingsError, match=words):
        build_scene(settings)


def test_hills_lie_behind_everything_and_move_nothing(demo, street):
    settings = dataclasses.replace(demo, hills=True)
    things = build_scene(settings).things
    hills = [thing for thing in things if thing.model.kind in ('hill', 'wooded hill', 'grove')]
    assert len(things) == len(street.things) + len(hills)
    assert hills
    for hill in hills:
        assert hill.model.label in ('terrain', 'vegetation')
        assert all(mesh.vertices[:, 1].min() > 200 for mesh in hill.model.meshes)
    again = [
        thing for thing in build_scene(settings).things if thing.model.kind == hills[0].model.kind
    ]
    assert np.array_equal(again[0].model.meshes[0].vertices, hills[0].model.meshes[0].vertices)


def _added(settings):
    """Return what roadworks bring into a street, and what they take out of it."""
    plain = build_scene(dataclasses.replace(settings, roadworks=False)).things
    closed = build_scene(dataclasses.replace(settings, roadworks=True)).things
    before, after = ({thing.position_m for thing in things} for things in (plain, closed))
    return (
        [thing for thing in closed if thing.position_m not in before],
        [thing for thing in plain if thing.position_m not in after],
    )


def test_roadworks_are_of_known_classes_and_stop_traffic_alone(demo):
    works, gone = _added(demo)
    assert len(works) >= 2
    assert {thing.model.label for thing in works} <= set(CLASSES)
    assert all(thing.speed_mps for thing in gone)  # it would drive into them


def test_roadworks_stand_on_the_road_ahead_of_the_camera():
    line, kinds = Centreline(60.0, 0.002), set()
    for seed in range(40):
        for thing in close_road(generator(seed), line, 1.6, 20.0):
            kinds.add(thing.model.kind)
            assert 25 <= thing.position_m[1] < 120
            if thing.model.kind != 'traffic sign':  # its post carries it
                low = min(float(mesh.vertices[:, 2].min()) for mesh in thing.model.meshes)
                assert thing.position_m[2] + thing.scale * low < 0.2
    assert kinds >= {'barrier board', 'site fence', 'beacon', 'barrier block', 'traffic sign'}
