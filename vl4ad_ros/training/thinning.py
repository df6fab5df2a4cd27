"""A trained network's weights for a thinner decoder, which training then mends."""

from collections.abc import Mapping

import torch
from torch import Tensor

from ..model.config import NetworkConfig
from ..model.deformable_attention import LEVELS

_PIXEL_DECODER = 'sem_seg_head.pixel_decoder.'
_LAYERS = f'{_PIXEL_DECODER}transformer.encoder.layers.'
_CONV = f'{_PIXEL_DECODER}layer_1.'
_VOID = 'void_embedding.weight'


def thin(weights: Mapping[str, Tensor], config: NetworkConfig) -> dict[str, Tensor]:
    """
    Return the weights of a network with fewer layers or points, a separable conv or without void.

    The first layers and the first points of each head and level stay. The 3x3 convolution becomes
    the nearest one of each input channel alone, then across channels, in the sense of least
    squares: the first singular vectors of each input channel's (out, 9) weights. Void is left out
    where `config` has none. What does not differ from `config` is left as it is.
    """
    thinned = {}
    for name, tensor in weights.items():
        if name.startswith(_LAYERS):
            if int(name.removeprefix(_LAYERS).split('.')[0]) >= config.encoder_layers:
                continue
            tensor = _fewer_points(name, tensor, config)
        if name != _VOID or config.void:
            thinned[name] = tensor
    if config.separable and f'{_CONV}weight' in thinned:
        depthwise, pointwise = _separate(thinned.pop(f'{_CONV}weight'))
        thinned[f'{_CONV}depthwise.weight'] = depthwise
        thinned[f'{_CONV}pointwise.weight'] = pointwise
        for kind in ('weight', 'bias'):
            thinned[f'{_CONV}pointwise.norm.{kind}'] = thinned.pop(f'{_CONV}norm.{kind}')
    return thinned


def _fewer_points(name: str, tensor: Tensor, config: NetworkConfig) -> Tensor:
    """Keep the first points of each head and level: they look nearest."""
    numbers = {'.sampling_offsets.': 2, '.attention_weights.': 1}
    each = next((count for kind, count in numbers.items() if kind in name), 0)
    if not each or tensor.shape[0] % (config.heads * LEVELS * each):
        return tensor  # of other heads: build_network says so
    by_point = tensor.reshape(config.heads, LEVELS, -1, each, *tensor.shape[1:])
    return by_point[:, :, : config.points].flatten(0, 3)


def _separate(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Split (out, in, 3, 3) into (in, 1, 3, 3) and (out, in, 1, 1)."""
    across, strength, kernel = torch.linalg.svd(
        weight.double().transpose(0, 1).flatten(2), full_matrices=False
    )  # (in, out, 9), (in, 9), (in, 9, 9)
    depthwise = kernel[:, 0].reshape(-1, 1, *weight.shape[2:])
    pointwise = (across[:, :, 0] * strength[:, :1]).transpose(0, 1)[..., None, None]
    return depthwise.to(weight), pointwise.to(weight)
