import csv
import json
from dataclasses import replace

import cv2
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from vl4ad_ros.errors import CheckpointError, DataSetError, TrainingError, VocabularyError
from vl4ad_ros.export.checkpoint import read_checkpoint
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.model.weights import build_network
from vl4ad_ros.training import trainer
from vl4ad_ros.training.start import start_network
from vl4ad_ros.training.trainer import train

ENCODER = 'backbone.'


class KilledError(Exception):
    """Ends a run where a kill would."""


def silently(_):
    pass


def rows(path):
    with path.open(newline='') as file:
        return [{k: v for k, v in row.items() if k != 'seconds'} for row in csv.DictReader(file)]


@pytest.fixture(params=['plain', 'average, void, validation, workers, dropout, repetition'])
def variant(request, settings):
    if request.param == 'plain':
        return settings
    return replace(
        settings,
        architecture='tiny_void',
        validation=settings.data,
        repeat_threshold=0.9,
        loss=replace(settings.loss, concept_dropout=0.5, empty_mask_weight=0.3),
        optimiser=replace(settings.optimiser, average_decay=0.9, schedule='step'),
        run=replace(settings.run, workers=1, validate_every=2),
    )


def test_the_loss_falls_and_the_known_classes_are_found(settings, tmp_path):
    settings = replace(settings, steps=70, batch=3, validation=settings.data)
    reports = []
    train(settings, tmp_path / 'run', False, reports.append)
    losses = [report.loss for report in reports]
    assert [report.step for report in reports] == list(range(1, 71))
    assert sum(losses[-5:]) < 0.2 * sum(losses[:5])
    (validated,) = rows(tmp_path / 'run' / 'validation.csv')
    assert float(validated['mean_iou']) > 0.7
    assert float(validated['false_alarms']) < 0.2
    assert reports[-1].mean_iou == pytest.approx(float(validated['mean_iou']), abs=1e-5)


def test_a_resumed_run_is_the_run_that_was_not_interrupted(variant, tmp_path):
    def kill(report):
        if report.step == 5:  # the last checkpoint is of step 3
            raise KilledError

    train(variant, tmp_path / 'whole', False, silently)
    with pytest.raises(KilledError):
        train(variant, tmp_path / 'cut', False, kill)
    steps = []
    train(variant, tmp_path / 'cut', True, lambda report: steps.append(report.step))
    assert steps == [4, 5, 6]
    for name in ('metrics.csv', 'validation.csv'):
        assert rows(tmp_path / 'cut' / name) == rows(tmp_path / 'whole' / name)
    assert len(rows(tmp_path / 'whole' / 'metrics.csv')) == 6
    whole, cut = (tmp_path / name / 'network.safetensors' for name in ('whole', 'cut'))
    assert whole.read_bytes() == cut.read_bytes()


def test_the_encoder_stays_and_all_of_the_decoder_learns(variant, tmp_path):
    before = start_network(variant).state_dict()
    path = train(variant, tmp_path / 'run', False, silently)
    after = load_file(path)
    assert after.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {name for name in before if not name.startswith(ENCODER)}


def test_an_encoder_that_changes_stops_the_run(settings, tmp_path, monkeypatch):
    networks = []

    def start(settings):
        networks.append(start_network(settings))
        return networks[0]

    def spoil(report):
        networks[0].clip.visual.trunk.stem[0].bias.data += 1e-6

    monkeypatch.setattr(trainer, 'start_network', start)
    with pytest.raises(TrainingError, match='the encoder has changed'):
        train(settings, tmp_path / 'run', False, spoil)
    assert not (tmp_path / 'run' / 'checkpoint.pth').exists()


