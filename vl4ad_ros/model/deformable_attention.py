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
        kinds = (self.heads, LEVELS, self.points)
        # From here on the queries come last: one transposition each, and sums over few points run
        # along long rows.
        steps = _pixel_steps(shapes, reference)[:, None].expand(*kinds, 2).reshape(-1)
        places = (2 * reference - 1).repeat(1, self.heads * LEVELS * self.points)
        grids = (places + self.sampling_offsets(query) * steps).unflatten(-1, (-1, 2))
        grids = grids.transpose(1, 2).unflatten(1, kinds)  # (B, *kinds, S, 2) in -1..1
        weights = self.attention_weights(query).unflatten(-1, (self.heads, -1)).softmax(-1)
        weights = weights.flatten(2).transpose(1, 2).unflatten(1, kinds)  # (B, *kinds, S)
        values = self.value_proj(value).transpose(1, 2).split([h * w for h, w in shapes], dim=2)
        first, second, third = (
            _sample(part.unflatten(1, (self.heads, -1)).unflatten(-1, shape), grid)
            * weight.flatten(0, 1)[:, None]
            for part, shape, grid, weight in zip(
                values, shapes, grids.unbind(2), weights.unbind(2), strict=True
            )
        )  # (B * heads, dim / heads, points, S) each
        attended = (first + second + third).sum(2).to(value.dtype)
        attended = attended.unflatten(0, (-1, self.heads)).flatten(1, 2)
        return self.output_proj(attended.transpose(1, 2))


def _sample(
    pictures: Tensor,  # (B, heads, dim / heads, h, w)
    grid: Tensor,  # (B, heads, points, S, 2), x and y in -1..1
) -> Tensor:  # (B * heads, dim / heads, points, S) float32
    """
    Look up places between pixels.

    In single precision: half would move the places by a tenth of a pixel, and ONNX Runtime has no
    GridSample for it on CUDA.
    """
    return functional.grid_sample(
        pictures.flatten(0, 1).float(),
        grid.flatten(0, 1),
        mode='bilinear',
        padding_mode='zeros',
        align_corners=False,
    )


def _pixel_steps(shapes: Sequence[tuple[int, int]], like: Tensor) -> Tensor:  # (levels, 2)
    """Return what a pixel of each level is in the units of a grid, for x and y."""
    whole = like.new_full((1,), 2.0)
    # Divided as tensors: numbers would fix the export's size.
    return torch.stack([torch.cat((whole / w, whole / h)) for h, w in shapes])
