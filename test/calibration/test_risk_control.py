import numpy as np
import pytest

from vl4ad_ros.calibration.risk_control import (
    FALLING,
    RISING,
    largest_kept,
    least_kept,
    least_units,
    mean_interval,
    monotone,
    risk_bounds,
)

THRESHOLDS = np.linspace(0, 1, 201)
SIMULATIONS = 4000


def alarm_losses(rng, units):
    """A stretch has an alarm where its highest score is above: of two kinds of streets."""
    highest = np.where(rng.random(units) < 0.7, rng.beta(2, 8, units), rng.beta(5, 3, units))
    return (highest[:, None] > THRESHOLDS).astype(float)


def miss_losses(rng, units):
    """Drives show one to four objects, whose scores resemble each other."""
    scores = np.clip(rng.beta(6, 2, (units, 1)) + 0.1 * rng.standard_normal((units, 4)), 0, 1)
    seen = np.arange(4) < rng.integers(1, 5, (units, 1))
    missed = (scores[:, :, None] <= THRESHOLDS) & seen[:, :, None]
    return missed.sum(axis=1) / seen.sum(axis=1)[:, None]


@pytest.mark.parametrize('units', [30, 100])
@pytest.mark.parametrize('level', [0.05, 0.2])
@pytest.mark.parametrize(
    ('draw', 'choose'), [(alarm_losses, least_kept), (miss_losses, largest_kept)]
)
def test_the_expected_loss_stays_below_the_level_and_not_far_below(draw, choose, level, units):
    rng = np.random.default_rng(units)
    population = draw(rng, 20000).mean(axis=0)  # the expected loss at each threshold
    reached = []
    for _ in range(SIMULATIONS // units):
        index = choose(draw(rng, units), level)
        assert index is not None
        reached.append(population[index])
    error = 3 * np.std(reached) / np.sqrt(len(reached))
    assert np.mean(reached) <= level + error
    assert np.mean(reached) >= level - 2 / (units + 1) - 0.02 - error  # the grid is not endless


def test_without_the_correction_the_promise_would_break():
    """The mean of the calibration data alone is below the expected loss of the next unit."""
    rng = np.random.default_rng(0)
    population = alarm_losses(rng, 20000).mean(axis=0)
    naive = []
    for _ in range(400):
        kept = alarm_losses(rng, 20).mean(axis=0) <= 0.05
        naive.append(population[kept.argmax()])
    assert np.mean(naive) > 0.06


def test_the_bound_is_that_of_the_paper():
    losses = np.array([[1.0, 0.0], [1.0, 1.0], [0.5, 0.0]])
    np.testing.assert_allclose(risk_bounds(losses, FALLING), [3.5 / 4, 2 / 4])


@pytest.mark.parametrize(
    ('direction', 'expected'), [(FALLING, [[1, 1, 1, 0]]), (RISING, [[0, 1, 1, 1]])]
)
def test_a_loss_that_goes_up_and_down_is_taken_as_the_larger(direction, expected):
    losses = np.array([[0.0, 1.0, 1.0, 0.0]])
    np.testing.assert_array_equal(monotone(losses, direction), expected)


@pytest.mark.parametrize(('level', 'units'), [(0.5, 1), (0.1, 9), (1 / 60, 59), (1 / 3600, 3599)])
def test_the_least_units_are_just_enough(level, units):
    assert least_units(level) == units
    assert least_kept(np.zeros((units, 1)), level) == 0
    assert least_kept(np.zeros((units - 1, 1)), level) is None or units == 1


def test_nothing_kept_is_none():
    assert least_kept(np.ones((50, 3)), 0.5) is None
    assert largest_kept(np.ones((50, 3)), 0.5) is None


def test_intervals_cover_the_expectation_as_often_as_they_say():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(600):
        interval = mean_interval((rng.random(40) < 0.1).astype(float))
        covered += interval.low <= 0.1 <= interval.high
    assert 0.94 <= covered / 600 <= 1


@pytest.mark.parametrize(
    ('losses', 'low', 'high'), [(np.zeros(20), 0, 0.17), (np.ones(20), 0.83, 1)]
)
def test_intervals_at_the_ends_are_not_empty(losses, low, high):
    interval = mean_interval(losses)
    assert interval.low == pytest.approx(low, abs=0.01)
    assert interval.high == pytest.approx(high, abs=0.01)
