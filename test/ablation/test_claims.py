import numpy as np
import pytest

from vl4ad_ros.ablation.arms import NO_PROMPTS, PLAIN, RIGHT, SOURCES, WHOLE
from vl4ad_ros.ablation.claims import (
    CLAIMS,
    NOT_RUN,
    OPPOSITE,
    SHOWS,
    UNCLEAR,
    UNTRAINED,
    judge_claims,
)
from vl4ad_ros.ablation.figures import FIGURES
from vl4ad_ros.ablation.judge import Judgement
from vl4ad_ros.ablation.rows import Row, difference, relative_change
from vl4ad_ros.baselines import BASELINES

SAMPLES = np.linspace(-0.05, 0.05, 101)


def row(name, *seeds, **others):
    """Return a row whose figures are all the same, but for those that are named."""
    judgements = []
    for seed in seeds:
        values = {figure: others.get(figure, seed) for figure in FIGURES}
        samples = {figure: np.full(101, value) for figure, value in values.items()}
        judgements.append(Judgement(values, samples))
    return Row(name, '', tuple(judgements))


def unsure(name, value):
    samples = dict.fromkeys(FIGURES, value + SAMPLES)
    return Row(name, '', (Judgement(dict.fromkeys(FIGURES, value), samples),))


def words(*rows, trained=True):
    return {one.claim.text: one.word for one in judge_claims(rows, trained)}


def test_claims_are_of_rows_and_figures_that_there_are():
    names = {*SOURCES, *BASELINES, *(f'{name}, {PLAIN}' for name in BASELINES)}
    for claim in CLAIMS:
        assert {claim.row, claim.control} <= names
        assert claim.figure in FIGURES
    assert len({claim.text for claim in CLAIMS}) == len(CLAIMS)


NEAR = 'OOD prompts that name the objects find more that resemble a known class'
ALARMS = 'OOD prompts that name the objects raise no alarms where there are none'


@pytest.mark.parametrize(('right', 'expected'), [(0.6, SHOWS), (0.4, OPPOSITE), (0.52, UNCLEAR)])
def test_the_whole_interval_has_to_be_on_the_side_that_is_claimed(right, expected):
    assert words(unsure(RIGHT, right), row(NO_PROMPTS, 0.5))[NEAR] == expected


@pytest.mark.parametrize(
    ('alarms', 'expected'), [(0.104, SHOWS), (0.112, OPPOSITE), (0.05, SHOWS)]
)
def test_alarms_may_rise_by_a_tenth_of_what_they_were(alarms, expected):
    found = words(row(RIGHT, 0.5, alarms=alarms), row(NO_PROMPTS, 0.5, alarms=0.1))
    assert found[ALARMS] == expected


def test_what_was_not_run_and_what_learned_nothing_says_nothing():
    assert set(words(row(WHOLE, 0.5)).values()) == {NOT_RUN}
    rows = row(RIGHT, 0.9), row(NO_PROMPTS, 0.5)
    assert set(words(*rows, trained=False).values()) == {UNTRAINED}


def test_seeds_are_averaged_and_their_spread_is_told():
    three = row(WHOLE, 0.5, 0.6, 0.7)
    own = three.estimate('ap_all')
    assert own.mean == pytest.approx(0.6)
    assert own.spread == pytest.approx(0.1)
    assert (own.interval.low, own.interval.high) == pytest.approx((0.6, 0.6))
    assert row(WHOLE, 0.5).estimate('ap_all').spread is None
    change = difference(three, row(NO_PROMPTS, 0.5), 'ap_all')
    assert (change.mean, change.interval.low) == pytest.approx((0.1, 0.1))


def test_an_undefined_figure_stays_undefined():
    undefined = row(WHOLE, 0.5, alarms=None)
    undefined.judgements[0].samples['alarms'] = np.full(101, np.nan)
    assert undefined.estimate('alarms').mean is None
    for compare in (difference, relative_change):
        assert compare(undefined, row(NO_PROMPTS, 0.5), 'alarms').mean is None
    assert relative_change(row(WHOLE, 0.5), row(NO_PROMPTS, 0.0), 'alarms').mean is None
