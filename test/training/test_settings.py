import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.paths import find_vocabulary, share_directory
from vl4ad_ros.training.data_sets import LAYOUTS
from vl4ad_ros.training.settings import read_training_settings
from vl4ad_ros.vocabulary.reader import read_vocabulary

BEGIN = 'architecture: demo\ndata: [{layout: folder, root: here}]\n'


def read(tmp_path, text):
    path = tmp_path / 'run.yaml'
    path.write_text(text)
    return read_training_settings(path)


def test_the_losses_are_those_of_the_papers_unless_said_otherwise(tmp_path):
    loss = read(tmp_path, BEGIN + 'loss: {points: 100}').loss
    weights = loss.class_weight, loss.mask_weight, loss.dice_weight, loss.no_object_weight
    assert weights == (2.0, 5.0, 5.0, 0.1)
    assert (loss.points, loss.oversampling, loss.importance) == (100, 3.0, 0.75)


@pytest.mark.parametrize(
    ('text', 'words'),
    [
        (BEGIN + 'step: 3', "'step' is not known; did you mean 'steps'?"),
        (BEGIN + 'loss: {mask_wight: 3}', "'mask_wight' is not known; did you mean 'mask_weight'"),
        (BEGIN + 'run: {precision: fp8}', "'fp8' is no choice; take one of 32-true, 16-mixed"),
        (BEGIN + 'size_hw: [100, 128]', 'multiples of 32'),
        (BEGIN + 'batch: 3\nrun: {devices: 2}', 'batch is 3, which 2 devices cannot share'),
        (BEGIN + 'augmentation: {scale: [2, 1]}', 'augmentation.scale is [2.0, 1.0]'),
        (BEGIN + 'augmentation: {flip: 2}', 'augmentation.flip is 2.0; give a number from 0 to 1'),
        (BEGIN + 'optimiser: {learning_rate: .nan}', 'optimiser.learning_rate is nan'),
        (BEGIN + 'thinned: true', 'thinned is true without a checkpoint'),
        (BEGIN + 'averaged: [a]', 'averaged is given without a checkpoint'),
        ('architecture: demo\ndata: []', 'data is empty'),
        ('data: [{layout: folder, root: here}]', "'architecture' is missing"),
    ],
)
def test_mistakes_are_named_with_their_remedy(tmp_path, text, words):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert '\n' not in str(caught.value)


@pytest.mark.parametrize(
    'path',
    sorted((share_directory() / 'config' / 'training').rglob('*.yaml')),
    ids=lambda path: path.stem,
)
def test_shipped_configurations_are_good(path):
    settings = read_training_settings(path)
    assert settings.architecture in ARCHITECTURES
    assert {data.layout for data in (*settings.data, *settings.validation)} <= LAYOUTS.keys()
    known = {known.name for known in read_vocabulary(find_vocabulary(settings.vocabulary)).classes}
    for data in settings.data:
        assert set(data.classes.values()) <= {*known, 'ignored'}