def test_the_network_can_be_exported_and_so_can_a_checkpoint(settings, tmp_path):
    path = train(settings, tmp_path / 'run', False, silently)
    config = ARCHITECTURES['tiny']
    whole = build_network(config, read_checkpoint(path))
    encoder = {name: x for name, x in load_file(path).items() if name.startswith(ENCODER)}
    halves = build_network(config, read_checkpoint(tmp_path / 'run' / 'checkpoint.pth'), encoder)
    image = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(whole(image).mask_logits, halves(image).mask_logits)
    with safe_open(path, 'pt') as file:
        assert json.loads(file.metadata()['training'])['architecture'] == 'tiny'


def test_sample_pictures_are_drawn(settings, tmp_path):
    settings = replace(settings, steps=3, run=replace(settings.run, sample_every=2))
    train(settings, tmp_path / 'run', False, silently)
    samples = sorted((tmp_path / 'run' / 'samples').iterdir())
    assert [path.name for path in samples] == ['000002.png', '000003.png']
    assert cv2.imread(str(samples[0])).shape == (4 * 64, 4 * 96, 3)


def test_a_run_is_not_overwritten_nor_gone_on_with_otherwise(settings, tmp_path):
    out = tmp_path / 'run'
    train(settings, out, True, silently)  # --resume begins where there is nothing yet
    with pytest.raises(TrainingError, match=r'holds a run: add --resume'):
        train(settings, out, False, silently)
    other = replace(settings, optimiser=replace(settings.optimiser, learning_rate=0.5))
    with pytest.raises(TrainingError, match=r'optimiser\.learning_rate 0\.002.* has 0\.5'):
        train(other, out, True, silently)
    elsewhere = replace(settings, run=replace(settings.run, workers=1, checkpoint_every=1))
    train(elsewhere, out, True, silently)
    path = out / 'checkpoint.pth'
    content = torch.load(path, weights_only=True)
    written = json.loads(content['settings'])
    del written['averaged']  # as a program without this setting wrote it
    torch.save({**content, 'settings': json.dumps(written)}, path)
    train(settings, out, True, silently)
    network = str(out / 'network.safetensors')
    mean = replace(settings, encoder='', checkpoint=network, averaged=(network,))
    with pytest.raises(TrainingError, match='was begun with averaged None, the configuration has'):
        train(mean, out, True, silently)
    path.write_bytes(b'broken')
    with pytest.raises(TrainingError, match='is no checkpoint of a run'):
        train(settings, out, True, silently)


def test_a_checkpoint_of_another_encoder_is_refused(settings, tmp_path):
    path = train(settings, tmp_path / 'first', False, silently)
    weights = load_file(path)
    weights['backbone.clip_model.visual.trunk.stem.0.bias'] += 1
    first, second = tmp_path / 'encoder.pth', tmp_path / 'other.pth'
    torch.save(load_file(path), first)
    torch.save(weights, second)
    run = replace(settings, encoder=str(tmp_path / 'now.pth'))
    first.rename(tmp_path / 'now.pth')
    train(run, tmp_path / 'run', False, silently)
    second.rename(tmp_path / 'now.pth')
    with pytest.raises(TrainingError, match='was trained on another encoder'):
        train(run, tmp_path / 'run', True, silently)


@pytest.mark.parametrize(
    ('changes', 'error', 'words'),
    [
        ({'vocabulary': 'nowhere'}, VocabularyError, 'there is no vocabulary'),
        ({'encoder': 'nowhere.pth'}, CheckpointError, 'there is no checkpoint'),
        ({'data': 'nowhere'}, DataSetError, 'there is no folder'),
        ({'accelerator': 'cuda'}, TrainingError, 'the run cannot be computed here'),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_written(
    settings, tmp_path, changes, error, words
):
    if 'accelerator' in changes:
        if torch.cuda.is_available():
            pytest.skip('a CUDA device is here')
        changes = {'run': replace(settings.run, **changes)}
    if 'data' in changes:
        changes = {'data': (replace(settings.data[0], root=changes['data']),)}
    with pytest.raises(error, match=words) as caught:
        train(replace(settings, **changes), tmp_path / 'run', False, silently)
    assert '\n' not in str(caught.value)
    assert not (tmp_path / 'run').exists()
