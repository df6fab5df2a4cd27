import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from vl4ad_ros.bundle import Bundle, load_bundle
from vl4ad_ros.engine.engine import Engine
from vl4ad_ros.engine.verification import verify_bundle
from vl4ad_ros.errors import BundleError, ExportError
from vl4ad_ros.export import onnx_writer
from vl4ad_ros.export.exporter import Description, GraphOptions, export_bundle, export_bundles
from vl4ad_ros.export.image_graph import ImageGraph
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.network import SegmentationNetwork
from vl4ad_ros.structures import GroupEmbeddings


@pytest.fixture(scope='module')
def bundle(
    network: SegmentationNetwork,
    description: Description,
    tmp_path_factory: pytest.TempPathFactory,
) -> Bundle:
    """Resizable, and split as a network is whose weights are too many for one file."""
    outs = {'fp32': tmp_path_factory.mktemp('bundles') / 'tiny'}
    options = GraphOptions((64, 96), resizable=True)
    steps: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(onnx_writer, 'LARGEST_BYTES', 100_000)
        (bundle,) = export_bundles(network, description, options, outs, None, steps.append)
    assert len(steps) == 4
    return bundle


def test_bundle_describes_itself(bundle: Bundle) -> None:
    manifest = load_bundle(bundle.path).manifest
    assert (manifest.name, manifest.trained, manifest.void) == ('tiny', False, True)
    assert (manifest.input_size_hw, manifest.resizable) == ((64, 96), True)
    assert manifest.temperature == pytest.approx(0.07, rel=1e-2)
    assert manifest.proof['score_max_abs_torch'] < 1e-3
    graphs = ['image.onnx', 'image.onnx.data', 'text.onnx', 'text.onnx.data']
    assert sorted(manifest.files) == [*graphs, 'tokenizer.json']
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
        families=np.array([0, 0, 2], np.int32),
    )
    image = rng.integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    height, width = (size // 4 * 4 for size in size_hw)
    image = image[:height, :width]  # whole cells, so that nothing is resized
    as_large_as_it_is = replace(bundle.manifest, input_size_hw=None, resizable=False)
    maps = Engine(replace(bundle, manifest=as_large_as_it_is), 'cpu').infer(image, text)
    below, beside = -height % 32, -width % 32
    padded = np.full((height + below, width + beside, 3), (123, 117, 104), np.uint8)
    padded[:height, :width] = image
    words = concepts, text.concept_mask, text.known, np.float32(0.1), text.families
    arrays = (padded[None], *words)
    with torch.inference_mode():
        score, label = ImageGraph(network, None)(*map(torch.as_tensor, arrays))
    cells = np.s_[0, : height // 4, : width // 4]
    np.testing.assert_allclose(maps.score, score.numpy()[cells], atol=1e-4)
    assert (maps.label != label.numpy()[cells]).mean() < 0.01


def test_another_size_may_be_asked_for(bundle: Bundle, network: SegmentationNetwork) -> None:
    feed = inputs(1, 96, 128)
    with torch.inference_mode():
        score, label = ImageGraph(network, (96, 128))(*map(torch.from_numpy, feed.values()))
    text = GroupEmbeddings(
        feed['concepts'], feed['concept_mask'], feed['known'], tuple('abcd'), 0.1, '',
        tuple((name,) for name in 'abcd'), feed['families'],
    )  # fmt: skip
    asked = load_bundle(bundle.path.with_name('tiny@96x128'))
    maps = Engine(asked, 'cpu').infer(feed['image'][0], text)
    np.testing.assert_allclose(maps.score, score[0].numpy(), atol=1e-4)
    assert (maps.label != label[0].numpy()).mean() < 0.01
    usual = Engine(bundle, 'cpu').infer(feed['image'][0], text)
    assert usual.score.shape == (16, 21)  # 96x128 fitted into 64x96


def inputs(batch: int, height: int, width: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(height * width)
    concepts = rng.standard_normal((4, 3, 16), dtype=np.float32)
    return {
        'image': rng.integers(0, 256, (batch, height, width, 3), dtype=np.uint8),
        'concepts': concepts / np.linalg.norm(concepts, axis=2, keepdims=True),
        'concept_mask': np.ones((4, 3), np.bool_),
        'known': np.array([True, True, True, False]),
        'temperature': np.array(0.1, np.float32),
        'families': np.array([0, 1, 0, 3], np.int32),
    }


def test_graph_says_what_torch_says_at_each_size(
    bundle: Bundle, network: SegmentationNetwork
) -> None:
    """None of them is the size at which the graph was traced."""
    session = onnxruntime.InferenceSession(bundle.path / 'image.onnx')
    graph = ImageGraph(network, None).eval()
    for size in ((1, 64, 96), (3, 96, 64), (1, 64, 64), (2, 160, 320), (1, 352, 64)):
        feed = inputs(*size)
        score, label = session.run(['anomaly', 'label'], feed)
        with torch.inference_mode():
            expected, _ = graph(*map(torch.from_numpy, feed.values()))
        batch, height, width = size
        assert score.shape == label.shape == (batch, height // 4, width // 4)
        np.testing.assert_allclose(score, expected.numpy(), atol=1e-4)
        assert np.ptp(score) > 0.05  # there is something to see


def test_an_image_does_not_depend_on_its_batch(bundle: Bundle) -> None:
    session = onnxruntime.InferenceSession(bundle.path / 'image.onnx')
    feed = inputs(3, 64, 96)
    (together,) = session.run(['anomaly'], feed)
    for index, row in enumerate(together):
        (alone,) = session.run(['anomaly'], feed | {'image': feed['image'][index : index + 1]})
        np.testing.assert_allclose(alone[0], row, atol=1e-4)
    assert np.abs(together[0] - together[1]).max() > 0.01


def test_fixed_size_pads_after_the_normalisation(network: SegmentationNetwork) -> None:
    image = torch.randint(0, 256, (2, 50, 70, 3), dtype=torch.uint8)
    with torch.inference_mode():
        queries = ImageGraph(network, (50, 70)).find(image)
        mean, std = torch.tensor(network.config.pixel_mean), torch.tensor(network.config.pixel_std)
        padded = torch.zeros(2, 3, 64, 96)
        padded[:, :, :50, :70] = ((image - mean) / std).permute(0, 3, 1, 2)
        expected = network(padded)
    assert queries.mask_logits.shape == (2, 6, 13, 18)
    torch.testing.assert_close(queries.mask_logits, expected.mask_logits[..., :13, :18])
    torch.testing.assert_close(queries.mask_embeddings, expected.mask_embeddings)


def test_broken_network_leaves_nothing_behind(
    network: SegmentationNetwork, description: Description, tmp_path: Path
) -> None:
    broken = random_network(network.config, 1)
    broken.sem_seg_head.predictor.class_embed.layers[2].bias.data[0] = torch.nan
    with pytest.raises(ExportError, match='no numbers'):
        export_bundle(broken, description, (64, 64), tmp_path / 'tiny', lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_graph_in_two_files_is_moved_linked_and_guarded(bundle: Bundle, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle.path, tmp_path / 'copy'))
    assert len(dict(verify_bundle(copy))) == 7
    linked = tmp_path / 'linked'  # as `colcon build --symlink-install` does
    linked.mkdir()
    for file in copy.iterdir():
        (linked / file.name).symlink_to(file)
    assert len(dict(verify_bundle(linked))) == 7
    with (copy / 'image.onnx.data').open('r+b') as file:
        file.write(b'?')
    with pytest.raises(BundleError, match=r'image\.onnx\.data was changed'):
        load_bundle(copy)
