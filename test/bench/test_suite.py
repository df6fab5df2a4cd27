import numpy as np
import pytest

from vl4ad_ros.bench.suite import SuitePlan, run_suite
from vl4ad_ros.bench.ways import ONNX, WaySpec
from vl4ad_ros.errors import BenchError
from vl4ad_ros.paths import find_bundle

BUNDLE = find_bundle('demo')


def plan(*ways, with_memory=False):
    image = np.random.default_rng(0).integers(0, 256, (96, 160, 3), np.uint8)
    return SuitePlan(
        'demo', ways, (image,), (320, 576), (1, 2), (4, 8), 2, with_memory, {'total': 3.0}
    )


def begin(_what, _turns):
    return lambda _done: None


def test_ways_cameras_concepts_and_memory():
    ways = (WaySpec('a', ONNX, 1, 'cpu', BUNDLE), WaySpec('b', ONNX, 1, 'cuda', BUNDLE))
    profiled = []

    def profile(path, feed, provider, threads, runs):
        profiled.append((path.name, feed['image'].shape, provider, threads))
        return {'trunk': 3.0, 'scoring': 1.0}

    suite = run_suite(plan(*ways, with_memory=True), lambda: 5.0, profile, begin)
    kinds = [(case.way, case.cameras, case.concepts) for case in suite.cases]
    assert kinds == [('a', 1, 4), ('a', 2, 4), ('a', 1, 8)]
    assert len(suite.left_out) == 1
    assert suite.left_out[0].startswith('b: ')
    first = suite.cases[0]
    assert first.ratio.p50 == 1
    assert 50 < first.memory['before'] < first.memory['peak'] < 2000
    assert first.parts['trunk'].p50_ms == pytest.approx(0.75 * first.stages['network'].p50_ms)
    assert profiled[0] == ('image.onnx', (1, 320, 576, 3), 'cpu', 1)
    assert suite.peak_gflops == 5


def test_no_way_runs():
    with pytest.raises(BenchError, match='does not run here'):
        run_suite(plan(WaySpec('b', ONNX, 1, 'cuda', BUNDLE)), None, None, begin)
