"""Buffers that stay: on the CPU, where they work as they do on a GPU."""

import threading

import numpy as np
import pytest

from vl4ad_ros.bench.texts import random_text
from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.engine.bound_run import BoundRunner
from vl4ad_ros.engine.engine import Engine
from vl4ad_ros.engine.pinned import page_locked_empty
from vl4ad_ros.engine.session import open_session
from vl4ad_ros.engine.signature import IMAGE_INPUTS, IMAGE_OUTPUTS

from ..conftest import UNTRAINED_BUNDLE

OUTPUTS = ['anomaly', 'label']


@pytest.fixture(scope='module')
def engine():
    return Engine(load_bundle(UNTRAINED_BUNDLE), 'cpu', 1)


@pytest.fixture(scope='module')
def session():
    path = UNTRAINED_BUNDLE / 'image.onnx'
    return open_session(path, 'cpu', 1, IMAGE_INPUTS, IMAGE_OUTPUTS)


def feeds(engine):
    """Images and texts: as before, another of the same size, and one of another size."""
    rng = np.random.default_rng(0)
    first, larger = random_text(engine.dim, 4), random_text(engine.dim, 40)
    for text in (first, first, larger, first):
        for _ in range(2):
            yield engine.feed(rng.integers(0, 256, (360, 640, 3), dtype=np.uint8), text)


@pytest.mark.parametrize('captures', [False, True])
def test_results_are_those_of_a_plain_run(engine, session, captures):
    """The CPU captures nothing; that it is told which graph to record does no harm."""
    runner = BoundRunner(session, OUTPUTS, 'cpu', captures)
    kept = []
    for feed in feeds(engine):
        before = feed['image'].copy()
        results, expected = runner.run(feed), session.run(OUTPUTS, feed)
        for found, right in zip(results, expected, strict=True):
            np.testing.assert_array_equal(found, right)
        np.testing.assert_array_equal(feed['image'], before)
        kept.append((results[0], expected[0]))
    for found, right in kept:  # later runs did not write into them
        np.testing.assert_array_equal(found, right)


def test_several_threads(engine, session):
    runner = BoundRunner(session, OUTPUTS, 'cpu', True)
    work = [(feed, session.run(OUTPUTS, feed)[0]) for feed in feeds(engine)]
    wrong = []

    def check(part):
        for feed, right in part:
            if not np.array_equal(runner.run(feed)[0], right):
                wrong.append(feed)

    threads = [threading.Thread(target=check, args=(work[start::3],)) for start in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_array_for_uploads():
    array = page_locked_empty((4, 6, 3))
    array[...] = 7
    assert (array.shape, array.dtype, array.sum()) == ((4, 6, 3), np.uint8, 7 * 72)
