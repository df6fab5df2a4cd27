import dataclasses

import numpy as np
import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.synthetic.blender.patterns import PATTERNS
from vl4ad_ros.synthetic.labels import CLASSES, OUTSIDE, UNKNOWN
from vl4ad_ros.synthetic.objects.unknowns import UNKNOWN_KINDS
from vl4ad_ros.synthetic.palette import PALETTE
from vl4ad_ros.synthetic.scene import build_scene
from vl4ad_ros.synthetic.seeds import generator
from vl4ad_ros.synthetic.settings import DriveSettings, UnknownSettings
from vl4ad_ros.synthetic.settings_file import read_settings


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


def test_unknowns_stand_in_the_ego_lane_and_nothing_known_before_them(demo, street):
    unknown = [thing for thing in street.things if thing.model.label == UNKNOWN]
    assert [thing.model.kind for thing in unknown] == [entry.kind for entry in demo.unknowns]
    nearest = min(thing.position_m[1] for thing in unknown)
    for thing in unknown:
        assert abs(thing.position_m[0] - street.lane_offset_m) < 1.5
    for thing in street.things:
        x, y, _ = thing.position_m
        if thing.model.label == 'car' and 0 < y < nearest:
            assert abs(x - street.lane_offset_m) > 1.5 + 0.9


@pytest.mark.parametrize('kind', sorted(UNKNOWN_KINDS))
def test_every_unknown_kind_stands_on_the_ground(kind):
    for seed in range(3):
        model = UNKNOWN_KINDS[kind](generator(seed, kind))
        assert model.label == UNKNOWN
        points = np.vstack([mesh.vertices for mesh in model.meshes])
        assert -0.001 <= points[:, 2].min() < 0.05
        assert 0.3 < np.ptp(points[:, :2], axis=0).max() < 3
        assert set().union(*(mesh.materials for mesh in model.meshes)) <= set(PALETTE)


@pytest.mark.parametrize(
    ('settings', 'words'),
    [
        (DriveSettings(1, street='moon'), "no street is called 'moon'; choose one of residential"),
        (DriveSettings(1, unknowns=(UnknownSettings('ufo', 9),)), "no unknown is called 'ufo'"),
    ],
)
def test_names_that_do_not_exist_are_refused(settings, words):
    with pytest.raises(SettingsError, match=words):
        build_scene(settings)
