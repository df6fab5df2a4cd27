"""
Deformable attention by ONNX's DeformConv: it samples, weighs and sums in one operator.

The same by GridSample writes and reads every sample six times. But ONNX Runtime has DeformConv on
the CPU and on CUDA from 1.25 on only, so a bundle has it where it is asked for.
"""
# torch leaves the call of a module and unflatten untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import onnx
import torch
from torch import Tensor, nn

from ..model.deformable_attention import LEVELS, DeformableAttention
from ..model.network import SegmentationNetwork

DEFORM_CONV_OPSET = 19  # the first that has it; nothing else of a graph of opset 18 changes in it


@dataclass(frozen=True)
class _Window:
    """
    Where a convolution of 1 x points looks, without offsets: its only use here is to be known.

    A convolution has as many results as its padding and its stride give it. These make it as many
    as there are queries, whatever the size of the level that is looked at.
    """

    out_hw: tuple[int, int]
    stride: int  # of rows
    top: int  # padding
    left: int

    def places(self, points: int) -> Tensor:  # (points, 2, S) float32: y and x in pixels
        height, width = self.out_hw
        y = torch.arange(height, dtype=torch.float32) * self.stride - self.top
        x = torch.arange(width, dtype=torch.float32) - self.left
        x = x + torch.arange(points, dtype=torch.float32)[:, None]  # (points, width)
        y, x = y[None, :, None].expand(points, -1, width), x[:, None].expand(-1, height, -1)
        return torch.stack((y, x), dim=1).flatten(2)


class DeformConvAttention(nn.Module):
    """A DeformableAttention, to be exported alone: torch itself cannot run it."""

    ones: Tensor  # (dim, 1, 1, points)

    def __init__(self, attention: DeformableAttention) -> None:
        super().__init__()
        self.heads, self.points = attention.heads, attention.points
        self.attention_weights = attention.attention_weights
        self.value_proj, self.output_proj = attention.value_proj, attention.output_proj
        kinds = (self.heads, LEVELS, self.points, 2)
        rows = torch.arange(attention.sampling_offsets.out_features).reshape(kinds)
        rows = rows.transpose(0, 1).flip(-1).flatten(1)  # a level's together, y before x
        weight, bias = attention.sampling_offsets.weight, attention.sampling_offsets.bias
        self.offset_weights = nn.ParameterList(weight.detach()[level] for level in rows)
        self.offset_biases = nn.ParameterList(bias.detach()[level] for level in rows)
        channels = attention.value_proj.out_features
        self.register_buffer('ones', torch.ones(channels, 1, 1, self.points))

    def forward(
        self,
        query: Tensor,  # (B, S, dim)
        reference: Tensor,  # (S, 2) float32
        value: Tensor,  # (B, S, dim)
        shapes: Sequence[tuple[int, int]],
    ) -> Tensor:  # (B, S, dim)
        """Return what DeformableAttention returns."""
        weights = self.attention_weights(query).unflatten(-1, (self.heads, -1)).softmax(-1)
        weights = weights.unflatten(-1, (LEVELS, self.points)).permute(0, 3, 2, 4, 1)
        values = self.value_proj(value).transpose(1, 2).split([h * w for h, w in shapes], dim=2)
        first, second, third = (
            self._look(part.unflatten(-1, shape), query, reference, weight, level, shapes)
            for level, (part, shape, weight) in enumerate(
                zip(values, shapes, weights.unbind(1), strict=True)
            )
        )  # (B, dim, rows, columns) each
        return self.output_proj((first + second + third).flatten(2).transpose(1, 2))

    def _look(
        self,
        picture: Tensor,  # (B, dim, h, w)
        query: Tensor,
        reference: Tensor,
        weights: Tensor,  # (B, heads, points, S)
        level: int,
        shapes: Sequence[tuple[int, int]],
    ) -> Tensor:
        height, width = shapes[level]
        window = _window((height, width), self.points, shapes)
        own = reference.flip(-1).T * torch.tensor([[height], [width]]) - 0.5  # (2, S): y and x
        start = (own - window.places(self.points)).repeat(self.heads, 1, 1).flatten(0, 1)
        start = start + self.offset_biases[level][:, None]
        offsets = self.offset_weights[level] @ query.transpose(1, 2) + start
        return torch.onnx.ops.symbolic(
            'DeformConv',
            (
                picture,
                self.ones,
                offsets.unflatten(-1, window.out_hw),
                None,
                weights.flatten(1, 2).unflatten(-1, window.out_hw),
            ),
            {
                'group': picture.shape[1],
                'offset_group': self.heads,
                'kernel_shape': [1, self.points],
                'pads': [window.top, window.left, 0, 0],
                'strides': [window.stride, 1],
            },
            dtype=torch.float32,
            shape=(picture.shape[0], picture.shape[1], *window.out_hw),
            version=DEFORM_CONV_OPSET,
        )


@contextmanager
def deform_conv_attention(network: SegmentationNetwork) -> Iterator[None]:
    """Put DeformConvAttention into the network for as long as the block lasts."""
    layers = network.sem_seg_head.pixel_decoder.transformer.encoder.layers
    usual = [cast(DeformableAttention, layer.self_attn) for layer in layers]
    try:
        for layer, attention in zip(layers, usual, strict=True):
            layer.self_attn = DeformConvAttention(attention)
        yield
    finally:
        for layer, attention in zip(layers, usual, strict=True):
            layer.self_attn = attention


def raise_opset(model: onnx.ModelProto) -> None:
    """Say that the graph is of the opset that has DeformConv."""
    for item in model.opset_import:
        if not item.domain:
            item.version = max(item.version, DEFORM_CONV_OPSET)


def _window(
    picture_hw: tuple[int, int], points: int, shapes: Sequence[tuple[int, int]]
) -> _Window:
    """Find one for all queries: pixels of three levels, of h x w, 2h x 2w and 4h x 4w."""
    coarse_h, coarse_w = min(shapes)
    out_h, out_w = 3 * coarse_h, 7 * coarse_w  # 21 h w
    height, width = picture_hw
    stride = -(-height // out_h)
    return _Window(
        (out_h, out_w), stride, (out_h - 1) * stride + 1 - height, out_w - 1 + points - width
    )
