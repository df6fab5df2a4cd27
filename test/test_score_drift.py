import numpy as np
import pytest

from vl4ad_ros.score_drift import BINS, REFERENCE_FRAMES, SHIFTED_FROM, WINDOW_FRAMES, ScoreDrift

RANDOM = np.random.default_rng(0)


def night(shape=(20, 30)):
    return RANDOM.beta(4, 2, shape).astype(np.float32)


def day(shape=(20, 30)):
    return RANDOM.beta(1, 6, shape).astype(np.float32)


def filled(drift, make, count):
    for _ in range(count):
        drift.add(make())
    return drift


def test_the_index_is_that_of_the_formula():
    p, q = np.linspace(1, 2, BINS), np.linspace(2, 1, BINS)
    p, q = p / p.sum(), q / q.sum()
    scores = np.repeat((np.arange(BINS) + 0.5) / BINS, np.round(p * 15000).astype(int))
    drift = filled(ScoreDrift(q), lambda: scores[None].astype(np.float32), WINDOW_FRAMES)
    assert drift.index == pytest.approx(np.sum((p - q) * np.log(p / q)), rel=1e-3)


def test_without_calibration_the_first_frames_are_the_usual_ones():
    drift = filled(ScoreDrift(), day, REFERENCE_FRAMES)
    assert np.isnan(drift.index)
    assert drift.concern == ''
    assert filled(drift, day, WINDOW_FRAMES).index < 0.1
    assert filled(drift, night, WINDOW_FRAMES).index > SHIFTED_FROM
    assert 'when the node was configured' in drift.concern


def test_a_calibration_is_compared_with_from_the_start():
    drift = ScoreDrift([1 / BINS] * BINS)
    assert filled(drift, day, WINDOW_FRAMES).concern.startswith('anomaly scores are distributed')


def test_a_score_of_one_is_in_the_last_bin():
    drift = ScoreDrift([0.0] * (BINS - 1) + [1.0])
    assert filled(drift, lambda: np.ones((2, 2), np.float32), WINDOW_FRAMES).index < 1e-6
