"""The bundle of the tests in eight bits, checked on frames of noise with labels."""

from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.engine.verification import verify_bundle
from vl4ad_ros.errors import ExportError
from vl4ad_ros.evaluation.components import ANOMALY_TRACK
from vl4ad_ros.evaluation.data_set import DataSet, DataSetFrame
from vl4ad_ros.export import quantisation_check
from vl4ad_ros.export.bundle_quantisation import quantise_bundle
from vl4ad_ros.export.quantisation_check import LabelledCheck

from ..conftest import UNTRAINED_BUNDLE
from .conftest import silent


@pytest.fixture(scope='module')
def data_set(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    folder = tmp_path_factory.mktemp('frames')
    rng = np.random.default_rng(0)
    frames = []
    for number in range(3):
        shades = rng.integers(0, 256, (5, 8, 3), dtype=np.uint8)
        image, label = folder / f'{number}.png', folder / f'{number}_label.png'
        cv2.imwrite(str(image), cv2.resize(shades, (320, 180), interpolation=cv2.INTER_CUBIC))
        values = np.zeros((180, 320), np.uint8)
        values[60:120, 100:200] = 1
        cv2.imwrite(str(label), values)
        frames.append(DataSetFrame(str(number), image, label))
    return DataSet('noise', 'Noise', folder, tuple(frames), ANOMALY_TRACK)


@pytest.mark.parametrize(
    ('way', 'products', 'convolutions'), [('dynamic', True, 0), ('mixed', True, 1)]
)
def test_a_bundle_in_eight_bits(
    way: str, products: bool, convolutions: int, data_set: DataSet, tmp_path: Path
) -> None:
    bundle = load_bundle(UNTRAINED_BUNDLE)
    check = LabelledCheck(data_set, 2, silent)
    out = tmp_path / 'small'
    made = quantise_bundle(bundle, way, data_set.root, out, check, silent)
    manifest = made.manifest
    assert (manifest.name, manifest.precision) == ('small', 'int8')
    assert manifest.proof['quantised_from'] == bundle.model_id
    assert manifest.proof['quantisation'] == way
    assert 0 < manifest.proof['score_mean_abs'] < 0.1
    assert manifest.proof['ap_before'] - manifest.proof['ap_after'] < 0.5
    assert manifest.proof['checked_on'] == 'Noise, 2 frames'
    assert manifest.files['text.onnx'] == bundle.manifest.files['text.onnx']
    assert len(dict(verify_bundle(out))) == 7
    kinds = [node.op_type for node in onnx.load(out / 'image.onnx').graph.node]
    assert ('DynamicQuantizeMatMul' in kinds) == products
    assert sum(kind == 'QLinearConv' for kind in kinds) == convolutions
    with pytest.raises(ExportError, match='is in int8'):
        quantise_bundle(made, way, data_set.root, tmp_path / 'again', None, silent)


def test_what_costs_too_much_is_not_written(
    data_set: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation_check, 'MOST_AP_LOST', -100.0)  # whatever it is, too much
    check = LabelledCheck(data_set, 2, silent)
    with pytest.raises(ExportError, match='AP on Noise falls from'):
        quantise_bundle(
            load_bundle(UNTRAINED_BUNDLE), 'dynamic', data_set.root, tmp_path / 'a', check, silent
        )
    assert list(tmp_path.iterdir()) == []
