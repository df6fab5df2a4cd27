import time
from dataclasses import replace

import cv2
import numpy as np
import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.hazards.finder import HazardFinder
from vl4ad_ros.hazards.settings import (
    ComponentSettings,
    GroundSettings,
    HazardSettings,
    RoadSettings,
    TrackSettings,
)
from vl4ad_ros.hazards.viewpoint import check_settings
from vl4ad_ros.structures import (
    GEOMETRY_BEARING,
    GEOMETRY_GROUND_PLANE,
    GEOMETRY_NONE,
    CameraMount,
)

ROAD, CAR, TYRE, SOFA = range(4)
EVERY_FRAME = HazardSettings(
    ComponentSettings(0.5, min_area_px=0, near_area_px=0), tracks=TrackSettings(enabled=False)
)
TRACKED = replace(EVERY_FRAME, tracks=TrackSettings())
GROUND = GroundSettings(camera_height_m=1.5, camera_pitch_deg=5.0)


@pytest.fixture
def find(maps_of, frame_of, text):
    """Return a function from a mask of the map to the hazards of a frame of 360x640."""
    finder = HazardFinder()

    def run(mask, settings=EVERY_FRAME, label=None, **frame_fields):
        label = np.where(mask, TYRE, ROAD) if label is None else label
        return finder.find(frame_of(**frame_fields), maps_of(mask * 0.9, label), text, settings)

    return run


@pytest.fixture
def square():
    def make(top=50, left=70, size=8):
        mask = np.zeros((90, 160), np.bool_)
        mask[top : top + size, left : left + size] = True
        return mask

    return make


def test_a_hazard_says_all_that_is_known(find, square):
    (hazard,) = find(square())
    assert (hazard.id, hazard.name, hazard.name_score, hazard.resembles) == (1, 'tyre', 1, '')
    assert hazard.box_xyxy_px == (280, 200, 312, 232)
    assert (hazard.area_px, hazard.truncated, hazard.borders) == (32 * 32, False, ())
    assert (hazard.road_share, hazard.near_road_share) == (1, 1)
    assert (hazard.age_frames, hazard.hits, hazard.coasted) == (1, 1, False)
    assert hazard.geometry_source == GEOMETRY_NONE
    assert hazard.score_max == pytest.approx(0.9)
    x, y = hazard.contour_xy_px.T
    assert (x.min(), y.max()) == (pytest.approx(280, abs=1), pytest.approx(232, abs=1))


def test_empty_frames_have_no_hazards(find):
    nothing = np.zeros((90, 160), np.bool_)
    assert find(nothing) == find(nothing, TRACKED) == ()


@pytest.mark.parametrize(
    ('top', 'left', 'borders'),
    [
        (0, 70, ('top',)),
        (82, 70, ('bottom',)),
        (50, 0, ('left',)),
        (50, 152, ('right',)),
        (82, 152, ('right', 'bottom')),
    ],
)
def test_borders_are_named(find, square, top, left, borders):
    (hazard,) = find(square(top, left))
    assert hazard.borders == borders
    assert hazard.truncated


def test_ids_without_tracks_are_ranks(find, square):
    hazards = find(square() | square(left=100) | square(left=20))
    assert [hazard.id for hazard in hazards] == [1, 2, 3]


def test_a_tracked_hazard_is_confirmed_then_coasts(find, square):
    nothing = np.zeros((90, 160), np.bool_)
    masks = [*[square()] * 4, *[nothing] * 4, square(), square()]
    given = [find(mask, TRACKED, seconds=1 + 0.1 * step) for step, mask in enumerate(masks)]
    assert [len(hazards) for hazards in given] == [0, *[1] * 6, 0, 0, 1]
    coasted = [hazards[0].coasted for hazards in given if hazards]
    assert coasted == [*[False] * 3, *[True] * 3, False]
    assert {hazard.id for hazards in given for hazard in hazards} == {1}
    last = given[-1][0]
    assert (last.age_frames, last.hits) == (10, 6)


def test_a_coasting_hazard_goes_on(find, square):
    for step in range(8):
        find(square(left=40 + 2 * step), TRACKED, seconds=1 + 0.1 * step)
    (hazard,) = find(np.zeros((90, 160), np.bool_), TRACKED, seconds=1.8)
    assert hazard.coasted
    assert hazard.box_xyxy_px[0] == pytest.approx(4 * 56, abs=8)
    assert hazard.contour_xy_px[:, 0].min() == pytest.approx(hazard.box_xyxy_px[0], abs=2)


def test_what_has_left_the_image_does_not_coast(find, square):
    for step in range(8):
        find(square(left=160 - 8 * (8 - step)), TRACKED, seconds=1 + 0.1 * step)
    assert find(np.zeros((90, 160), np.bool_), TRACKED, seconds=1.95) == ()


