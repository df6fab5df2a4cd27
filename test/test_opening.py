"""Lines go, things stay: what a thing is depends on the row."""

import numpy as np
import pytest
from scipy.ndimage import grey_opening

from vl4ad_ros.opening import WIDEST, Opening

PLAIN = Opening(width=3, growth=0.0)
ROWS, COLUMNS = 80, 142


def noise() -> np.ndarray:
    return np.random.default_rng(0).random((ROWS, COLUMNS), dtype=np.float32)


def blank() -> np.ndarray:
    return np.zeros((ROWS, COLUMNS), np.float32)


@pytest.mark.parametrize('width', [2, 3, 4, 7])
def test_it_is_the_grey_opening_by_a_square(width: int) -> None:
    score = noise()
    around = np.pad(score, width, mode='edge')
    expected = grey_opening(around, size=(width, width))[width:-width, width:-width]
    assert np.array_equal(Opening(width, 0.0)(score), expected)


def test_each_row_is_opened_by_its_own_width() -> None:
    score, opening = noise(), Opening()
    opened = opening(score)
    for width in set(opening.widths(ROWS).tolist()):
        rows = opening.widths(ROWS) == width
        assert np.array_equal(opened[rows], Opening(width, 0.0)(score)[rows])


def test_widths_grow_from_the_horizon_as_far_as_they_may() -> None:
    widths = Opening(2, 0.15).widths(ROWS)
    assert widths[39:41].tolist() == [2, 2]
    assert widths[[0, -1]].tolist() == [7, 7]
    assert np.array_equal(widths, widths[::-1])
    assert Opening(60, 1.0).widths(ROWS).max() == WIDEST


def test_a_border_goes_and_a_thing_stays_at_its_height() -> None:
    score = blank()
    score[:, 70:72] = 0.5  # a border between two classes
    score[60:70, 20:30] = 0.8  # a thing
    opened = PLAIN(score)
    assert not opened[:, 60:].any()
    assert np.array_equal(opened[:, :60], score[:, :60])


def test_what_the_image_cuts_off_may_be_a_thing() -> None:
    score = blank()
    score[30:40, :1] = score[30:40, -1:] = score[-1:, 70:80] = 0.8
    assert np.array_equal(PLAIN(score), score)


def test_nothing_rises_and_a_second_time_changes_nothing() -> None:
    score = noise() * 2 - 1  # of any range
    opened = PLAIN(score)
    assert (opened <= score).all()
    assert np.array_equal(PLAIN(opened), opened)


def test_a_map_of_one_row_and_a_width_of_one() -> None:
    row = noise()[:1]
    assert Opening()(row).shape == row.shape
    assert np.array_equal(Opening(1, 0.0)(noise()), noise())


@pytest.mark.parametrize(
    ('width', 'growth', 'words'),
    [
        (0, 0.1, 'width from 1'),
        (WIDEST + 1, 0.1, 'width from 1'),
        (2, -0.1, 'growth from 0'),
        (2, 1.5, 'growth from 0'),
        (2, float('nan'), 'growth from 0'),
    ],
)
def test_what_is_no_opening_is_refused(width: int, growth: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Opening(width, growth)
