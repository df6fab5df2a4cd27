"""Doubt counts for more where many queries share it, and where it is wide."""

import numpy as np
import pytest

from vl4ad_ros.opening import Opening
from vl4ad_ros.votes import Votes

WIDE = Opening(4, 0.0)


def speckled(shape=(12, 16)) -> np.ndarray:
    """Return scores of single pixels, of which wide squares leave nothing."""
    score = np.zeros(shape, np.float32)
    score[::3, ::3] = np.linspace(0.1, 1, score[::3, ::3].size).reshape(score[::3, ::3].shape)
    return score


def test_it_is_the_geometric_mean_of_score_and_share_of_votes():
    score = speckled()
    counts = np.random.default_rng(0).uniform(2, 8, score.shape).astype(np.float32)
    expected = np.sqrt(score * (4 + counts) / 12)
    found = Votes(4.0, 12.0, 4)(score, counts, WIDE)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert found.dtype == np.float32


def test_more_votes_raise_a_score_to_one_and_no_further():
    score = np.where(speckled() > 0, np.float32(0.6), np.float32(0))
    found = [
        Votes(4.0, 12.0)(score, np.full_like(score, count), WIDE)[0, 0] for count in (4, 16, 100)
    ]
    np.testing.assert_allclose(found, np.sqrt([0.4, 1, 1]), rtol=1e-6)


def test_what_is_wide_needs_no_votes():
    score = np.zeros((20, 30), np.float32)
    score[4:14, 5:15] = 0.9  # wide
    score[4:14, 20] = 0.9  # thin
    found = Votes(4.0, 12.0)(score, np.zeros_like(score), WIDE)
    np.testing.assert_allclose(found[4:14, 5:15], 0.9, rtol=1e-6)
    np.testing.assert_allclose(found[4:14, 20], np.sqrt(0.9 / 3), rtol=1e-6)
    assert not found[score == 0].any()


@pytest.mark.parametrize(
    'numbers', [(0.0, 1.0), (-1.0, 1.0), (3.0, 2.0), (1.0, 1e4), (np.nan, 1.0), (1.0, np.nan)]
)
def test_impossible_votes_are_refused(numbers):
    with pytest.raises(ValueError, match='0 < given <= full <= 1000'):
        Votes(*numbers)


@pytest.mark.parametrize('wide', [0, 65])
def test_an_impossible_width_is_refused(wide):
    with pytest.raises(ValueError, match='from 1 to 64 as wide'):
        Votes(4.0, 12.0, wide)
