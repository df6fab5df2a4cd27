"""What changes with the size of the image: positions, padding, levels. Graph against torch."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from vl4ad_ros.export.image_graph import ImageGraph, export_image_graph
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ClipConfig, NetworkConfig
from vl4ad_ros.model.network import SegmentationNetwork

TINY = NetworkConfig(
    ClipConfig((1, 1, 1, 1), (8, 16, 24, 32), 16, 16, 2, 1),
    hidden_dim=64,
    queries=6,
    heads=2,
    encoder_layers=1,
    encoder_ffn_dim=16,
    decoder_layers=3,  # one for each level
    decoder_ffn_dim=16,
)
# The graph of any size is traced at another size than each of these.
SIZES = {
    'any': [(1, 64, 96), (3, 96, 64), (1, 64, 64), (2, 160, 320), (1, 352, 64)],
    # no multiple of anything, and padded by almost a whole cell of the coarsest level
    '97x151': [(1, 97, 151), (3, 97, 151)],
}
FIXED = {'any': None, '97x151': (97, 151)}


@pytest.fixture(scope='module')
def network() -> SegmentationNetwork:
    return random_network(TINY, 3)


@pytest.fixture(scope='module', params=SIZES)
def exported(
    request: pytest.FixtureRequest, network: SegmentationNetwork, tmp_path_factory
) -> tuple[str, ImageGraph, onnxruntime.InferenceSession]:
    graph = ImageGraph(network, FIXED[request.param]).eval()
    path: Path = tmp_path_factory.mktemp('graph') / 'image.onnx'
    onnx.save(export_image_graph(graph), path)
    return request.param, graph, onnxruntime.InferenceSession(path)


def inputs(batch: int, height: int, width: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(height * width)
    concepts = rng.standard_normal((4, 3, 16), dtype=np.float32)
    return {
        'image': rng.integers(0, 256, (batch, height, width, 3), dtype=np.uint8),
        'concepts': concepts / np.linalg.norm(concepts, axis=2, keepdims=True),
        'concept_mask': np.ones((4, 3), np.bool_),
        'known': np.array([True, True, True, False]),
        'temperature': np.array(0.1, np.float32),
    }


def test_graph_says_what_torch_says_at_each_size(exported) -> None:
    name, graph, session = exported
    for size in SIZES[name]:
        feed = inputs(*size)
        score, label = session.run(['anomaly', 'label'], feed)
        with torch.inference_mode():
            expected, _ = graph(*map(torch.from_numpy, feed.values()))
        batch, height, width = size
        assert score.shape == label.shape == (batch, -(-height // 4), -(-width // 4))
        np.testing.assert_allclose(score, expected.numpy(), atol=1e-4)
        assert np.ptp(score) > 0.05  # there is something to see


def test_an_image_does_not_depend_on_its_batch(exported) -> None:
    name, _, session = exported
    feed = inputs(3, *SIZES[name][0][1:])
    (together,) = session.run(['anomaly'], feed)
    for index, row in enumerate(together):
        (alone,) = session.run(['anomaly'], feed | {'image': feed['image'][index : index + 1]})
        np.testing.assert_allclose(alone[0], row, atol=1e-4)
    assert np.abs(together[0] - together[1]).max() > 0.01
