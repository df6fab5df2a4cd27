import numpy as np
import pytest

from vl4ad_ros.votes import Votes


def test_it_is_the_geometric_mean_of_score_and_share_of_votes():
    score = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    counts = np.arange(12, dtype=np.float32).reshape(3, 4) / 2
    expected = np.sqrt(score * (4 + counts) / 12)
    np.testing.assert_allclose(Votes(4.0, 12.0)(score, counts), expected, rtol=1e-6)
    # As many votes as the score says of certainty leave it where it is.
    np.testing.assert_allclose(Votes(1.0, 8.0)(score, 8 * score - 1), score, atol=1e-6)


def test_more_votes_raise_a_score_to_one_and_no_further():
    votes = Votes(4.0, 12.0)
    score, counts = np.full(4, 0.6, np.float32), np.array([0, 4, 16, 100], np.float32)
    np.testing.assert_allclose(votes(score, counts), np.sqrt([0.2, 0.4, 1, 1]), rtol=1e-6)
    assert votes(score, counts).dtype == np.float32
    assert not votes(np.zeros_like(score), counts).any()


@pytest.mark.parametrize(
    ('given', 'full'),
    [(0.0, 1.0), (-1.0, 1.0), (3.0, 2.0), (1.0, 1e4), (np.nan, 1.0), (1.0, np.nan)],
)
def test_impossible_votes_are_refused(given, full):
    with pytest.raises(ValueError, match='0 < given <= full <= 1000'):
        Votes(given, full)
