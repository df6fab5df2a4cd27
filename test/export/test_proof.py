from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.errors import ExportError
from vl4ad_ros.export.image_graph import ImageGraph
from vl4ad_ros.export.proof import TEXT_TOLERANCE, prove_bundle
from vl4ad_ros.export.proof_cases import make_cases, read_pictures
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.export.reference import compute_references
from vl4ad_ros.model.config import ARCHITECTURES

from ..conftest import UNTRAINED_BUNDLE


def demo_graph(seed: int) -> ImageGraph:
    network = random_network(ARCHITECTURES['demo'], seed)
    return ImageGraph(network, (360, 640), families=False).eval()  # the bundle takes none


def prove(graph: ImageGraph) -> dict[str, Any]:
    cases = make_cases(graph.size_hw, graph.network.config.clip.embed_dim, (), None, ())
    bundle = load_bundle(UNTRAINED_BUNDLE)
    return prove_bundle(bundle, compute_references(graph, (cases[0], *cases[2:])), graph)


def test_bundle_is_the_network_of_its_seed() -> None:
    proof = prove(demo_graph(0))
    assert proof['score_max_abs_torch'] <= 1e-3
    assert proof['text_max_abs'] <= TEXT_TOLERANCE
    assert 'empty masks' in proof['cases']


def test_other_weights_fail_the_proof() -> None:
    with pytest.raises(ExportError, match='differ from torch'):
        prove(demo_graph(1))


def test_nan_fails_the_proof() -> None:
    graph = demo_graph(0)
    graph.network.sem_seg_head.predictor.class_embed.layers[2].bias.data[0] = torch.nan
    with pytest.raises(ExportError, match=r'no numbers \(one image'):
        prove(graph)


def test_other_text_tower_fails_the_proof() -> None:
    graph = demo_graph(0)
    graph.network.clip.text_projection.data[0] += 1
    with pytest.raises(ExportError, match='text_max_abs'):
        prove(graph)


def test_pictures_are_spread_over_the_folder_and_fit_the_graph(tmp_path: Path) -> None:
    (tmp_path / 'drive').mkdir()
    for number in range(20):
        picture = np.full((30, 90, 3), 10 * number, np.uint8)
        cv2.imwrite(str(tmp_path / 'drive' / f'{number:02}.png'), picture)
    pictures = read_pictures(tmp_path, (64, 96))
    assert {picture.shape for picture in pictures} == {(64, 96, 3)}
    shades = [int(picture[0, 0, 0]) for picture in pictures]
    assert (shades[0], shades[-1], len(shades)) == (0, 190, 8)
    assert read_pictures(None, (64, 96)) == ()


def test_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match='no pictures'):
        read_pictures(tmp_path, None)
    (tmp_path / 'a.png').write_text('dear')
    with pytest.raises(ExportError, match=r'a\.png is no picture'):
        read_pictures(tmp_path, None)
