import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score

from vl4ad_ros.export.agreement import ap_loss, rank_correlation


def scores(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    reference = rng.random(500).round(2).astype(np.float32)  # some are equal
    found = (reference + rng.normal(0, 0.2, 500)).clip(0, 1).round(2).astype(np.float32)
    return found, reference


@pytest.mark.parametrize('seed', range(3))
def test_figures_are_those_of_others(seed: int) -> None:
    found, reference = scores(seed)
    truth = reference > np.quantile(reference, 0.9)
    expected = 1 - average_precision_score(truth, found)
    assert expected > 0.05
    assert ap_loss(found, reference) == pytest.approx(expected, abs=1e-9)
    expected = spearmanr(found, reference).statistic
    assert rank_correlation(found, reference) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ('reference', 'loss'),
    [(np.zeros(20, np.float32), 0.0), (np.r_[np.zeros(2), np.ones(18)].astype(np.float32), 0.0)],
    ids=['all zero', 'mostly one'],
)
def test_scores_that_stand_at_their_limits(reference: np.ndarray, loss: float) -> None:
    assert ap_loss(reference, reference) == loss
    assert rank_correlation(reference, reference) == pytest.approx(1)


def test_only_the_order_counts() -> None:
    _, reference = scores(0)
    assert ap_loss(np.sqrt(reference), reference) == 0
    assert rank_correlation(np.sqrt(reference), reference) == pytest.approx(1)
    assert rank_correlation(-reference, reference) == pytest.approx(-1)


def test_nan_is_no_agreement() -> None:
    found, reference = scores(0)
    found[3] = np.nan
    assert np.isnan(ap_loss(found, reference))
    assert np.isnan(rank_correlation(found, reference))
