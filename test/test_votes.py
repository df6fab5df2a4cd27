"""Doubt counts for more where many queries share it, and where it is wide."""

import numpy as np
import pytest

from vl4ad_ros.opening import Opening
from vl4ad_ros.refinement import refine, weigh
from vl4ad_ros.structures import AnomalyMaps
from vl4ad_ros.votes import Votes

VOTES = Votes(4.0, 12.0, 4)
THIN = Opening(2, 0.0)


def maps_of(score: np.ndarray, votes: float | np.ndarray) -> AnomalyMaps:
    counts = np.broadcast_to(np.float32(votes), score.shape)
    return AnomalyMaps(score, np.zeros(score.shape, np.int32), votes=counts)


def speckled() -> np.ndarray:
    """Return scores of single pixels, of which wide squares leave nothing but a fraction."""
    score = np.zeros((12, 16), np.float32)
    score[1::3, 1::3] = np.linspace(0.1, 1, 20).reshape(4, 5)
    return score


def by_the_formula(product: np.ndarray) -> np.ndarray:
    """Return what has three times the odds."""
    odds = 3 * product / np.maximum(1 - product, 1e-12)
    return odds / (1 + odds)


def test_the_score_is_weighed_with_its_share_of_votes():
    score = speckled()
    counts = np.random.default_rng(0).uniform(2, 8, score.shape).astype(np.float32)
    found = refine(maps_of(score, counts), VOTES, None).score
    expected = by_the_formula(score * (4 + counts.astype(np.float64)) / 12)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert found.dtype == np.float32


def test_a_small_score_without_a_vote_stays_what_it_is():
    score = np.float32(0.01) * speckled()
    found = refine(maps_of(score, 0), VOTES, None).score
    np.testing.assert_allclose(found, score, rtol=0.01)


@pytest.mark.parametrize(('votes', 'share'), [(0, 1 / 3), (4, 2 / 3), (8, 1), (100, 104 / 12)])
def test_more_votes_raise_a_score_to_one_and_no_further(votes, share):
    found = refine(maps_of(speckled(), votes), VOTES, None).score
    expected = by_the_formula(np.minimum(speckled().astype(np.float64) * share, 1))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_what_is_wide_needs_no_votes():
    score = np.zeros((20, 30), np.float32)
    score[4:14, 5:15] = 0.9  # wide
    score[4:14, 20] = 0.9  # thin
    found = refine(maps_of(score, 0), VOTES, Opening(2, 0.0)).score
    np.testing.assert_allclose(found[4:14, 5:15], 0.9, rtol=1e-6)
    np.testing.assert_allclose(found[4:14, 20], by_the_formula(np.float64(0.9 / 3 / 2)), rtol=1e-5)
    assert not found[score == 0].any()


def test_thin_doubt_can_be_told_from_what_it_would_be():
    score = speckled()
    maps = maps_of(score, 8)
    whole = weigh(maps, VOTES, THIN, opened=False)
    np.testing.assert_allclose(whole, by_the_formula(score.astype(np.float64)), rtol=1e-5)
    np.testing.assert_array_equal(weigh(maps, VOTES, THIN), refine(maps, VOTES, THIN).score)
    halved = by_the_formula(score.astype(np.float64) / 2)
    np.testing.assert_allclose(weigh(maps, VOTES, THIN), halved, rtol=1e-5)


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
