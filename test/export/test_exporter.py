from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto

from vl4ad_ros.baselines import BASELINES
from vl4ad_ros.bundle import Bundle, load_bundle
from vl4ad_ros.engine.engine import Engine
from vl4ad_ros.engine.verification import verify_bundle
from vl4ad_ros.ensemble import Ensemble
from vl4ad_ros.errors import BundleError, ExportError
from vl4ad_ros.export import onnx_writer
from vl4ad_ros.export.exporter import (
    Description,
    GraphOptions,
    export_bundle,
    export_bundles,
)
from vl4ad_ros.export.image_graph import ImageGraph
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.manifest import PRECISIONS
from vl4ad_ros.model.config import ClipConfig, NetworkConfig
from vl4ad_ros.model.network import SegmentationNetwork
from vl4ad_ros.pipeline import load_pipeline
from vl4ad_ros.structures import GroupEmbeddings

TINY = NetworkConfig(
    ClipConfig((1, 1, 1, 1), (8, 16, 24, 32), 16, 16, 2, 1),
    hidden_dim=64,
    queries=6,
    heads=2,
    encoder_layers=1,
    encoder_ffn_dim=16,
    decoder_layers=1,
    decoder_ffn_dim=16,
    void=True,
)
DESCRIPTION = Description(
    name='tiny',
    architecture='tiny',
    trained=False,
    notes='random',
    vocabulary='cityscapes',
    licence='Apache-2.0',
    training_data='none',
)


@pytest.fixture(scope='module')
def network() -> SegmentationNetwork:
    return random_network(TINY, 1)


