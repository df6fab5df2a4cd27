import math
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from vl4ad_ros.encoder.contrastive import contrastive_loss, train_contrastive
from vl4ad_ros.encoder.contrastive_settings import ContrastiveSettings
from vl4ad_ros.encoder.naming import judge_naming
from vl4ad_ros.encoder.pairs import Pairs
from vl4ad_ros.encoder.things import draw_things, read_pictures
from vl4ad_ros.errors import SettingsError, TrainingError
from vl4ad_ros.training.settings import AugmentationSettings, DataSettings, TrainingSettings
from vl4ad_ros.training.start import start_network


def nothing(*_):
    pass


@pytest.fixture
def settings(tiny_architecture, known_things):
    return ContrastiveSettings(
        'contrastive',
        (str(known_things),),
        architecture='tiny',
        words={'tomato': ('tomatoes',)},
        side=32,
        pictures=2,
        steps=60,
        learning_rate=1e-2,
        warmup_steps=5,
        checkpoint_every=20,
        augmentation=AugmentationSettings(scale=(1.0, 1.1), colour=0, gamma=0, night=0),
    )


def test_the_loss_is_that_of_both_directions():
    images, texts = torch.tensor([[3.0, 0], [0, 2]]), torch.tensor([[0.5, 0], [0.6, 0.8]])
    scale = torch.tensor(2.0).log()
    rows = [[2.0, 1.2], [0.0, 1.6]]  # twice the cosines

    def missed(own, other):
        return math.log(1 + math.exp(other - own))

    of_images = (missed(rows[0][0], rows[0][1]) + missed(rows[1][1], rows[1][0])) / 2
    of_texts = (missed(rows[0][0], rows[1][0]) + missed(rows[1][1], rows[0][1])) / 2
    expected = (of_images + of_texts) / 2
    assert float(contrastive_loss(images, texts, scale)) == pytest.approx(expected, rel=1e-5)


def test_it_learns_and_its_file_starts_a_training(settings, known_things, tmp_path):
    report = train_contrastive(settings, tmp_path, False, nothing)
    assert (report.kinds, report.things, report.pictures) == (3, 12, 6)
    assert report.last_loss < 0.7 * report.first_loss
    path = tmp_path / 'encoder.safetensors'
    decoder = TrainingSettings('tiny', (DataSettings('drives', 'x'),), encoder=str(path))
    network = start_network(decoder)
    assert torch.equal(network.clip.logit_scale, load_file(path)['logit_scale'])
    things = draw_things(read_pictures([known_things]), 1, 99, 0)
    assert judge_naming(path, things, 32, nothing).figures['known'].top1 > 0.5


def test_a_stopped_run_goes_on_to_the_same_weights(settings, tmp_path):
    settings = replace(settings, steps=6, checkpoint_every=2)

    def stop(what, done, of):
        if what.startswith('steps') and done == 5:
            raise KeyboardInterrupt

    train_contrastive(settings, tmp_path / 'whole', False, nothing)
    with pytest.raises(KeyboardInterrupt):
        train_contrastive(settings, tmp_path / 'parts', False, stop)
    with pytest.raises(TrainingError, match='add --resume'):
        train_contrastive(settings, tmp_path / 'parts', False, nothing)
    with pytest.raises(TrainingError, match='begun with steps 6'):
        train_contrastive(replace(settings, steps=7), tmp_path / 'parts', True, nothing)
    train_contrastive(settings, tmp_path / 'parts', True, nothing)
    whole, parts = (load_file(tmp_path / n / 'encoder.safetensors') for n in ('whole', 'parts'))
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_pairs_are_of_different_kinds_and_follow_from_the_step(settings):
    pairs = Pairs(settings, nothing)
    first, again, other = pairs.draw(3), pairs.draw(3), pairs.draw(4)
    assert first.texts == again.texts != other.texts
    assert (first.things[0].image == again.things[0].image).all()
    for kind, words in (('tomato', 'tomato'), ('meadow', 'meadow'), ('sea', 'sea')):
        assert sum(words in text for text in first.texts[:3]) == 1, kind
    assert all('on the left' in text for text in first.texts[3:])
    assert first.things[0].image.shape == (32, 32, 3)
    assert first.pictures[0].image.shape == (32, 64, 3)
    assert 'tomatoes' in ' '.join(text for step in range(40) for text in pairs.draw(step).texts)


@pytest.mark.parametrize(
    ('values', 'complaint'),
    [
        ({'data': ()}, 'data is empty'),
        ({'side': 50}, 'side is 50; give a multiple of 32'),
        ({'steps': 0}, 'steps is 0'),
        ({'learning_rate': float('nan')}, 'learning_rate is nan'),
        ({'things': 1, 'pictures': 0}, 'less than 2 together'),
    ],
)
def test_what_cannot_be_is_refused(values, complaint):
    with pytest.raises(SettingsError, match=complaint):
        ContrastiveSettings(**{'method': 'contrastive', 'data': ('x',), **values})


@pytest.mark.parametrize('name', ['street_lite0', 'dema'])
def test_another_architecture_is_refused(settings, tmp_path, name):
    with pytest.raises(SettingsError, match=f"architecture is '{name}'.* demo"):
        train_contrastive(replace(settings, architecture=name), tmp_path, False, nothing)
