"""Attention to a few sampled places of each level, in pure torch."""
# torch leaves the call of a module and unflatten untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

LEVELS = 3


class DeformableAttention(nn.Module):
    """
    Multi-scale deformable attention (Deformable DETR, arXiv 2010.04159, section 4.1).

    Every query looks at `points` places on each level, whose offsets from its own place it
    predicts itself. grid_sample replaces the usual compiled operator.
    """

    def __init__(self, dim: int, heads: int, points: int) -> None:
        super().__init__()
        self.heads = heads
        self.points = points
        self.sampling_offsets = nn.Linear(dim, heads * LEVELS * points * 2)
        self.attention_weights = nn.Linear(dim, heads * LEVELS * points)
        self.value_proj = nn.Linear(dim, dim)
        self.output_proj = nn.Linear(dim, dim)
        self._initialise()

    def _initialise(self) -> None:
        """Start with each head looking into its own direction, a pixel further with each point."""
        nn.init.zeros_(self.sampling_offsets.weight)
        nn.init.zeros_(self.attention_weights.weight)
        nn.init.zeros_(self.attention_weights.bias)
        angle = torch.arange(self.heads) * (2 * math.pi / self.heads)
        direction = torch.stack((angle.cos(), angle.sin()), dim=-1)  # (heads, 2)
        direction = direction / direction.abs().amax(dim=-1, keepdim=True)
        reach = torch.arange(1, self.points + 1)
        offsets = direction[:, None, None] * reach[None, None, :, None]
        offsets = offsets.expand(-1, LEVELS, -1, -1).reshape(-1)
        with torch.no_grad():
            self.sampling_offsets.bias.copy_(offsets)
        for projection in (self.value_proj, self.output_proj):
            nn.init.xavier_uniform_(projection.weight)
            nn.init.zeros_(projection.bias)

    def forward(
        self,
        query: Tensor,  # (B, S, dim), the pixels of all levels one after the other
        reference: Tensor,  # (S, 2) float32, x and y of each query's own place in 0..1
        value: Tensor,  # (B, S, dim)
        shapes: Sequence[tuple[int, int]],  # height and width of each level, together S pixels
    ) -> Tensor:  # (B, S, dim)
        """Gather what each query finds at the places it chose."""
        offsets = self.sampling_offsets(query).unflatten(-1, (self.heads, LEVELS, self.points, 2))
        weights = self.attention_weights(query).unflatten(-1, (self.heads, -1)).softmax(-1)
        weights = weights.unflatten(-1, (LEVELS, self.points))  # (B, S, heads, levels, points)
        values = self.value_proj(value).split([h * w for h, w in shapes], dim=1)
        levels = [
            self._sample(
                values[level], shape, reference, offsets[:, :, :, level], weights[:, :, :, level]
            )
            for level, shape in enumerate(shapes)
        ]
        first, second, third = levels  # each (B * heads, dim / heads, S)
        attended = first + second + third  # a sum over a stack would copy them first
        attended = attended.unflatten(0, (-1, self.heads)).flatten(1, 2)
        return self.output_proj(attended.transpose(1, 2))

    def _sample(
        self,
        value: Tensor,  # (B, h * w, dim)
        shape: tuple[int, int],  # h, w
        reference: Tensor,  # (S, 2)
        offset: Tensor,  # (B, S, heads, points, 2), x and y in pixels
        weight: Tensor,  # (B, S, heads, points)
    ) -> Tensor:  # (B * heads, dim / heads, S)
        height, width = shape
        picture = value.transpose(1, 2).unflatten(1, (self.heads, -1)).flatten(0, 1)
        # Sampled in single precision: half would move the places by a tenth of a pixel, and ONNX
        # Runtime has no GridSample for it on CUDA.
        picture = picture.unflatten(-1, shape).float()  # (B * heads, dim / heads, h, w)
        place = reference[:, None, None]
        x = place[..., 0] + offset[..., 0] / width  # numbers: a tensor would fix the export's size
        y = place[..., 1] + offset[..., 1] / height
        grid = 2 * torch.stack((x, y), dim=-1) - 1  # (B, S, heads, points, 2) in -1..1
        sampled = functional.grid_sample(
            picture,
            grid.transpose(1, 2).flatten(0, 1),
            mode='bilinear',
            padding_mode='zeros',
            align_corners=False,
        )
        weight = weight.transpose(1, 2).flatten(0, 1)[:, None]
        return (sampled * weight).sum(-1).to(value.dtype)