def test_a_name_is_kept_when_one_frame_says_otherwise(find, square):
    mask, names = square(), []
    for step, group in enumerate([TYRE, TYRE, TYRE, SOFA, CAR, TYRE]):
        hazards = find(mask, TRACKED, np.where(mask, group, ROAD), seconds=1 + 0.1 * step)
        names += [hazard.name for hazard in hazards]
    assert names == ['tyre'] * 5


def test_what_it_resembles_is_the_known_group_that_wins_most(find, square):
    mask = square()
    label = np.where(mask, TYRE, ROAD)
    label[50:53, 70:78] = CAR
    (hazard,) = find(mask, label=label)
    assert (hazard.name, hazard.resembles) == ('tyre', 'car')
    assert hazard.name_score == pytest.approx(5 / 8)


def test_cameras_have_tracks_of_their_own(find, square):
    for step in range(3):
        for camera in ('front', 'rear'):
            hazards = find(square(), TRACKED, seconds=1 + 0.1 * step, camera=camera)
    assert [hazard.id for hazard in hazards] == [1]
    assert hazards[0].hits == 3


def test_images_of_another_size_begin_anew(find, square):
    for step in range(2):
        find(square(), TRACKED, seconds=1 + 0.1 * step)
    assert find(square(), TRACKED, seconds=1.2, size_hw=(180, 320)) == ()


def test_other_words_begin_names_anew(maps_of, frame_of, text, square):
    finder, mask = HazardFinder(), square()
    maps = maps_of(mask * 0.9, np.where(mask, TYRE, ROAD))
    for step in range(3):
        finder.find(frame_of(seconds=1 + 0.1 * step), maps, text, TRACKED)
    names = (*text.names[:2], 'ball', 'log')
    (hazard,) = finder.find(frame_of(seconds=1.3), maps, replace(text, names=names), TRACKED)
    assert (hazard.id, hazard.name) == (1, 'ball')


def on_grass(mask):
    label = np.where(mask, TYRE, CAR)
    label[40:, 40:120] = np.where(mask[40:, 40:120], TYRE, ROAD)
    return label


