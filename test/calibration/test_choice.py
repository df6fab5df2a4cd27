import numpy as np
import pytest

from vl4ad_ros.calibration.choice import (
    ALARMS,
    MISSES,
    check_promise,
    choose,
    confidence_table,
)
from vl4ad_ros.calibration.outcomes import Outcomes, fixed_thresholds
from vl4ad_ros.errors import EvaluationError

T = 11


def outcomes(stretches=3600, alarming=36, drives=40, missed_from=6):
    """Alarms end at the middle threshold; objects are missed from one threshold on."""
    alarms = np.zeros((stretches, T))
    alarms[:alarming, :5] = 2
    misses = np.zeros((drives, T))
    misses[:, missed_from:] = 1
    hazards = tuple(np.empty((0, 2), np.float32) for _ in range(T))
    thresholds = np.linspace(0, 1, T)
    return Outcomes(thresholds, alarms, misses, drives, hazards, np.zeros(10), drives, 10)


def test_few_false_alarms_take_the_lowest_threshold_that_keeps_them():
    choice = choose(outcomes(), 30, None)
    assert choice.index == 5
    assert [(one.what, one.level, one.units) for one in choice.promises] == [(ALARMS, 30, 3600)]
    assert choose(outcomes(), 40, None).index == 0  # 36 and the one of the correction


def test_few_misses_take_the_highest_threshold_that_keeps_them():
    choice = choose(outcomes(), None, 0.1)
    assert choice.index == 5
    assert choice.promises[0].what == MISSES
    assert choice.promises[0].bound == pytest.approx(1 / 41, abs=1e-6)


def test_both_promises_are_kept_or_none():
    assert choose(outcomes(), 30, 0.1).index == 5
    with pytest.raises(EvaluationError, match='ask for less of one'):
        choose(outcomes(missed_from=3), 30, 0.1)


@pytest.mark.parametrize(
    ('alarms', 'misses', 'made', 'said'),
    [
        (1, None, outcomes(stretches=60), 'give 1.000 h or more, or promise 60 or more'),
        (None, 0.01, outcomes(), 'give 99 or more'),
        (None, 0.1, outcomes(missed_from=0), 'at no threshold'),
        (None, None, outcomes(), '--miss-rate'),
    ],
)
def test_what_cannot_be_promised_is_refused_with_what_could(alarms, misses, made, said):
    with pytest.raises(EvaluationError, match=said):
        choose(made, alarms, misses)


@pytest.mark.parametrize(('alarming', 'holds'), [(0, True), (20, True), (33, None), (200, False)])
def test_a_promise_is_judged_with_its_interval(alarming, holds):
    promise = choose(outcomes(), 30, None).promises[0]
    found = check_promise(promise, outcomes(alarming=alarming))
    assert found.holds is holds
    assert found.measured.low <= found.measured.mean <= found.measured.high


def test_confidence_rises_with_the_score_and_is_never_certain():
    rng = np.random.default_rng(0)
    score = rng.random(4000).astype(np.float32)
    hazards = np.stack([score, rng.random(4000) < score], axis=1).astype(np.float32)
    scores, shares = confidence_table(hazards)
    assert list(scores) == sorted(scores)
    assert list(shares) == sorted(shares)
    for value in (0.2, 0.5, 0.8):
        assert np.interp(value, scores, shares) == pytest.approx(value, abs=0.06)
    assert confidence_table(np.array([[0.9, 1]], np.float32))[1] == (0.6667,)
    assert confidence_table(np.empty((0, 2), np.float32)) == ((), ())


def test_thresholds_do_not_depend_on_data():
    thresholds = fixed_thresholds(41)
    assert (np.diff(thresholds) > 0).all()
    assert thresholds[[0, -1]] == pytest.approx([0.1, 0.9933])
    assert fixed_thresholds(5, lowest=0.02)[0] == pytest.approx(0.02)
