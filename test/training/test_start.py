from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file

from vl4ad_ros.errors import CheckpointError, TrainingError
from vl4ad_ros.training.encoder import encoder_digest, freeze_encoder
from vl4ad_ros.training.start import start_network

PREFIX = 'backbone.clip_model.'


@pytest.fixture
def whole(settings, tmp_path):
    """Another network, as a file."""
    network = start_network(replace(settings, seed=99))
    path = tmp_path / 'whole.safetensors'
    save_file(network.state_dict(), path)
    return network, path


def test_a_seed_gives_one_decoder(settings, whole):
    first, again = start_network(settings), start_network(settings)
    assert all(map(torch.equal, first.state_dict().values(), again.state_dict().values()))
    name = 'sem_seg_head.predictor.query_feat.weight'
    assert not torch.equal(first.state_dict()[name], whole[0].state_dict()[name])


def test_a_whole_network_is_taken_as_it_is(settings, whole):
    network = start_network(replace(settings, encoder='', checkpoint=str(whole[1])))
    assert all(map(torch.equal, network.state_dict().values(), whole[0].state_dict().values()))


def test_several_networks_give_their_mean(settings, whole, tmp_path):
    one, path = whole
    two = start_network(replace(settings, seed=98))
    save_file(two.state_dict(), tmp_path / 'two.safetensors')
    paths = {'checkpoint': str(path), 'averaged': (str(tmp_path / 'two.safetensors'),)}
    mean = start_network(replace(settings, encoder='', **paths)).state_dict()
    name = 'sem_seg_head.predictor.query_feat.weight'
    torch.testing.assert_close(mean[name], (one.state_dict()[name] + two.state_dict()[name]) / 2)


@pytest.mark.parametrize('kind', ['whole network', 'open_clip'])
def test_an_encoder_gets_a_new_decoder(settings, whole, tmp_path, kind):
    other, path = whole
    if kind == 'open_clip':
        path = tmp_path / 'clip.safetensors'
        state = other.state_dict().items()
        save_file({n.removeprefix(PREFIX): x for n, x in state if n.startswith(PREFIX)}, path)
    network = start_network(replace(settings, encoder=str(path)))
    fresh = start_network(settings)
    assert encoder_digest(network) == encoder_digest(other) != encoder_digest(fresh)
    for name, tensor in fresh.sem_seg_head.state_dict().items():
        assert torch.equal(network.sem_seg_head.state_dict()[name], tensor)


def test_what_cannot_be_started_from_is_refused(settings, tmp_path):
    with pytest.raises(TrainingError, match='neither `checkpoint` nor `encoder` is given'):
        start_network(replace(settings, encoder=''))
    with pytest.raises(TrainingError, match="no architecture 'tinny'"):
        start_network(replace(settings, architecture='tinny'))
    with pytest.raises(CheckpointError, match='there is no checkpoint'):
        start_network(replace(settings, encoder=str(tmp_path / 'none.pth')))


def test_a_frozen_encoder_has_no_gradients_and_stays_in_evaluation(settings):
    network = start_network(settings)
    freeze_encoder(network)
    assert not any(parameter.requires_grad for parameter in network.backbone.parameters())
    assert all(parameter.requires_grad for parameter in network.sem_seg_head.parameters())
    assert not any(module.training for module in network.backbone.modules())


def test_the_digest_sees_a_single_changed_value(settings):
    network = start_network(settings)
    before = encoder_digest(network)
    with torch.no_grad():
        network.clip.visual.trunk.stem[0].bias[0] += 1e-7
    assert encoder_digest(network) != before