@pytest.mark.parametrize(
    ('publish', 'lefts'), [('all', {20, 70, 130}), ('near_road', {70, 122}), ('on_road', {70})]
)
def test_hazards_are_chosen_by_the_road(find, square, publish, lefts):
    mask = square(left=70) | square(left=20) | square(left=122 if publish != 'all' else 130)
    settings = replace(EVERY_FRAME, road=RoadSettings(publish=publish, margin_px=80))
    hazards = find(mask, settings, on_grass(mask))
    assert {hazard.box_xyxy_px[0] // 4 for hazard in hazards} == lefts


def test_the_own_car_is_no_hazard(find, square, tmp_path):
    picture = np.zeros((360, 640), np.uint8)
    picture[300:] = 255
    cv2.imwrite(str(tmp_path / 'ego.png'), picture)
    mask = square() | square(top=80)
    settings = replace(EVERY_FRAME, road=RoadSettings(ego_mask=str(tmp_path / 'ego.png')))
    assert len(find(mask)) == 2
    (hazard,) = find(mask, settings)
    assert hazard.box_xyxy_px[1] == 200
    with pytest.raises(SettingsError, match='is no picture'):
        find(mask, replace(EVERY_FRAME, road=RoadSettings(ego_mask='/nonexistent.png')))


def test_settings_that_cannot_be_followed_are_refused_before_the_first_frame(text):
    check_settings(text, EVERY_FRAME)
    with pytest.raises(SettingsError, match='is no picture'):
        check_settings(text, replace(EVERY_FRAME, road=RoadSettings(ego_mask='/nonexistent.png')))
    road = RoadSettings(names=('gravel',), publish='on_road')
    with pytest.raises(SettingsError, match='name its ground in road_names'):
        check_settings(text, replace(EVERY_FRAME, road=road))


def test_ground_near_the_camera_is_the_own_car(find, square, calibration_of):
    mask = square() | square(top=80)
    settings = replace(EVERY_FRAME, road=RoadSettings(ego_front_m=4.0), ground=GROUND)
    assert len(find(mask, settings)) == 2  # without a calibration nothing is known
    (hazard,) = find(mask, settings, calibration=calibration_of())
    assert hazard.box_xyxy_px[1] == 200


def test_what_ends_above_the_horizon_can_be_left_out(find, square, calibration_of):
    mask = square() | square(top=10)
    settings = replace(EVERY_FRAME, road=RoadSettings(below_horizon=True), ground=GROUND)
    assert len(find(mask, settings)) == 2
    (hazard,) = find(mask, settings, calibration=calibration_of())
    assert hazard.box_xyxy_px[1] == 200


@pytest.mark.parametrize(
    ('top', 'calibrated', 'ground', 'source'),
    [
        (50, True, GROUND, GEOMETRY_GROUND_PLANE),
        (50, True, GroundSettings(), GEOMETRY_BEARING),  # no height
        (50, False, GROUND, GEOMETRY_NONE),  # no CameraInfo
        (10, True, GROUND, GEOMETRY_BEARING),  # above the horizon
        (82, True, GROUND, GEOMETRY_BEARING),  # its foot is below the image
    ],
)
def test_what_is_said_of_the_range(find, square, calibration_of, top, calibrated, ground, source):
    calibration = calibration_of() if calibrated else None
    settings = replace(EVERY_FRAME, ground=ground)
    (hazard,) = find(square(top), settings, calibration=calibration)
    assert hazard.geometry_source == source
    assert np.isfinite(hazard.range_m) == (source == GEOMETRY_GROUND_PLANE)
    assert np.isfinite(hazard.bearing_rad) == (source != GEOMETRY_NONE)


def test_the_range_is_that_of_the_lowest_edge(find, square, calibration_of):
    settings = replace(EVERY_FRAME, ground=GROUND)
    (hazard,) = find(square(), settings, calibration=calibration_of())
    below = np.arctan((231.5 - 179.5) / 400) + np.radians(5)
    ahead = np.arctan((295.5 - 319.5) / np.hypot(400, 52))
    assert hazard.range_m == pytest.approx(1.5 / np.sin(below), rel=0.01)
    assert hazard.bearing_rad == pytest.approx(ahead, abs=0.002)


def test_a_tail_of_doubt_below_a_thing_makes_it_no_nearer(find, square, calibration_of):
    settings = replace(TRACKED, ground=GROUND)
    tail = square()
    tail[58:64, 77:80] = True
    ranges = []
    for mask in (square(), tail):
        for step in range(3):
            seen = mask if step < 2 else np.zeros_like(mask)
            start = 1 if mask is tail else 10
            (*hazards,) = find(
                seen, settings, seconds=start + 0.1 * step, calibration=calibration_of()
            )
        (hazard,) = hazards
        assert hazard.coasted
        ranges.append(hazard.range_m)
    assert ranges[1] == pytest.approx(ranges[0], rel=0.02)


def test_the_mount_of_a_frame_takes_the_place_of_the_settings(find, square, calibration_of):
    settings = replace(EVERY_FRAME, ground=GROUND)
    values = {'settings': settings, 'calibration': calibration_of()}
    (low,) = find(square(), **values)
    (high,) = find(square(), **values, mount=CameraMount(3.0, np.radians(5), 0.0))
    assert high.range_m == pytest.approx(2 * low.range_m)


def test_a_foot_behind_the_own_car_has_no_range(find, square, calibration_of, tmp_path):
    picture = np.zeros((360, 640), np.uint8)
    picture[232:] = 255
    cv2.imwrite(str(tmp_path / 'ego.png'), picture)
    road = RoadSettings(ego_mask=str(tmp_path / 'ego.png'))
    settings = replace(EVERY_FRAME, road=road, ground=GROUND)
    (hazard,) = find(square(), settings, calibration=calibration_of())
    assert hazard.geometry_source == GEOMETRY_BEARING


def test_no_more_hazards_than_allowed_the_highest_first(find):
    mask = np.zeros((90, 160), np.bool_)
    mask[::6, ::6] = True
    settings = replace(
        EVERY_FRAME, components=ComponentSettings(0.5, 'plain', 0, 0, 0, 0, max_hazards=7)
    )
    hazards = find(mask * np.linspace(0.7, 1, 160), settings)
    assert len(hazards) == 7
    scores = [hazard.score_max for hazard in hazards]
    assert scores == sorted(scores, reverse=True)


def test_ten_thousand_tiny_blobs_in_every_frame_take_bounded_time(find):
    mask = np.zeros((400, 400), np.bool_)
    mask[::4, ::4] = True
    tiny = ComponentSettings(0.5, min_area_px=0, near_area_px=0)
    settings = replace(TRACKED, components=tiny)
    start = time.process_time()
    for step in range(5):
        hazards = find(np.roll(mask, step, axis=1), settings, seconds=1 + 0.1 * step)
    assert time.process_time() - start < 5.0  # about 0.5
    assert len(hazards) <= tiny.max_hazards


@pytest.mark.parametrize('label', ['one name', 'two names'])
def test_two_objects_that_touch_are_two_where_the_network_sees_two(find, label):
    mask = np.zeros((90, 160), np.bool_)
    mask[50:60, 60:80] = True
    groups = np.where(mask, TYRE, ROAD)
    if label == 'two names':
        groups[50:60, 70:80] = SOFA
    (hazard,) = find(mask, label=groups)  # what touches is one body, whatever it is called
    assert hazard.box_xyxy_px == (240, 200, 320, 240)
