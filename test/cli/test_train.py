import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import SettingsError, TrainingError, Vl4adError

CONFIG = """
architecture: demo
encoder: random
vocabulary: {root}/vocabulary.yaml
data: [{{layout: folder, root: {root}}}]
size_hw: [32, 64]
batch: 1
steps: 2
loss: {{points: 50}}
run: {{accelerator: cpu, workers: 0, checkpoint_every: 1}}
"""
VOCABULARY = "version: 1\nname: two\ntemplates: ['{}']\nclasses: {road: [road], sky: [sky]}\n"


@pytest.fixture
def config(tmp_path):
    for folder, pixels in (('images', np.zeros((32, 64, 3))), ('labels', np.eye(32, 64))):
        (tmp_path / folder).mkdir()
        assert cv2.imwrite(str(tmp_path / folder / 'a.png'), pixels.astype(np.uint8))
    (tmp_path / 'classes.yaml').write_text('0: road\n1: sky')
    (tmp_path / 'vocabulary.yaml').write_text(VOCABULARY)
    path = tmp_path / 'run.yaml'
    path.write_text(CONFIG.format(root=tmp_path))
    return path


def run(*arguments):
    return CliRunner().invoke(app, ['train', *map(str, arguments)])


def test_a_run_ends_with_a_network_and_says_where(config, tmp_path):
    out = tmp_path / 'out'
    result = run(config, '--out', out)
    assert result.exit_code == 0, result.output
    assert f'2 steps, the network is {out / "network.safetensors"}' in result.output
    assert (out / 'network.safetensors').is_file()
    again = run(config, '--out', out)
    assert isinstance(again.exception, TrainingError)
    assert 'add --resume' in str(again.exception)
    assert run(config, '--out', out, '--resume').exit_code == 0


@pytest.mark.parametrize(
    ('text', 'error', 'words'),
    [
        ('batchs: 1', SettingsError, "'batchs' is not known; did you mean 'batch'?"),
        ('architecture: dema', Vl4adError, "no architecture 'dema'"),
    ],
)
def test_mistakes_reach_the_user_as_one_sentence(config, tmp_path, text, error, words):
    config.write_text(config.read_text().replace('architecture: demo\n', '') + text + '\n')
    if 'architecture' not in text:
        config.write_text(config.read_text() + 'architecture: demo\n')
    result = run(config, '--out', tmp_path / 'out')
    assert isinstance(result.exception, error)
    assert words in str(result.exception)
    assert '\n' not in str(result.exception)
