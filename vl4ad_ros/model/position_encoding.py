"""Where a pixel lies in its feature map, as sines and cosines."""

import math

import torch
from torch import Tensor


def sine_position_encoding(
    features: Tensor,  # (B, C, h, w), for its size, type and device
    dim: int,  # a multiple of 4
) -> Tensor:  # (1, dim, h, w): the first half tells y, the second x
    """Encode the pixels of a feature map by their place, counted from 1 and scaled to 2 pi."""
    height, width = features.shape[-2:]
    y = _encode_axis(height, features, dim // 2)[:, :, None].expand(-1, -1, width)
    x = _encode_axis(width, features, dim // 2)[:, None, :].expand(-1, height, -1)
    return torch.cat((y, x))[None].to(features.dtype)


def _encode_axis(length: int, like: Tensor, dim: int) -> Tensor:  # (dim, length)
    place = torch.arange(1, length + 1, dtype=torch.float32, device=like.device)
    angle = place / (length + 1e-6) * (2 * math.pi)
    index = torch.arange(dim // 2, dtype=torch.float32, device=like.device)
    angle = angle / (10000 ** (2 * index / dim))[:, None]  # (dim / 2, length)
    return torch.stack((angle.sin(), angle.cos()), dim=1).flatten(0, 1)
