import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from vl4ad_ros.evaluation.binned_metrics import binned_metrics, histogram

RANDOM = np.random.default_rng(0)
ANOMALOUS = RANDOM.random(5000) < 0.1
SCORES = np.round(RANDOM.normal(0, 1, 5000) + ANOMALOUS, 1).astype(np.float32)


def pair(edges):
    return np.stack([histogram(SCORES[chosen], edges) for chosen in (~ANOMALOUS, ANOMALOUS)])


def test_with_an_edge_at_every_score_the_figures_are_exact():
    found = binned_metrics(pair(np.unique(SCORES)))
    assert found.ap == pytest.approx(sklearn_metrics.average_precision_score(ANOMALOUS, SCORES))
    assert found.auroc == pytest.approx(sklearn_metrics.roc_auc_score(ANOMALOUS, SCORES))
    fpr, tpr, _ = sklearn_metrics.roc_curve(ANOMALOUS, SCORES, drop_intermediate=False)
    assert found.fpr95 == pytest.approx(fpr[np.argmax(tpr >= 0.95)])


def test_many_histograms_at_once_are_each_by_itself():
    edges = np.unique(SCORES)
    pairs = np.stack([pair(edges), pair(edges)[:, ::-1]])
    both = binned_metrics(pairs)
    for index in range(2):
        alone = binned_metrics(pairs[index])
        assert [figure[index] for figure in both] == pytest.approx(
            [float(figure) for figure in alone]
        )


def test_one_kind_of_pixel_gives_no_figures():
    only_normal = np.array([[3, 2, 1], [0, 0, 0]])
    assert all(np.isnan(figure) for figure in binned_metrics(only_normal))


def test_a_score_belongs_to_the_bin_that_begins_with_it():
    edges = np.array([0, 0.5, 1], np.float32)
    scores = np.array([0.5, 0.49, 0, 1, 0.99, 7], np.float32)
    assert histogram(scores, edges).tolist() == [2, 2, 2]
