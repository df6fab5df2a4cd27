"""The pixel decoder: features of several strides exchange what they know."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import NetworkConfig
from .convnext import TrunkFeatures
from .deformable_attention import LEVELS, DeformableAttention
from .position_encoding import sine_position_encoding

NORM_GROUPS = 32


class PixelFeatures(NamedTuple):
    """What the mask decoder looks at."""

    mask_features: Tensor  # (B, hidden, H/4, W/4)
    levels: tuple[Tensor, ...]  # (B, hidden, h, w) at strides 32, 16 and 8


class ConvNorm(nn.Conv2d):
    """A convolution without bias, followed by a group norm."""

    def __init__(self, in_dim: int, dim: int, kernel_size: int) -> None:
        super().__init__(in_dim, dim, kernel_size, padding=kernel_size // 2, bias=False)
        self.norm = nn.GroupNorm(NORM_GROUPS, dim)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve and normalise."""
        return self.norm(super().forward(x))


class SeparableConvNorm(nn.Module):
    """A 3x3 convolution in two: of each channel by itself, then across channels (1704.04861)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(dim, dim, 3, padding=1, groups=dim, bias=False)
        self.pointwise = ConvNorm(dim, dim, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve and normalise."""
        return self.pointwise(self.depthwise(x))


class DeformableLayer(nn.Module):
    """Deformable attention among the pixels of all levels, then an MLP; post-norm."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        dim = config.hidden_dim
        self.self_attn = DeformableAttention(dim, config.heads, config.points)
        self.norm1 = nn.LayerNorm(dim)
        self.linear1 = nn.Linear(dim, config.encoder_ffn_dim)
        self.linear2 = nn.Linear(config.encoder_ffn_dim, dim)
        self.norm2 = nn.LayerNorm(dim)

    def forward(
        self,
        x: Tensor,  # (B, S, hidden)
        position: Tensor,  # (1, S, hidden)
        reference: Tensor,  # (S, 2)
        shapes: Sequence[tuple[int, int]],
    ) -> Tensor:
        """Update the pixels of all levels."""
        x = self.norm1(x + self.self_attn(x + position, reference, x, shapes))
        return self.norm2(x + self.linear2(functional.relu(self.linear1(x))))


class DeformableLayers(nn.Module):
    """The layers, one after the other."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DeformableLayer(config) for _ in range(config.encoder_layers))

    def forward(
        self, x: Tensor, position: Tensor, reference: Tensor, shapes: Sequence[tuple[int, int]]
    ) -> Tensor:
        """Apply all layers."""
        for layer in self.layers:
            x = layer(x, position, reference, shapes)
        return x


class DeformableEncoder(nn.Module):
    """Deformable attention over feature maps: flattened, told where they lie, restored."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.level_embed = nn.Parameter(torch.empty(LEVELS, config.hidden_dim))
        self.encoder = DeformableLayers(config)
        nn.init.normal_(self.level_embed)

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:  # (B, hidden, h, w) each
        """Return the maps, of the same sizes, after all layers."""
        shapes = [(x.shape[2], x.shape[3]) for x in maps]
        position = torch.cat(
            [
                _flatten(sine_position_encoding(x, x.shape[1])) + self.level_embed[level]
                for level, x in enumerate(maps)
            ],
            dim=1,
        )
        reference = torch.cat([_pixel_centres(x) for x in maps])
        x = torch.cat([_flatten(x) for x in maps], dim=1)
        x = self.encoder(x, position, reference, shapes)
        parts = x.split([h * w for h, w in shapes], dim=1)
        return tuple(
            part.transpose(1, 2).unflatten(-1, shape)
            for part, shape in zip(parts, shapes, strict=True)
        )


class PixelDecoder(nn.Module):
    """Deformable attention on strides 32, 16 and 8, and one step further up to stride 4."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        dim = config.hidden_dim
        first, *deeper = config.clip.dims
        self.input_proj = nn.ModuleList(
            nn.Sequential(nn.Conv2d(in_dim, dim, 1), nn.GroupNorm(NORM_GROUPS, dim))
            for in_dim in reversed(deeper)
        )
        self.transformer = DeformableEncoder(config)
        self.adapter_1 = ConvNorm(first, dim, 1)
        self.layer_1 = SeparableConvNorm(dim) if config.separable else ConvNorm(dim, dim, 3)
        self.mask_features = nn.Conv2d(dim, dim, 1)

    def forward(self, features: TrunkFeatures) -> PixelFeatures:
        """Join the features of all strides."""
        deepest_first = (features.res5, features.res4, features.res3)
        projected = [project(x) for project, x in zip(self.input_proj, deepest_first, strict=True)]
        levels = self.transformer(projected)
        side = self.adapter_1(features.res2)
        finest = functional.interpolate(
            levels[-1], size=side.shape[-2:], mode='bilinear', align_corners=False
        )
        merged = functional.relu(self.layer_1(side + finest))
        return PixelFeatures(self.mask_features(merged), levels)


def _flatten(x: Tensor) -> Tensor:  # (B, C, h, w) -> (B, h * w, C)
    return x.flatten(2).transpose(1, 2)


def _pixel_centres(x: Tensor) -> Tensor:  # (B, C, h, w) -> (h * w, 2) float32, x and y in 0..1
    height, width = x.shape[-2:]
    rows = (torch.arange(height, dtype=torch.float32, device=x.device) + 0.5) / height
    columns = (torch.arange(width, dtype=torch.float32, device=x.device) + 0.5) / width
    return torch.stack(
        (columns[None].expand(height, -1), rows[:, None].expand(-1, width)), dim=-1
    ).flatten(0, 1)