@pytest.fixture(scope='module')
def bundle(network: SegmentationNetwork, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    out = tmp_path_factory.mktemp('bundles') / 'tiny'
    steps: list[str] = []
    bundle = export_bundle(network, DESCRIPTION, None, out, steps.append)
    assert len(steps) == 4
    return bundle


def test_bundle_describes_itself(bundle: Bundle) -> None:
    manifest = load_bundle(bundle.path).manifest
    assert (manifest.name, manifest.trained, manifest.void) == ('tiny', False, True)
    assert manifest.input_size_hw is None
    assert manifest.temperature == pytest.approx(0.07, rel=1e-2)
    assert manifest.proof['score_max_abs_torch'] < 1e-3
    assert sorted(manifest.files) == ['image.onnx', 'text.onnx', 'tokenizer.json']
    assert len(dict(verify_bundle(bundle.path))) == 7


@pytest.mark.parametrize('size_hw', [(64, 96), (128, 64), (100, 150), (32, 32)])
def test_engine_says_what_torch_says(
    size_hw: tuple[int, int], bundle: Bundle, network: SegmentationNetwork
) -> None:
    rng = np.random.default_rng(0)
    concepts = rng.standard_normal((3, 2, 16), dtype=np.float32)
    concepts /= np.linalg.norm(concepts, axis=2, keepdims=True)
    text = GroupEmbeddings(
        concepts=concepts,
        concept_mask=np.array([[True, True], [True, False], [True, True]]),
        known=np.array([True, True, False]),
        names=('a', 'b', 'c'),
        temperature=0.1,
        digest='',
        texts=(('a', 'street'), ('b',), ('c', 'Car')),
    )
    image = rng.integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    height, width = (size // 4 * 4 for size in size_hw)
    image = image[:height, :width]  # whole cells, so that nothing is resized
    maps = Engine(bundle, 'cpu').infer(image, text)
    below, beside = -height % 32, -width % 32
    padded = np.full((height + below, width + beside, 3), (123, 117, 104), np.uint8)
    padded[:height, :width] = image
    arrays = (padded[None], concepts, text.concept_mask, text.known, np.float32(0.1))
    with torch.inference_mode():
        score, label = ImageGraph(network, None)(*map(torch.as_tensor, arrays))
    cells = np.s_[0, : height // 4, : width // 4]
    np.testing.assert_allclose(maps.score, score.numpy()[cells], atol=1e-4)
    assert (maps.label != label.numpy()[cells]).mean() < 0.01


def test_fixed_size_pads_after_the_normalisation(network: SegmentationNetwork) -> None:
    image = torch.randint(0, 256, (2, 50, 70, 3), dtype=torch.uint8)
    with torch.inference_mode():
        queries = ImageGraph(network, (50, 70)).find(image)
        mean, std = torch.tensor(TINY.pixel_mean), torch.tensor(TINY.pixel_std)
        padded = torch.zeros(2, 3, 64, 96)
        padded[:, :, :50, :70] = ((image - mean) / std).permute(0, 3, 1, 2)
        expected = network(padded)
    assert queries.mask_logits.shape == (2, 6, 13, 18)
    torch.testing.assert_close(queries.mask_logits, expected.mask_logits[..., :13, :18])
    torch.testing.assert_close(queries.mask_embeddings, expected.mask_embeddings)


@pytest.fixture(scope='module')
def bundles(
    network: SegmentationNetwork, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Bundle]:
    """One network in all precisions, with everything that can be chosen."""
    folder = tmp_path_factory.mktemp('precisions')
    words = folder / 'yard.yaml'
    words.write_text(
        'version: 1\nname: yard\ntemplates: ["a photo of a {}."]\n'
        'classes:\n  ground: [ground, gravel]\n  fence: [fence]\n'
    )
    (folder / 'pictures').mkdir()
    shades = np.random.default_rng(0).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    picture = cv2.resize(shades, (120, 80), interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(folder / 'pictures' / 'yard.png'), picture)
    exported = export_bundles(
        network,
        replace(DESCRIPTION, vocabulary=words),
        GraphOptions((64, 90), Ensemble(('gravel', 'car')), tuple(BASELINES)),
        {precision: folder / precision for precision in PRECISIONS},
        folder / 'pictures',
        lambda _: None,
    )
    words.unlink()
    return dict(zip(PRECISIONS, exported, strict=True))


def test_a_vocabulary_of_ones_own_travels_with_the_bundle(bundles: dict[str, Bundle]) -> None:
    bundle = bundles['fp32']
    assert bundle.manifest.default_vocabulary == 'bundled'
    assert sorted(bundle.manifest.files)[-1] == 'vocabulary.yaml'
    assert dict(verify_bundle(bundle.path))['vocabulary'].startswith('yard, 2 groups')
    pipeline = load_pipeline(str(bundle.path), provider='cpu')
    assert pipeline.text.names == ('ground', 'fence')
    assert load_pipeline(str(bundle.path), 'cityscapes', 'cpu').text.names != pipeline.text.names


@pytest.mark.parametrize(
    ('precision', 'dtype'),
    [('fp32', TensorProto.FLOAT), ('fp16', TensorProto.FLOAT16), ('int8', TensorProto.INT8)],
)
def test_each_precision_is_proved(
    precision: str, dtype: int, bundles: dict[str, Bundle], network: SegmentationNetwork
) -> None:
    manifest = bundles[precision].manifest
    assert (manifest.name, manifest.precision) == (precision, precision)
    assert 'picture 1' in manifest.proof['cases']
    assert manifest.proof['score_mean_abs_torch'] < 0.05
    assert ('quantisation' in manifest.proof) == (precision == 'int8')
    assert len(dict(verify_bundle(bundles[precision].path))) == 7
    for name in ('text.onnx', 'tokenizer.json'):  # so that embeddings are shared
        assert manifest.files[name] == bundles['fp32'].manifest.files[name]
    model = onnx.load(bundles[precision].path / 'image.onnx')
    computed = {node.input[1] for node in model.graph.node if 'MatMul' in node.op_type}
    weights = [item for item in model.graph.initializer if item.name in computed]
    assert dtype in {item.data_type for item in weights} or precision == 'fp32'
    assert {node.domain for node in model.graph.node} <= {'', 'com.microsoft'}


def test_classifiers_are_joined_by_what_was_trained(
    bundles: dict[str, Bundle], network: SegmentationNetwork
) -> None:
    bundle = bundles['fp32']
    assert bundle.manifest.ensemble == Ensemble(('gravel', 'car'))
    text = load_pipeline(str(bundle.path), provider='cpu').text
    image = np.random.default_rng(0).integers(0, 256, (64, 88, 3), dtype=np.uint8)
    padded = np.full((1, 64, 90, 3), (123, 117, 104), np.uint8)
    padded[0, :, :88] = image
    engine = Engine(bundle, 'cpu')
    scores = []
    for texts in ((('gravel',), ('fence',)), (('fence',), ('gravel',))):
        maps = engine.infer(image, replace(text, texts=texts))
        seen = np.array([texts[0] == ('gravel',), texts[1] == ('gravel',)])
        arrays = (padded, text.concepts, text.concept_mask, text.known, np.float32(0.07), seen)
        graph = ImageGraph(network, (64, 90), bundle.manifest.ensemble)
        with torch.inference_mode():
            score, _ = graph(*map(torch.as_tensor, arrays))
        expected = score.numpy()[0, :, :22]
        np.testing.assert_allclose(maps.score, expected, atol=2e-3)
        scores.append(maps.score)
    assert np.abs(scores[0] - scores[1]).max() > 1e-5


def test_scores_of_others_come_with_the_maps(bundles: dict[str, Bundle]) -> None:
    pipeline = load_pipeline(str(bundles['fp32'].path), provider='cpu')
    image = np.random.default_rng(0).integers(0, 256, (64, 88, 3), dtype=np.uint8)
    maps = pipeline.engine.infer(image, pipeline.text)
    assert tuple(maps.baselines) == tuple(BASELINES)
    assert {score.shape for score in maps.baselines.values()} == {maps.score.shape}
    clipped = np.clip(1 + maps.baselines['max logit'], 0, 1)
    np.testing.assert_allclose(maps.score, clipped, atol=1e-6)


def test_broken_network_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = random_network(TINY, 1)
    broken.sem_seg_head.predictor.class_embed.layers[2].bias.data[0] = torch.nan
    with pytest.raises(ExportError, match='no numbers'):
        export_bundle(broken, DESCRIPTION, (64, 64), tmp_path / 'tiny', lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_graph_too_large_for_one_file_is_proved_with_its_data_beside_it(
    network: SegmentationNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_writer, 'LARGEST_BYTES', 100_000)
    whole = export_bundle(network, DESCRIPTION, (64, 64), tmp_path / 'tiny', lambda _: None)
    assert {'image.onnx.data', 'text.onnx.data'} <= whole.manifest.files.keys()
    assert whole.manifest.proof['score_max_abs_torch'] < 1e-3
    moved = (tmp_path / 'tiny').rename(tmp_path / 'moved')
    assert len(dict(verify_bundle(moved))) == 7
    linked = tmp_path / 'linked'  # as `colcon build --symlink-install` does
    linked.mkdir()
    for file in moved.iterdir():
        (linked / file.name).symlink_to(file)
    assert len(dict(verify_bundle(linked))) == 7
    with (moved / 'image.onnx.data').open('r+b') as file:
        file.write(b'?')
    with pytest.raises(BundleError, match=r'image\.onnx\.data was changed'):
        load_bundle(moved)
