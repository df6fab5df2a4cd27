"""Weights of fewer digits, rounded once so that torch, ONNX and a bundle hold the same ones."""

import torch
from torch import Tensor

_MANTISSA_BITS = 16  # of a scale: with it the products with -127..127 are exact


def to_halves(weight: Tensor) -> Tensor:
    """Return the nearest numbers that half precision holds."""
    return weight.half().float()


def to_bytes(weight: Tensor) -> Tensor:  # (rows, columns)
    """Return the nearest numbers that are a whole number from -127 to 127 times a row's scale."""
    mantissa, exponent = torch.frexp(weight.abs().amax(1, keepdim=True) / 127)
    scale = torch.ldexp((mantissa * 2**_MANTISSA_BITS).ceil(), exponent - _MANTISSA_BITS)
    scale = scale.where(scale > 0, torch.ones_like(scale))
    return (weight / scale).round() * scale
