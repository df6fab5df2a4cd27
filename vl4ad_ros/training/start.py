"""The network a run begins with."""

from pathlib import Path

import torch

from ..errors import CheckpointError, TrainingError
from ..export.averaging import mean_checkpoint
from ..export.checkpoint import read_checkpoint
from ..model.config import NetworkConfig, find_architecture
from ..model.network import SegmentationNetwork
from ..model.weights import CLIP_PREFIX, build_network, find_tensors
from .encoder import ENCODER_PREFIX
from .settings import TrainingSettings
from .thinning import thin

RANDOM = 'random'


def start_network(settings: TrainingSettings) -> SegmentationNetwork:
    """
    Return the network with its first weights.

    An encoder alone (of open_clip, of `vl4ad train-encoder`, or inside a whole network) gets a
    new decoder, the same for the same seed. Raises TrainingError when nothing is said of where the
    encoder comes from, and CheckpointError when the weights do not fit.
    """
    config = find_architecture(settings.architecture, TrainingError)
    if settings.checkpoint:
        clip = read_checkpoint(Path(settings.encoder)) if settings.encoder else None
        weights = mean_checkpoint([Path(settings.checkpoint), *map(Path, settings.averaged)])
        if settings.thinned:
            weights = thin(find_tensors(weights), config)
        return build_network(config, weights, clip)
    fresh = _new_network(config, settings.seed)
    if settings.encoder == RANDOM:
        return fresh
    if not settings.encoder:
        raise TrainingError(
            'neither `checkpoint` nor `encoder` is given: name the weights to start from, or '
            f'write `encoder: {RANDOM}` to try the training out'
        )
    decoder = {
        name: tensor
        for name, tensor in fresh.state_dict().items()
        if not name.startswith(ENCODER_PREFIX)
    }
    return build_network(config, decoder, _read_encoder(Path(settings.encoder)))


def _read_encoder(path: Path) -> dict[str, object]:
    content = dict(read_checkpoint(path))
    if any(name.startswith(CLIP_PREFIX) for name in content):  # a whole network
        content = {name: x for name, x in content.items() if name.startswith(CLIP_PREFIX)}
    if not content:
        raise CheckpointError(f'{path} holds no weights: give a checkpoint of an encoder')
    return content


def _new_network(config: NetworkConfig, seed: int) -> SegmentationNetwork:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return SegmentationNetwork(config)
