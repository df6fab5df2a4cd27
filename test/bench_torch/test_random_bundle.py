import numpy as np
import pytest

from vl4ad_ros.bench.texts import random_text
from vl4ad_ros.bench.ways import ONNX, WaySpec, open_way
from vl4ad_ros.bench_torch.random_bundle import RandomBundles

SIZE_HW = (64, 96)


@pytest.fixture(scope='module')
def bundles(tmp_path_factory):
    return RandomBundles('demo', SIZE_HW, tmp_path_factory.mktemp('bundles'))


def infer(spec):
    image = np.random.default_rng(0).integers(0, 256, (*SIZE_HW, 3), np.uint8)
    return open_way(spec).infer(image, random_text(64, 20)).score


def test_graph_and_torch_have_the_same_weights(bundles):
    folder = bundles.write('fp32', (), lambda _: None)
    graph = infer(WaySpec('fp32', ONNX, 1, 'cpu', folder))
    torch = infer(WaySpec('eager', 'eager', 1, 'cpu', None, 'demo', SIZE_HW))
    np.testing.assert_allclose(graph, torch, atol=1e-3)


def test_eight_bits_run(bundles):
    folder = bundles.write('int8', (), lambda _: None)
    score = infer(WaySpec('int8', ONNX, 1, 'cpu', folder))
    assert score.shape == (16, 24)
    assert (folder / 'image.onnx').stat().st_size < 2_000_000


def test_what_was_exported_is_not_exported_again(bundles):
    told = []
    first = bundles.write('int8', (), lambda _: None)
    again = RandomBundles('demo', SIZE_HW, first.parent).write('int8', (), told.append)
    assert again == first
    assert told == []
