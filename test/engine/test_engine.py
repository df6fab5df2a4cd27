import dataclasses
import shutil
import weakref
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from vl4ad_ros.bundle import Bundle, load_bundle
from vl4ad_ros.engine.engine import Engine
from vl4ad_ros.engine.session import open_first, open_session
from vl4ad_ros.engine.signature import IMAGE_INPUTS, IMAGE_OUTPUTS, TEXT_INPUTS, TEXT_OUTPUTS
from vl4ad_ros.errors import BundleError, EngineError
from vl4ad_ros.opening import Opening
from vl4ad_ros.refinement import refine
from vl4ad_ros.structures import AnomalyMaps, GroupEmbeddings
from vl4ad_ros.votes import Votes

from ..conftest import UNTRAINED_BUNDLE


@pytest.fixture(scope='module')
def bundle() -> Bundle:
    return load_bundle(UNTRAINED_BUNDLE)


@pytest.fixture(scope='module')
def engine(bundle: Bundle) -> Engine:
    return Engine(bundle, 'cpu', threads=2)


def random_text(dim: int, groups: int = 4, seed: int = 0) -> GroupEmbeddings:
    concepts = np.random.default_rng(seed).standard_normal((groups, 2, dim), dtype=np.float32)
    return GroupEmbeddings(
        concepts=concepts / np.linalg.norm(concepts, axis=2, keepdims=True),
        concept_mask=np.ones((groups, 2), bool),
        known=np.arange(groups) < groups - 1,
        names=tuple('abcdefgh'[:groups]),
        temperature=0.07,
        digest='',
        texts=tuple((name,) for name in 'abcdefgh'[:groups]),
    )


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ('size_hw', 'map_hw'),
    [
        ((360, 640), (90, 160)),
        ((480, 640), (90, 120)),
        ((333, 1000), (53, 160)),
        ((2, 2), (90, 90)),
    ],
)
def test_maps_cover_the_image(engine: Engine, size_hw, map_hw) -> None:
    maps = engine.infer(noise(*size_hw), random_text(engine.dim))
    assert maps.score.shape == maps.label.shape == map_hw
    assert (maps.score.dtype, maps.label.dtype) == (np.float32, np.int32)
    assert ((maps.score >= 0) & (maps.score <= 1)).all()
    assert set(np.unique(maps.label)) <= set(range(4))


def test_scores_depend_on_image_text_and_temperature(engine: Engine) -> None:
    text = random_text(engine.dim)
    score = engine.infer(noise(360, 640), text).score
    assert score.std() > 0.01
    assert np.abs(score - engine.infer(noise(360, 640)[::-1], text).score).max() > 0.01
    for other in (
        random_text(engine.dim, seed=9),
        dataclasses.replace(text, temperature=0.01),
        dataclasses.replace(text, known=np.array([True, False, False, False])),
    ):
        assert np.abs(score - engine.infer(noise(360, 640), other).score).max() > 0.01


def test_scores_are_opened_where_the_bundle_asks_for_it(engine: Engine, bundle: Bundle) -> None:
    opening = Opening(3, 0.1)
    manifest = dataclasses.replace(bundle.manifest, opening=opening)
    opened = Engine(dataclasses.replace(bundle, manifest=manifest), 'cpu', threads=2)
    image, text = noise(270, 480), random_text(engine.dim)
    before, after = engine.infer(image, text), opened.infer(image, text)
    assert np.array_equal(after.score, opening(before.score))
    assert (after.score < before.score).any()
    assert np.array_equal(after.label, before.label)


def test_scores_are_weighed_and_then_opened() -> None:
    votes, opening = Votes(1.0, 3.0), Opening(3, 0.1)
    rng = np.random.default_rng(0)
    score, other, counted = rng.random((3, 20, 30), np.float32)
    maps = AnomalyMaps(score, np.zeros((20, 30), np.int32), {'MSP': other}, votes=5 * counted)
    refined = refine(maps, votes, opening)
    opened = opening(np.minimum(score * (1 + 5 * counted) / 3, 1))
    wide = Opening(4, 0.1)(score)  # squares that grow as the others do
    expected = np.maximum(3 * opened / (1 + 2 * opened), wide)
    np.testing.assert_allclose(refined.score, expected, rtol=1e-6)
    np.testing.assert_array_equal(refined.baselines['MSP'], opening(other))
    assert refine(maps, None, None) is maps


def test_padding_has_hardly_a_say(engine: Engine) -> None:
    """An image beside padding scores much as it does where the padding is its mean colour."""
    text = random_text(engine.dim)
    narrow = noise(360, 480)
    wide = np.zeros((360, 640, 3), np.uint8)
    wide[:, :480] = narrow
    wide[:, 480:] = (123, 117, 104)
    padded = engine.infer(narrow, text).score
    np.testing.assert_allclose(padded, engine.infer(wide, text).score[:, :120], atol=1e-6)


def test_warm_up_runs_with_any_number_of_groups(engine: Engine) -> None:
    for groups in (1, 8):
        engine.warm_up(random_text(engine.dim, groups))


