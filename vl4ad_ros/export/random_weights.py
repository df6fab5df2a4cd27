"""A network that has learned nothing, for demonstrations and tests."""

import torch

from ..model.config import NetworkConfig
from ..model.network import SegmentationNetwork

# With it the sum over the queries leaves the anomaly score in the middle of its range, and its
# spread within an image at about 0.2 to 0.8. The sign of a mask logit stays, so nothing else does.
_MASK_LOGIT_SCALE = 2.0


def random_network(config: NetworkConfig, seed: int) -> SegmentationNetwork:
    """
    Return a network with random weights, the same for the same seed.

    Its maps vary with the image and mean nothing. All weights are numbers that half precision
    holds exactly, which halves the bundle.
    """
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        network = SegmentationNetwork(config).eval()
        for parameter in network.sem_seg_head.predictor.mask_embed.layers[-1].parameters():
            parameter.mul_(_MASK_LOGIT_SCALE)
        for parameter in network.parameters():
            parameter.copy_(parameter.half())
    return network
