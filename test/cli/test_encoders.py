"""`vl4ad train-encoder` on renderings, and `vl4ad judge-encoder`."""

import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import SettingsError

CONFIG = """
method: contrastive
data: [{root}]
side: 32
pictures: 1
steps: 2
"""


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def renderings(tmp_path):
    """Two pictures of a thing each."""
    root = tmp_path / 'stills'
    for folder in ('images', 'labels_instance', 'records'):
        (root / folder).mkdir(parents=True)
    for number, kind in enumerate(('car', 'tree')):
        files = {
            'image': f'images/{number}.png',
            'instance_label': f'labels_instance/{number}.png',
        }
        things = [{'id': 1, 'kind': kind, 'label': 'car', 'pixels': 256}]
        instances = np.zeros((32, 64), np.uint8)
        instances[8:24, 8:24] = 1
        assert cv2.imwrite(str(root / files['image']), instances * (200 - 100 * number))
        assert cv2.imwrite(str(root / files['instance_label']), instances)
        record = json.dumps({**files, 'caption': f'A {kind}.', 'things': things})
        (root / 'records' / f'{number}.json').write_text(record)
    return root


def test_an_encoder_is_trained_and_judged(renderings, tmp_path):
    config, out, figures = tmp_path / 'c.yaml', tmp_path / 'out', tmp_path / 'judge.json'
    config.write_text(CONFIG.format(root=renderings))
    result = run('train-encoder', config, '--out', out)
    assert result.exit_code == 0, result.output
    encoder = out / 'encoder.safetensors'
    assert '2 kinds, 2 things, 2 pictures; loss' in result.output
    assert f'the encoder is {encoder}' in result.output
    arguments = ('judge-encoder', encoder, '--root', renderings)
    result = run(*arguments, '--side', 32, '--out', figures)
    assert result.exit_code == 0, result.output
    assert 'median rank' in result.output
    naming = json.loads(figures.read_text())[str(encoder)]
    assert naming['figures']['known']['things'] == 2
    assert set(naming['median_ranks']) == {'car', 'tree'}
    wrong = run(*arguments, '--side', 30)
    assert isinstance(wrong.exception, SettingsError)
    assert 'give one multiple of 32' in str(wrong.exception)
    none = run(*arguments, '--least', 1000)
    assert 'no thing' in str(none.exception)
