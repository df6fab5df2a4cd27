"""Other scores of the same masks in one table, from a bundle that gives them."""

import json

import cv2
import numpy as np
import pytest

pytest.importorskip('torch', reason="bundles are made with torch: pip install '.[export]'")

from typer.testing import CliRunner

from vl4ad_ros.cli.main import app
from vl4ad_ros.export.exporter import Description, GraphOptions, export_bundles
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ClipConfig, NetworkConfig

SIZE_HW = (64, 96)
NETWORK = NetworkConfig(
    ClipConfig((1, 1, 1, 1), (8, 16, 24, 32), 16, 16, 2, 1),
    hidden_dim=64,
    queries=6,
    heads=2,
    encoder_layers=1,
    encoder_ffn_dim=16,
    decoder_layers=3,
    decoder_ffn_dim=16,
    void=True,
)


@pytest.fixture
def bundle(tmp_path):
    about = Description(
        name='tiny',
        architecture='tiny',
        trained=False,
        notes='random',
        vocabulary='road',
        licence='Apache-2.0',
        training_data='none',
    )
    options = GraphOptions(SIZE_HW, baselines=('MSP', 'entropy'))
    outs = {'fp32': tmp_path / 'tiny'}
    export_bundles(random_network(NETWORK, 1), about, options, outs, None, print)
    return outs['fp32']


@pytest.fixture
def root(tmp_path):
    random = np.random.default_rng(0)
    for name in ('images', 'labels'):
        (tmp_path / 'data' / name).mkdir(parents=True)
    for name in 'ab':
        image = random.integers(0, 255, (*SIZE_HW, 3), np.uint8)
        label = np.zeros(SIZE_HW, np.uint8)
        label[20:40, 30:60] = 1
        cv2.imwrite(str(tmp_path / 'data' / 'images' / f'{name}.png'), image)
        cv2.imwrite(str(tmp_path / 'data' / 'labels' / f'{name}.png'), label)
    return tmp_path / 'data'


def test_one_command_gives_the_table(bundle, root, tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    out = tmp_path / 'out'
    command = ('baselines', '--dataset', 'folder', '--root', root, '--bundle', bundle)
    result = CliRunner().invoke(app, [str(word) for word in (*command, '--out', out)])
    assert result.exit_code == 0, result.output + repr(result.exception)
    values = json.loads((out / 'compare.json').read_text())
    names = [row['name'] for row in values['runs']]
    assert names[:3] == ['VL4AD', 'MSP', 'entropy']
    assert {'without class merging', 'without OOD prompts', 'without all three'} <= set(names)
    assert len({row['auroc'] for row in values['runs'][:3]}) == 3
    assert 'does not give max logit, RbA' in result.output
    assert '--scores msp,max_logit,entropy,rba' in result.output
    report = json.loads((out / 'entropy' / 'report.json').read_text())
    assert report['run']['method'] == 'entropy'
    assert report['run']['bundle_digest']
