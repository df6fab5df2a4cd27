"""GPU, ONNX Runtime, bundle and vocabulary."""

import shutil

import pytest

from vl4ad_ros.doctor.finding import State
from vl4ad_ros.doctor.network_checks import (
    check_bundle,
    check_gpu,
    check_providers,
    check_vocabulary,
)
from vl4ad_ros.paths import find_bundle


def test_a_gpu_that_onnx_runtime_does_not_use_is_told():
    assert check_providers(has_gpu=False).state is State.OK
    finding = check_providers(has_gpu=True)
    if 'cuda' not in finding.sentence:
        assert finding.state is State.WARNING
        assert 'onnxruntime-gpu' in finding.remedy


@pytest.mark.parametrize(
    ('model', 'state'),
    [('NVIDIA Jetson AGX Orin Developer Kit\0', State.OK), ('Raspberry Pi', State.WARNING)],
)
def test_a_board_with_a_gpu_is_known_by_its_name(tmp_path, monkeypatch, model, state):
    monkeypatch.setenv('PATH', '')  # without nvidia-smi
    board = tmp_path / 'model'
    board.write_text(model)
    assert check_gpu(board).state is state


def test_the_shipped_bundle_runs():
    finding = check_bundle('demo')
    assert finding.state is not State.FAILED
    assert 'it runs on c' in finding.sentence


def test_a_damaged_bundle_fails_with_its_remedy(tmp_path):
    folder = shutil.copytree(find_bundle('demo'), tmp_path / 'demo')
    (folder / 'image.onnx').write_bytes(b'')
    finding = check_bundle(str(folder))
    assert finding.state is State.FAILED
    assert 'image.onnx' in finding.sentence + finding.remedy


def test_vocabularies():
    assert check_vocabulary('demo', '').state is State.OK
    finding = check_vocabulary('demo', 'nowhere')
    assert finding.state is State.FAILED
    assert "there is no vocabulary 'nowhere'" in finding.sentence
    assert 'give the path of a YAML file' in finding.remedy
