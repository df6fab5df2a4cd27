from dataclasses import replace
from pathlib import Path

import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.synthetic.drives import AHEAD_M, drive, parts_of
from vl4ad_ros.synthetic.objects.unknowns import UNKNOWN_KINDS
from vl4ad_ros.synthetic.settings import DriveSetSettings, DriveSettings

BOTH = DriveSetSettings(7, ('city', 'country'), ('night', 'rain', 'clear'), drives=6)


def test_a_drive_depends_on_seed_and_number_alone():
    assert drive(BOTH, 3) == drive(replace(BOTH, drives=4), 3)
    assert drive(BOTH, 3) != drive(BOTH, 4)
    assert drive(BOTH, 3) != drive(replace(BOTH, seed=8), 3)


def test_streets_and_weathers_take_turns():
    drives = [drive(BOTH, index) for index in range(6)]
    assert [one.street for one in drives] == ['city', 'country'] * 3
    assert [one.sky.night for one in drives] == [True, False, False] * 2
    assert [one.sky.wetness > 0 for one in drives][1::3] == [True, True]


@pytest.mark.parametrize(('share', 'with_some'), [(0, 0), (0.5, 5), (0.8, 8), (1, 10)])
def test_so_many_drives_show_unknown_objects(share, with_some):
    drives = [drive(replace(BOTH, unknown_share=share), index) for index in range(10)]
    assert sum(bool(one.unknowns) for one in drives) == with_some


@pytest.mark.parametrize('unseen', [False, True])
def test_unseen_kinds_are_there_only_where_asked_for(unseen):
    settings = replace(BOTH, unknown_share=1.0, unseen_kinds=unseen)
    kinds = {one.kind for index in range(100) for one in drive(settings, index).unknowns}
    assert kinds == {name for name, kind in UNKNOWN_KINDS.items() if unseen or not kind.unseen}


def test_the_camera_reaches_no_unknown_object():
    settings = replace(BOTH, unknown_share=1.0)
    for index in range(50):
        one = drive(settings, index)
        end_m = one.camera.start_m + one.camera.speed_mps * one.frames / one.fps
        ahead = [entry.ahead_m - end_m for entry in one.unknowns]
        assert 2 <= len(ahead) <= 4
        assert ahead == sorted(ahead)
        assert AHEAD_M[0] - 0.01 <= ahead[0]
        assert ahead[-1] <= AHEAD_M[1] + 0.01


def test_each_drive_has_a_folder_and_a_name():
    parts = parts_of(BOTH, Path('out'))
    assert [folder for _, folder in parts] == [Path(f'out/drives_{index}') for index in range(6)]
    assert [part.name for part, _ in parts] == [folder.name for _, folder in parts]
    assert parts_of(DriveSettings(1), Path('out')) == [(DriveSettings(1), Path('out'))]


def test_words_that_do_not_exist_are_refused():
    with pytest.raises(SettingsError, match="called 'moon'; choose among city"):
        drive(replace(BOTH, streets=('moon',)), 0)
