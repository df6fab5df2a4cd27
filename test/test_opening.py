"""Lines are lowered, things stay: what a thing is depends on the row."""

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


def opening_by(side: int, score: np.ndarray) -> np.ndarray:
    around = np.pad(score, side, mode='edge')
    return grey_opening(around, size=(side, side))[side:-side, side:-side]


@pytest.mark.parametrize('width', [1, 2, 3, 6])
def test_it_is_the_mean_of_grey_openings_by_squares(width: int) -> None:
    expected = np.mean([opening_by(side, noise()) for side in range(1, width + 1)], axis=0)
    assert np.allclose(Opening(width, 0.0)(noise()), expected, atol=1e-6)


def test_each_row_has_its_own_sides() -> None:
    opening = Opening(2, 0.15)
    opened, widths = opening(noise()), opening.widths(ROWS)
    for row in (0, 12, 39, 60, 79):
        squares = range(1, widths[row] + 1)
        expected = np.mean([opening_by(side, noise())[row] for side in squares], axis=0)
        assert np.allclose(opened[row], expected, atol=1e-6)


def test_the_width_grows_from_the_horizon_as_far_as_it_may() -> None:
    assert Opening(3, 0.15).widths(ROWS)[[0, 39, 40, 79]].tolist() == [8, 3, 3, 8]
    assert Opening(1, 0.5, 0.0).widths(ROWS)[[0, 2, 79]].tolist() == [1, 2, 40]
    assert Opening(60, 1.0).widths(ROWS).max() == WIDEST


def test_what_is_thin_keeps_its_order_everywhere() -> None:
    score = blank()
    score[2, 10:12], score[70, 10:12], score[70, 90:92] = 0.5, 0.5, 0.9
    opened = Opening(2, 0.4)(score)
    assert 0 < opened[70, 10] < opened[70, 90]
    assert opened[2, 10] > 0


def test_a_border_is_lowered_and_a_thing_stays_at_its_height() -> None:
    score = blank()
    score[:, 70:71] = 0.6  # a border between two classes
    score[60:70, 20:30] = 0.8  # a thing
    opened = PLAIN(score)
    assert opened[:, 70] == pytest.approx(0.2)  # only the square of one pixel fits
    assert opened[60:70, 20:30] == pytest.approx(0.8)
    assert opened.max() == pytest.approx(0.8)


def test_what_the_image_cuts_off_may_be_a_thing() -> None:
    score = blank()
    score[30:40, :1] = score[30:40, -1:] = score[-1:, 70:80] = 0.8
    assert np.allclose(PLAIN(score), score)


def test_nothing_rises() -> None:
    score = noise() * 2 - 1  # of any range
    assert (PLAIN(score) <= score).all()
    assert PLAIN(np.ones_like(score)).max() == 1


def test_a_map_of_one_row() -> None:
    assert Opening()(noise()[:1]).shape == (1, COLUMNS)


@pytest.mark.parametrize(
    ('values', 'words'),
    [
        ((0, 0.1), 'width from 1'),
        ((WIDEST + 1, 0.1), 'width from 1'),
        ((2, -0.1), 'growth from 0'),
        ((2, 1.5), 'growth from 0'),
        ((2, float('nan')), 'growth from 0'),
        ((2, 0.1, 1.1), 'horizon from 0'),
    ],
)
def test_what_is_no_opening_is_refused(values: tuple[float, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Opening(*values)
