"""What is trained already is kept; a run that fails says why in one sentence."""

import shutil
from dataclasses import replace

import pytest

from vl4ad_ros.ablation.training_runs import (
    COUNTERPART,
    BundleForm,
    check_counterpart,
    train_bundles,
)
from vl4ad_ros.errors import EvaluationError, SettingsError
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.paths import share_directory
from vl4ad_ros.training.settings import read_training_settings
from vl4ad_ros.votes import Votes

from ..conftest import UNTRAINED_BUNDLE

CONFIG = """
architecture: demo
encoder: random
data: [{layout: drives, root: nowhere}]
size_hw: [32, 64]
steps: 1
seed: 7
"""
FORM = BundleForm((360, 640))  # that of the untrained bundle


@pytest.fixture
def config(tmp_path):
    path = tmp_path / 'config.yaml'
    path.write_text(CONFIG)
    return path


def run(config, tmp_path, seeds=1, form=FORM):
    lines = []
    bundles = train_bundles(config, seeds, form, tmp_path / 'out', lines.append)
    return bundles, lines


def finish(folder, kind='seed'):
    for seed in (0, 1):
        network = folder / 'training' / f'{kind}_{seed}' / 'network.safetensors'
        network.parent.mkdir(parents=True)
        network.touch()
        shutil.copytree(UNTRAINED_BUNDLE, folder / 'bundles' / f'{kind}_{seed}')


def test_finished_runs_are_kept_each_with_its_seed(config, tmp_path):
    out = tmp_path / 'out'
    finish(out)
    bundles, lines = run(config, tmp_path, seeds=2)
    assert bundles == [out / 'bundles' / 'seed_0', out / 'bundles' / 'seed_1']
    assert lines == []
    assert 'seed: 1\n' in (out / 'training' / 'seed_1' / 'config.yaml').read_text()


def test_counterparts_have_folders_of_their_own(config, tmp_path):
    out = tmp_path / 'out'
    finish(out, COUNTERPART)
    bundles = train_bundles(config, 2, FORM, out, print, COUNTERPART)
    assert bundles == [out / 'bundles' / 'counterpart_0', out / 'bundles' / 'counterpart_1']


def test_a_counterpart_must_differ_in_the_void_column(config, tmp_path):
    other = tmp_path / 'other.yaml'
    other.write_text(CONFIG.replace('demo', 'street_lite0'))
    check_counterpart(config, other)
    with pytest.raises(EvaluationError, match='alike in the void column'):
        check_counterpart(config, config)
    other.write_text(CONFIG.replace('demo', 'nothing'))
    with pytest.raises(EvaluationError, match="there is no architecture 'nothing'"):
        check_counterpart(config, other)


def test_the_shipped_counterpart_differs_in_the_void_column_alone():
    further, without = (
        read_training_settings(share_directory() / 'config' / 'training' / f'{name}.yaml')
        for name in ('further', 'further_no_void')
    )
    assert ARCHITECTURES[further.architecture].void
    alike = replace(without, architecture=further.architecture, thinned=False)
    assert alike == further
    assert (
        replace(ARCHITECTURES[without.architecture], void=True)
        == (ARCHITECTURES[further.architecture])
    )


def test_another_configuration_does_not_go_on_in_the_folder(config, tmp_path):
    finish(tmp_path / 'out')
    run(config, tmp_path)
    config.write_text(CONFIG.replace('steps: 1', 'steps: 2'))
    with pytest.raises(EvaluationError, match='another configuration'):
        run(config, tmp_path)


@pytest.mark.parametrize('form', [BundleForm(), BundleForm((360, 640), Votes())])
def test_a_bundle_of_another_form_does_not_pass_for_what_is_asked(form, config, tmp_path):
    finish(tmp_path / 'out')
    with pytest.raises(EvaluationError, match='with another --size, --votes or --opening'):
        run(config, tmp_path, form=form)


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