def test_vocabulary_of_another_bundle_is_refused(engine: Engine) -> None:
    with pytest.raises(EngineError, match='embedded with 7 numbers'):
        engine.infer(noise(360, 640), random_text(7))


def test_an_engine_that_is_stopped_computes_no_more(bundle: Bundle) -> None:
    engine = Engine(bundle, 'cpu', threads=1)
    engine.stop()
    with pytest.raises(EngineError, match='terminate'):
        engine.infer(noise(64, 64), random_text(engine.dim))


def test_an_engine_that_is_closed_holds_no_network(bundle: Bundle) -> None:
    engine = Engine(bundle, 'cpu', threads=1)
    network = weakref.ref(engine._session)
    engine.close()
    assert network() is None
    with pytest.raises(EngineError, match='closed'):
        engine.infer(noise(64, 64), random_text(engine.dim))


def test_auto_is_never_silent(bundle: Bundle) -> None:
    engine = Engine(bundle)
    gpu = 'CUDAExecutionProvider' in onnxruntime.get_available_providers()
    assert engine.provider == 'cuda' or engine.fallback_reason
    if not gpu:
        assert engine.provider == 'cpu'
        with pytest.raises(EngineError, match='cuda'):
            Engine(bundle, 'cuda')


@pytest.mark.skipif(
    'TensorrtExecutionProvider' in onnxruntime.get_available_providers(),
    reason='this onnxruntime has TensorRT',
)
@pytest.mark.filterwarnings('ignore:Specified provider')
def test_provider_that_does_not_start_is_noticed(bundle: Bundle) -> None:
    """Without its libraries ONNX Runtime takes the CPU and goes on."""
    path = bundle.path / 'image.onnx'
    with pytest.raises(EngineError, match="'tensorrt' did not start"):
        open_session(path, 'tensorrt', 1, IMAGE_INPUTS, IMAGE_OUTPUTS)
    opened = open_first(path, ['tensorrt', 'cpu'], 1, IMAGE_INPUTS, IMAGE_OUTPUTS)
    assert opened.provider == 'cpu'
    assert "'tensorrt' did not start" in (opened.fallback_reason or '')
    assert open_first(path, ['cpu'], 1, IMAGE_INPUTS, IMAGE_OUTPUTS).fallback_reason is None


@pytest.mark.parametrize(
    ('change', 'words'),
    [
        (
            lambda graph: setattr(graph.input[0], 'name', 'picture'),
            'expected image as .* no image',
        ),
        (
            lambda graph: setattr(graph.input[0].type.tensor_type, 'elem_type', TensorProto.INT8),
            r'expected image as tensor\(uint8\) of rank 4, found image as tensor\(int8\)',
        ),
        (
            lambda graph: graph.input[0].type.tensor_type.shape.dim.add(dim_value=1),
            'found image as .* of rank 5',
        ),
        (lambda graph: graph.output.pop(), 'expected label .* found no label'),
        (
            lambda graph: graph.output.append(
                helper.make_tensor_value_info('extra', TensorProto.FLOAT, [1])
            ),
            'expected no extra',
        ),
    ],
    ids=['name', 'dtype', 'rank', 'output gone', 'output more'],
)
def test_graph_outside_the_contract_is_refused(bundle, tmp_path: Path, change, words) -> None:
    folder = tmp_path / 'demo'
    shutil.copytree(bundle.path, folder)
    onnx.save(stub(change), folder / 'image.onnx')
    with pytest.raises(BundleError, match=words):
        Engine(Bundle(folder, bundle.manifest), 'cpu')


def stub(change) -> onnx.ModelProto:
    """Make the smallest graph with the contract's inputs and outputs, and break one of them."""
    values = {
        name: helper.make_tensor_value_info(name, dtype, shape)
        for name, dtype, shape in [
            ('image', TensorProto.UINT8, ['B', 8, 8, 3]),
            ('concepts', TensorProto.FLOAT, ['G', 'L', 4]),
            ('concept_mask', TensorProto.BOOL, ['G', 'L']),
            ('known', TensorProto.BOOL, ['G']),
            ('temperature', TensorProto.FLOAT, []),
            ('anomaly', TensorProto.FLOAT, ['G', 'L', 4]),
            ('label', TensorProto.INT32, ['G', 'L', 4]),
        ]
    }
    names = list(values)
    nodes = [
        helper.make_node('Identity', ['concepts'], ['anomaly']),
        helper.make_node('Cast', ['concepts'], ['label'], to=TensorProto.INT32),
        helper.make_node('Identity', ['temperature'], ['extra']),
    ]
    graph = helper.make_graph(
        nodes, 'stub', [values[name] for name in names[:5]], [values[name] for name in names[5:]]
    )
    change(graph)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 18)], ir_version=10)


def test_file_that_is_no_graph_is_an_error_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / 'text.onnx'
    path.write_bytes(b'\x00' * 64)
    with pytest.raises(EngineError, match='cannot run') as caught:
        open_session(path, 'cpu', 0, TEXT_INPUTS, TEXT_OUTPUTS)
    assert '\n' not in str(caught.value)
