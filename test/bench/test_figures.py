import pytest

from vl4ad_ros.bench.course import STAGES, Turn
from vl4ad_ros.bench.figures import summarise


def turns(*seconds):
    stages = dict.fromkeys(STAGES, 0.0)
    return [Turn({**stages, 'network': s / 2}, {'trunk': s / 4}, s, 2 * s) for s in seconds]


def test_ratios_are_those_of_the_rounds(case):
    # The machine was three times slower in the second round: both have seen it.
    figures = summarise(case, turns(1, 3, 1), turns(2, 6, 2), gflop=None, peak_gflops=())
    assert (figures.ratio.p25, figures.ratio.p50, figures.ratio.p75) == (2, 2, 2)
    assert figures.total.p50_ms == 1000
    assert figures.total.p95_ms == pytest.approx(2800)
    assert figures.fps == 1
    assert figures.processor_ms == 2000
    assert figures.parts['trunk'].p50_ms == 250
    assert figures.gflops is figures.peak_share is None


def test_share_of_the_peak_counts_all_cameras(case):
    figures = summarise(case, turns(2, 2), turns(2, 2), gflop=50.0, peak_gflops=(200.0, 400.0))
    assert figures.gflops == 100  # two cameras, in the one second that the network took
    assert figures.peak_share == pytest.approx((0.5 + 0.25) / 2)
