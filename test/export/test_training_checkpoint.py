"""What `vl4ad train` writes is what `vl4ad export` takes."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from vl4ad_ros.cli.export import load_network
from vl4ad_ros.errors import CheckpointError
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.model.network import SegmentationNetwork
from vl4ad_ros.model.weights import CLIP_PREFIX
from vl4ad_ros.training.checkpoint import CHECKPOINT, write_checkpoint, write_network
from vl4ad_ros.training.settings import DataSettings, TrainingSettings


@pytest.fixture(scope='module')
def network() -> SegmentationNetwork:
    return random_network(ARCHITECTURES['demo'], 7)


def assert_same(found: SegmentationNetwork, expected: SegmentationNetwork) -> None:
    weights = expected.state_dict()
    assert found.state_dict().keys() == weights.keys()
    assert all(torch.equal(x, weights[name]) for name, x in found.state_dict().items())


def test_the_result_of_a_run_is_a_whole_network(
    network: SegmentationNetwork, tmp_path: Path
) -> None:
    path = write_network(tmp_path, network, {'architecture': 'demo'})
    assert_same(load_network('demo', [path], None, None), network)


def test_the_state_of_a_run_is_taken_beside_its_encoder(
    network: SegmentationNetwork, tmp_path: Path
) -> None:
    weights = network.state_dict()
    decoder = {name: x for name, x in weights.items() if not name.startswith(CLIP_PREFIX)}
    optimiser = torch.optim.AdamW(network.sem_seg_head.parameters()).state_dict()
    parts = {'model': decoder, 'average': {}, 'optimiser': optimiser, 'precision': {}}
    settings = TrainingSettings('demo', (DataSettings('rendered', 'drives'),))
    write_checkpoint(tmp_path, settings, 10, 'f' * 64, parts)
    clip = {name[len(CLIP_PREFIX) :]: x for name, x in weights.items() if name not in decoder}
    save_file(clip, tmp_path / 'clip.safetensors')
    path = tmp_path / CHECKPOINT
    assert_same(load_network('demo', [path], str(tmp_path / 'clip.safetensors'), None), network)
    with pytest.raises(CheckpointError, match='holds no CLIP'):
        load_network('demo', [path], None, None)
