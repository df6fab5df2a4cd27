import json

import pytest

from vl4ad_ros.ablation.streets import UnknownThing, open_streets
from vl4ad_ros.errors import DataSetError
from vl4ad_ros.paths import share_directory


def test_stills_know_their_unknown_things_and_are_pictures_by_themselves(streets):
    assert streets.kinds == ('caravan', 'deer', 'dog', 'excavator')
    first, *_, last = streets.pictures
    assert first.unknowns == (
        UnknownThing(2, 'dog', False, False),
        UnknownThing(3, 'caravan', True, False),
    )
    assert last.unknowns == ()
    assert first.class_map.is_file()
    assert first.instance_map.is_file()
    assert first.frame.drive == ''


def test_two_folders_do_not_mix_their_names(stills):
    both = open_streets([stills, stills])
    assert len({picture.frame.id for picture in both.pictures}) == 8
    assert both.data_set.frames == tuple(picture.frame for picture in both.pictures)


def test_the_shipped_drive_names_kinds_without_flags_of_its_own():
    streets = open_streets([share_directory() / 'drives' / 'demo'])
    assert streets.kinds
    assert all(picture.frame.drive for picture in streets.pictures)
    assert all(picture.frame.stamp_ns for picture in streets.pictures)


def test_thinning_keeps_pictures_without_unknown_things(streets):
    few = streets.thinned(2)
    assert [bool(picture.unknowns) for picture in few.pictures] == [True, False]
    assert few.data_set.frames == tuple(picture.frame for picture in few.pictures)
    assert streets.thinned(99).pictures == streets.pictures


@pytest.mark.parametrize('line', ['nonsense', '{}', '{"index": 0, "visible_px": {"7": 3}}'])
def test_an_index_of_something_else_is_refused(stills, line):
    (stills / 'frames.jsonl').write_text(line)
    with pytest.raises(DataSetError, match='render the drive again'):
        open_streets([stills])


def test_a_picture_that_the_index_lacks_is_named(stills):
    index = stills / 'frames.jsonl'
    lines = index.read_text().splitlines()
    assert json.loads(lines[-1])['index'] == 3
    index.write_text('\n'.join(lines[:-1]))
    with pytest.raises(DataSetError, match='000003'):
        open_streets([stills])
