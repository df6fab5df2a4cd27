import numpy as np
import pytest

from vl4ad_ros.encoder.cuttings import cut_out
from vl4ad_ros.encoder.things import draw_things, read_learnable, read_pictures
from vl4ad_ros.errors import DataSetError

from .conftest import KINDS


def test_every_kind_is_read_with_its_standing(all_things):
    things = draw_things(read_pictures([all_things]), least_px=1, most_of_kind=99, seed=0)
    assert {thing.kind: thing.standing for thing in things} == {
        kind: standing for kind, (standing, _) in KINDS.items()
    }
    assert len(things) == 16


def test_of_a_frequent_kind_a_sample_is_drawn(known_things):
    pictures = read_pictures([known_things])
    drawn = draw_things(pictures, least_px=1, most_of_kind=2, seed=0)
    assert sorted(thing.kind for thing in drawn) == sorted(['tomato', 'meadow', 'sea'] * 2)
    assert drawn == draw_things(pictures, least_px=1, most_of_kind=2, seed=0)
    assert draw_things(pictures, least_px=10_000, most_of_kind=2, seed=0) == ()


def test_nothing_learns_from_pictures_with_unseen_or_kept_out_kinds(all_things):
    shown = {
        thing.kind
        for picture in read_learnable([str(all_things)], ['lemon'])
        for thing in picture.things
    }
    assert shown
    assert not shown & {'plum', 'lemon'}


def test_what_is_no_rendering_is_refused_with_the_remedy(known_things, tmp_path):
    with pytest.raises(DataSetError, match='name a folder that `vl4ad synthesize` wrote'):
        read_pictures([tmp_path])
    (tmp_path / 'records').mkdir()
    (tmp_path / 'records' / '000000.json').write_text('{"image": "images/0.png"}')
    with pytest.raises(DataSetError, match='does not say what its picture shows'):
        read_pictures([tmp_path])


def test_a_cutting_has_the_thing_in_its_middle(known_things):
    things = draw_things(read_pictures([known_things]), least_px=1, most_of_kind=9, seed=0)
    for thing, cutting in zip(things, cut_out(things, 96, 1.5), strict=True):
        inside = cutting.mask > 200
        rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
        # 18 x 22 px become 96 / 1.5 = 64 px wide
        assert abs(np.ptp(columns) - 64) <= 3
        assert abs(np.ptp(rows) - 64 * 18 / 22) <= 3
        assert abs(columns.mean() - 47.5) <= 1.5
        assert abs(rows.mean() - 47.5) <= 1.5
        colour = cutting.image[inside].astype(int).mean(0)
        assert np.abs(colour - KINDS[thing.kind][1]).max() < 12
