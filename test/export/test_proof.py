import pytest
import torch

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.errors import ExportError
from vl4ad_ros.export.image_graph import ImageGraph
from vl4ad_ros.export.proof import SCORE_TOLERANCE, TEXT_TOLERANCE, prove_bundle
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.paths import find_bundle


def demo_graph(seed: int) -> ImageGraph:
    return ImageGraph(random_network(ARCHITECTURES['demo'], seed), (360, 640)).eval()


def test_shipped_bundle_is_the_network_of_its_seed() -> None:
    proof = prove_bundle(load_bundle(find_bundle('demo')), demo_graph(0))
    assert proof['score_max_abs_torch'] <= SCORE_TOLERANCE
    assert proof['score_max_abs_numpy'] <= SCORE_TOLERANCE
    assert proof['text_max_abs'] <= TEXT_TOLERANCE
    assert 'empty masks' in proof['cases']


def test_other_weights_fail_the_proof() -> None:
    with pytest.raises(ExportError, match='differ from torch'):
        prove_bundle(load_bundle(find_bundle('demo')), demo_graph(1))


def test_nan_fails_the_proof() -> None:
    graph = demo_graph(0)
    graph.network.sem_seg_head.predictor.class_embed.layers[2].bias.data[0] = torch.nan
    with pytest.raises(ExportError, match='is nan'):
        prove_bundle(load_bundle(find_bundle('demo')), graph)


def test_other_text_tower_fails_the_proof() -> None:
    graph = demo_graph(0)
    graph.network.clip.text_projection.data[0] += 1
    with pytest.raises(ExportError, match='text_max_abs'):
        prove_bundle(load_bundle(find_bundle('demo')), graph)
