import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from vl4ad_ros.evaluation.pixel_counts import PixelCounts
from vl4ad_ros.evaluation.pixel_metrics import summarise

RANDOM = np.random.default_rng(0)
COUNT = 30_000
ANOMALOUS = RANDOM.random(COUNT) < 0.05
SHIFTED = RANDOM.normal(0, 1, COUNT) + 1.2 * ANOMALOUS

CASES = {
    'all different': SHIFTED,
    'few values': np.round(SHIFTED, 1),
    'clipped at both ends': np.clip(SHIFTED / 2, 0, 1),
    'two values': SHIFTED > 0.5,
    'one value': np.full(COUNT, 0.25),
    'negative': SHIFTED - 50,
    'perfect': ANOMALOUS + RANDOM.random(COUNT) / 2,
    'upside down': -SHIFTED,
    'close to one': 1 - np.exp(SHIFTED - 12),
    'tiny and huge': np.exp(8 * SHIFTED),
}


def summary_of(folder, scores, anomalous=ANOMALOUS):
    counts = PixelCounts(folder)
    for part in range(3):  # several runs on disk
        counts.add(scores[part::3].astype(np.float32), anomalous[part::3])
        counts.save()
    return summarise(counts.runs)


@pytest.mark.parametrize('case', CASES)
def test_figures_are_those_of_scikit_learn(case, tmp_path):
    scores = CASES[case].astype(np.float32)
    found = summary_of(tmp_path, scores).metrics
    fpr, tpr, _ = sklearn_metrics.roc_curve(ANOMALOUS, scores, drop_intermediate=False)
    precision, recall, thresholds = sklearn_metrics.precision_recall_curve(ANOMALOUS, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-30)
    expected = {
        'ap': sklearn_metrics.average_precision_score(ANOMALOUS, scores),
        'auroc': sklearn_metrics.roc_auc_score(ANOMALOUS, scores),
        'fpr95': fpr[np.argmax(tpr >= 0.95)],
        'best_f1': f1.max(),
    }
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, abs=1e-9), name
    at_threshold = f1[np.searchsorted(thresholds, found.best_f1_threshold)]
    assert at_threshold == pytest.approx(f1.max(), abs=1e-12)


@pytest.mark.parametrize('value', [False, True])
def test_one_kind_of_pixel_gives_no_figures(value, tmp_path):
    summary = summary_of(tmp_path, SHIFTED, np.full(COUNT, value))
    assert set(vars(summary.metrics).values()) == {None}
    assert summary.normal_pixels == (0 if value else COUNT)


def test_the_curve_has_exact_points_and_reaches_the_end(tmp_path):
    summary = summary_of(tmp_path, SHIFTED)
    curve, scores = summary.curve, SHIFTED.astype(np.float32)
    assert (np.diff(curve.scores) < 0).all()
    assert 500 < curve.scores.size <= 1001
    for index in (0, 100, -1):
        chosen = scores >= curve.scores[index]
        assert curve.true_positives[index] == (chosen & ANOMALOUS).sum()
        assert curve.false_positives[index] == (chosen & ~ANOMALOUS).sum()
    assert curve.true_positives[-1] == ANOMALOUS.sum()
    assert curve.false_positives[-1] == (~ANOMALOUS).sum()


def test_the_histogram_holds_every_pixel(tmp_path):
    histogram = summary_of(tmp_path, SHIFTED).histogram
    assert histogram.normal.sum() == (~ANOMALOUS).sum()
    expected, _ = np.histogram(SHIFTED.astype(np.float32)[ANOMALOUS], histogram.edges)
    np.testing.assert_array_equal(histogram.anomalous, expected)
