"""Weights of fewer digits than they were trained in, for smaller files."""

import torch

from ..model.network import SegmentationNetwork

_ENCODER = 'backbone.'  # it came in the digits that it was published or fitted in


def round_decoder(network: SegmentationNetwork) -> None:
    """Round all that was fine-tuned to half precision, in which a bundle then stores it."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if not name.startswith(_ENCODER):
                parameter.copy_(parameter.half())
