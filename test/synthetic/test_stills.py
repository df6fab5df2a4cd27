from collections import Counter
from dataclasses import replace

import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.synthetic.objects.unknowns import UNKNOWN_KINDS
from vl4ad_ros.synthetic.settings import StillsSettings
from vl4ad_ros.synthetic.stills import still

BOTH = StillsSettings(7, ('city', 'country', 'country'), ('night', 'rain'), frames=300)


def test_a_still_depends_on_seed_and_number_alone():
    assert still(BOTH, 5) == still(BOTH, 5)
    assert still(BOTH, 5) != still(BOTH, 6)
    assert still(BOTH, 5) != still(StillsSettings(8, BOTH.streets, BOTH.weathers), 5)


def test_words_said_twice_are_chosen_twice_as_often():
    streets = Counter(still(BOTH, index).street for index in range(300))
    assert set(streets) == {'city', 'country'}
    assert 0.55 < streets['country'] / 300 < 0.78


def test_weathers_are_as_named():
    for index in range(60):
        sky = still(BOTH, index).sky
        assert sky.night or sky.wetness >= 0.5


@pytest.mark.parametrize('what', ['hills', 'roadworks'])
def test_hills_and_roadworks_come_to_a_share_of_the_frames_and_change_nothing_else(what):
    drawn = [still(replace(BOTH, **{f'{what}_share': 0.25}), index) for index in range(300)]
    assert 0.18 < sum(getattr(one, what) for one in drawn) / 300 < 0.32
    assert [replace(one, **{what: False}) for one in drawn] == [still(BOTH, i) for i in range(300)]


@pytest.mark.parametrize('unseen', [False, True])
def test_unseen_kinds_are_there_only_where_asked_for(unseen):
    settings = StillsSettings(
        7, ('city',), ('rain',), unknown_share=0.8, unseen_kinds=unseen, frames=400
    )
    frames = [still(settings, index).unknowns for index in range(400)]
    kinds = {entry.kind for entries in frames for entry in entries}
    expected = {name for name, kind in UNKNOWN_KINDS.items() if unseen or not kind.unseen}
    assert kinds == expected
    assert 0.72 < sum(map(bool, frames)) / 400 < 0.88


def test_unknown_objects_are_ahead_of_the_camera():
    settings = StillsSettings(3, ('city',), ('rain',), unknown_share=1.0)
    for index in range(100):
        drawn = still(settings, index)
        for entry in drawn.unknowns:
            assert 5 < entry.ahead_m - drawn.camera.start_m < 60


@pytest.mark.parametrize(
    ('settings', 'words'),
    [
        (StillsSettings(1, ('moon',), ('rain',)), "called 'moon'; choose among city"),
        (StillsSettings(1, ('city',), ('hail',)), "called 'hail'; choose among clear"),
    ],
)
def test_words_that_do_not_exist_are_refused(settings, words):
    with pytest.raises(SettingsError, match=words):
        still(settings, 0)
