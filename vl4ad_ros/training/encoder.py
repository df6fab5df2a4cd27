"""The frozen part of the network: CLIP's image and text tower."""

import hashlib

import torch

from ..model.network import SegmentationNetwork

ENCODER_PREFIX = 'backbone.'


def freeze_encoder(network: SegmentationNetwork) -> None:
    """Keep the encoder from learning; statistics that change in training mode stay as well."""
    network.train()
    network.backbone.eval()
    network.backbone.requires_grad_(False)


def encoder_digest(network: SegmentationNetwork) -> str:
    """Return the hexadecimal SHA-256 of the encoder's tensors, by name and by byte."""
    digest = hashlib.sha256()
    for name, tensor in sorted(network.backbone.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
