"""What is trained already is kept; a run that fails says why in one sentence."""

import os

import pytest

from vl4ad_ros.ablation.training_runs import train_bundles
from vl4ad_ros.errors import EvaluationError, SettingsError

CONFIG = """
architecture: demo
encoder: random
data: [{layout: drives, root: nowhere}]
size_hw: [32, 64]
steps: 1
seed: 7
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / 'config.yaml'
    path.write_text(CONFIG)
    return path


def run(config, tmp_path, seeds=1):
    lines = []
    bundles = train_bundles(config, seeds, tmp_path / 'out', dict(os.environ), lines.append)
    return bundles, lines


def finish(folder):
    for seed in (0, 1):
        for file in (
            f'training/seed_{seed}/network.safetensors',
            f'bundles/seed_{seed}/bundle.yaml',
        ):
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


def test_finished_runs_are_kept_each_with_its_seed(config, tmp_path):
    out = tmp_path / 'out'
    finish(out)
    bundles, lines = run(config, tmp_path, seeds=2)
    assert bundles == [out / 'bundles' / 'seed_0', out / 'bundles' / 'seed_1']
    assert lines == []
    assert 'seed: 1\n' in (out / 'training' / 'seed_1' / 'config.yaml').read_text()


def test_another_configuration_does_not_go_on_in_the_folder(config, tmp_path):
    finish(tmp_path / 'out')
    run(config, tmp_path)
    config.write_text(CONFIG.replace('steps: 1', 'steps: 2'))
    with pytest.raises(EvaluationError, match='another configuration'):
        run(config, tmp_path)


def test_a_run_that_fails_is_one_sentence_with_its_last_words(config, tmp_path):
    with pytest.raises(EvaluationError) as error:
        run(config, tmp_path)
    assert '`vl4ad train` ended with 2' in str(error.value)
    assert 'nowhere' in str(error.value)
    assert '\n' not in str(error.value)


def test_a_wrong_configuration_is_refused_before_anything_is_started(config, tmp_path):
    config.write_text(CONFIG.replace('steps', 'stepps'))
    with pytest.raises(SettingsError, match='steps'):
        run(config, tmp_path)
    assert not (tmp_path / 'out').exists()
