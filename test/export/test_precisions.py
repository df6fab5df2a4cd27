"""One network in all precisions, with everything that can be chosen."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto
from typer.testing import CliRunner

from vl4ad_ros.baselines import BASELINES
from vl4ad_ros.bundle import Bundle, file_digest
from vl4ad_ros.cli.main import app
from vl4ad_ros.engine.engine import Engine
from vl4ad_ros.engine.text_encoder import TextEncoder
from vl4ad_ros.engine.verification import verify_bundle
from vl4ad_ros.ensemble import Ensemble
from vl4ad_ros.errors import BundleError
from vl4ad_ros.export.exporter import Description, GraphOptions, export_bundles
from vl4ad_ros.export.image_graph import ImageGraph
from vl4ad_ros.export.inspection import Inspector
from vl4ad_ros.manifest import PRECISIONS, dump_manifest
from vl4ad_ros.model.network import SegmentationNetwork
from vl4ad_ros.opening import Opening
from vl4ad_ros.pipeline import load_pipeline
from vl4ad_ros.vocabulary.cache import save_embeddings
from vl4ad_ros.votes import Votes

from ..conftest import write_labelled_pictures

# No multiple of anything, and padded by almost a whole cell of the coarsest level. The proof runs
# it with one image and with four.
SIZE_HW = (97, 151)


@pytest.fixture(scope='module')
def bundles(
    network: SegmentationNetwork,
    description: Description,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Bundle]:
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
        replace(description, vocabulary=words, votes=Votes(1.0, 4.0, 5)),
        GraphOptions(SIZE_HW, Ensemble(('gravel', 'car')), tuple(BASELINES), with_query=True),
        {precision: folder / precision for precision in PRECISIONS},
        folder / 'pictures',
        lambda _: None,
        embed=True,
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


def test_a_bundle_brings_the_embeddings_of_its_vocabulary(
    bundles: dict[str, Bundle], tmp_path: Path
) -> None:
    bundle = bundles['int8']
    assert dict(verify_bundle(bundle.path))['embeddings'].startswith('3 concepts')
    encoder = TextEncoder(bundle)
    templates = ('a photo of a {}.',)
    brought = encoder.recall(templates)
    assert sorted(brought) == ['fence', 'gravel', 'ground']
    rows = encoder.encode([f'a photo of a {concept}.' for concept in brought])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(np.stack(list(brought.values())), rows, atol=1e-5)
    folder = Path(shutil.copytree(bundle.path, tmp_path / 'wrong'))
    name = encoder.embeddings_file(templates)
    with (folder / name).open('wb') as file:
        save_embeddings(file, {'gravel': brought['fence'], 'fence': brought['gravel']})
    files = {**bundle.manifest.files, name: file_digest(folder / name)}
    text = dump_manifest(replace(bundle.manifest, files=files))
    (folder / 'bundle.yaml').write_text(text)
    with pytest.raises(BundleError, match="embedding of 'gravel' is not what the text graph"):
        list(verify_bundle(folder))


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
    assert manifest.proof['rank_loss'] < (0.1 if precision == 'int8' else 0.05)
    assert ('quantisation' in manifest.proof) == (precision == 'int8')
    assert len(dict(verify_bundle(bundles[precision].path))) == 8
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
    image = np.random.default_rng(0).integers(0, 256, (96, 148, 3), dtype=np.uint8)
    padded = np.full((1, *SIZE_HW, 3), (123, 117, 104), np.uint8)
    padded[0, :96, :148] = image
    engine = Engine(bundle, 'cpu')
    scores = []
    for texts in ((('gravel',), ('fence',)), (('fence',), ('gravel',))):
        maps = engine.infer(image, replace(text, texts=texts), refined=False)
        seen = np.array([texts[0] == ('gravel',), texts[1] == ('gravel',)])
        arrays = (
            padded,
            text.concepts,
            text.concept_mask,
            text.known,
            np.float32(0.07),
            text.families,
            seen,
        )
        graph = ImageGraph(network, SIZE_HW, bundle.manifest.ensemble)
        with torch.inference_mode():
            score, _ = graph(*map(torch.as_tensor, arrays))
        expected = score.numpy()[0, :24, :37]
        np.testing.assert_allclose(maps.score, expected, atol=2e-3)
        scores.append(maps.score)
    assert np.abs(scores[0] - scores[1]).max() > 1e-5


def test_scores_of_others_come_with_the_maps(bundles: dict[str, Bundle]) -> None:
    pipeline = load_pipeline(str(bundles['fp32'].path), provider='cpu')
    image = np.random.default_rng(0).integers(0, 256, (96, 148, 3), dtype=np.uint8)
    maps = pipeline.engine.infer(image, pipeline.text, refined=False)
    assert tuple(maps.baselines) == tuple(BASELINES)
    assert {score.shape for score in maps.baselines.values()} == {maps.score.shape}
    clipped = np.clip(1 + maps.baselines['max logit'], 0, 1)
    np.testing.assert_allclose(maps.score, clipped, atol=1e-6)


def test_one_command_compares_them(
    bundles: dict[str, Bundle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    out = tmp_path / 'out'
    root = write_labelled_pictures(tmp_path / 'data', SIZE_HW)
    command = ['baselines', '--dataset', 'folder', '--root', str(root), '--vocabulary', 'road']
    result = CliRunner().invoke(
        app, [*command, '--bundle', str(bundles['fp32'].path), '--out', str(out)]
    )
    assert result.exit_code == 0, result.output + repr(result.exception)
    values = json.loads((out / 'compare.json').read_text())
    names = [row['name'] for row in values['runs']]
    assert names[:5] == ['VL4AD', *BASELINES]
    assert {'without class merging', 'without OOD prompts', 'without all three'} <= set(names)
    assert len({row['auroc'] for row in values['runs'][:5]}) == 5
    assert 'does not give' not in result.output
    report = json.loads((out / 'entropy' / 'report.json').read_text())
    assert report['run']['method'] == 'entropy'
    assert report['run']['bundle_digest']


@pytest.mark.parametrize('precision', PRECISIONS)
def test_what_the_queries_say_adds_up_to_the_score(
    bundles: dict[str, Bundle], precision: str
) -> None:
    """With void and with the second classifier, in graphs of every precision."""
    pipeline = load_pipeline(str(bundles[precision].path), '', 'cpu', 1)
    image = np.random.default_rng(3).integers(0, 256, (97, 151, 3), dtype=np.uint8)
    values = Inspector(pipeline.engine, 1).inspect(image, pipeline.text)
    maps = pipeline.engine.infer(image, pipeline.text)
    np.testing.assert_allclose(values.maps.score, maps.score, atol=1e-3)
    assert values.masks.shape == (6, *maps.score.shape)
    assert values.probabilities.shape == (6, 2)
    assert values.cosines.shape == (6, 2, 2)


def test_votes_weigh_the_score(bundles: dict[str, Bundle]) -> None:
    bundle = bundles['fp32']
    pipeline = load_pipeline(str(bundle.path), '', 'cpu', 1)
    image = np.random.default_rng(3).integers(0, 256, (80, 151, 3), dtype=np.uint8)
    plain = pipeline.engine.infer(image, pipeline.text, refined=False)
    values = Inspector(pipeline.engine, 1).inspect(image, pipeline.text)
    assert plain.votes is not None
    np.testing.assert_allclose(plain.votes, values.votes(pipeline.text), atol=1e-4)
    assert plain.votes.max() > 0.01
    refined = pipeline.engine.infer(image, pipeline.text).score
    product = np.minimum(plain.score * (1 + plain.votes) / 4, 1)
    weighed = 4 * product / (1 + 3 * product)
    expected = np.maximum(weighed, Opening(width=5)(plain.score))  # it opens nothing else
    np.testing.assert_allclose(refined, expected, atol=1e-6)
    assert bundle.manifest.votes == Votes(1.0, 4.0, 5)
    assert bundle.manifest.proof['votes_mean_abs_numpy'] <= 1e-3


def test_the_strongest_query_comes_with_the_maps(bundles: dict[str, Bundle]) -> None:
    pipeline = load_pipeline(str(bundles['fp32'].path), '', 'cpu', 1)
    image = np.random.default_rng(3).integers(0, 256, (80, 151, 3), dtype=np.uint8)
    maps = pipeline.engine.infer(image, pipeline.text)
    values = Inspector(pipeline.engine, 1).inspect(image, pipeline.text)
    strength = values.masks * values.probabilities.max(axis=1)[:, None, None]
    assert maps.query is not None
    assert (maps.query.dtype, maps.query.shape) == (np.int32, maps.score.shape)
    chosen = np.take_along_axis(strength, maps.query[None], axis=0)[0]
    np.testing.assert_allclose(chosen, strength.max(axis=0), atol=1e-4)
    assert bundles['fp32'].manifest.proof['queries_changed'] <= 0.01
    assert np.abs(values.cosines[np.isfinite(values.cosines)]).max() <= 1.001
