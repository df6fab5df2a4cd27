"""An encoder as `vl4ad train` takes it, for use without a decoder."""

from pathlib import Path

import torch

from ..errors import CheckpointError
from ..export.checkpoint import read_checkpoint
from ..model.config import ARCHITECTURES
from ..model.network import Backbone, SegmentationNetwork
from ..model.weights import CLIP_PREFIX, find_tensors


def open_encoder(path: Path) -> SegmentationNetwork:
    """
    Return a network whose encoder has the weights of a file, and whose decoder has none.

    The architecture is the one that they fit. Raises CheckpointError when none does.
    """
    weights = find_tensors(read_checkpoint(path))
    if any(name.startswith(CLIP_PREFIX) for name in weights):  # a whole network
        weights = {name: x for name, x in weights.items() if name.startswith(CLIP_PREFIX)}
    weights = {name.removeprefix(CLIP_PREFIX): x.float() for name, x in weights.items()}
    shapes = {name: x.shape for name, x in weights.items()}
    for config in ARCHITECTURES.values():
        with torch.device('meta'):
            expected = Backbone(config.clip).clip_model.state_dict()
        if shapes == {name: x.shape for name, x in expected.items()}:
            with torch.device('meta'):
                network = SegmentationNetwork(config)
            network.clip.load_state_dict(weights, assign=True)
            return network.eval()
    raise CheckpointError(
        f'{path} is not the encoder of any of {", ".join(ARCHITECTURES)}: give a file that '
        '`vl4ad train` takes as `encoder`'
    )
