"""CLIP's image tower: a ConvNeXt trunk and the projection into the space shared with text."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

from collections import OrderedDict
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import ClipConfig


class TrunkFeatures(NamedTuple):
    """What the trunk says of an image, at four strides."""

    res2: Tensor  # (B, dims[0], H/4, W/4)
    res3: Tensor  # (B, dims[1], H/8, W/8)
    res4: Tensor  # (B, dims[2], H/16, W/16)
    res5: Tensor  # (B, dims[3], H/32, W/32), also the dense CLIP features


class LayerNorm2d(nn.LayerNorm):
    """A layer norm over the channels of (B, C, H, W)."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise over channels, which stay in second place."""
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Mlp(nn.Module):
    """Two linear layers with an exact GELU between them."""

    def __init__(self, dim: int, hidden_dim: int, out_dim: int, out_bias: bool = True) -> None:
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, out_dim, bias=out_bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map the last dimension."""
        return self.fc2(functional.gelu(self.fc1(x)))


class ConvNextBlock(nn.Module):
    """A depthwise convolution and an MLP over channels, added to the input."""

    def __init__(self, dim: int, eps: float) -> None:
        super().__init__()
        self.conv_dw = nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=eps)
        self.mlp = Mlp(dim, 4 * dim, dim)
        self.gamma = nn.Parameter(torch.full((dim,), 1e-6))

    def forward(self, x: Tensor) -> Tensor:  # (B, C, H, W) -> the same
        """Refine a feature map, (B, C, H, W)."""
        y = self.conv_dw(x).permute(0, 2, 3, 1)
        y = self.gamma * self.mlp(self.norm(y))
        return x + y.permute(0, 3, 1, 2)


class ConvNextStage(nn.Module):
    """Blocks of one stride."""

    def __init__(self, downsample: nn.Module, dim: int, depth: int, eps: float) -> None:
        super().__init__()
        self.downsample = downsample
        self.blocks = nn.Sequential(*(ConvNextBlock(dim, eps) for _ in range(depth)))

    def forward(self, x: Tensor) -> Tensor:
        """Change to the stride of the stage and refine."""
        return self.blocks(self.downsample(x))


class ConvNextTrunk(nn.Module):
    """The ConvNeXt of an open_clip image tower; `head` holds the norm its pooled features need."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        eps, dims = config.norm_eps, config.dims
        self.stem = nn.Sequential(nn.Conv2d(3, dims[0], 4, stride=4), LayerNorm2d(dims[0], eps))
        downsamples = [nn.Identity(), *(_halve(a, b, eps) for a, b in pairwise(dims))]
        self.stages = nn.ModuleList(
            ConvNextStage(downsample, dim, depth, eps)
            for downsample, dim, depth in zip(downsamples, dims, config.depths, strict=True)
        )
        self.head = nn.Sequential(OrderedDict(norm=nn.LayerNorm(dims[3], eps=eps)))
        self.apply(_initialise)

    def forward(self, image: Tensor) -> TrunkFeatures:  # (B, 3, H, W)
        """Return the features of all strides."""
        x = self.stem(image)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return TrunkFeatures(*features)


class ImageTower(nn.Module):
    """Trunk and projection, named as in open_clip's checkpoints."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        dim, embed_dim = config.dims[3], config.embed_dim
        projection: nn.Module = nn.Linear(dim, embed_dim, bias=False)
        if config.head == 'mlp':
            projection = Mlp(dim, 2 * embed_dim, embed_dim, out_bias=False)
        self.trunk = ConvNextTrunk(config)
        self.head = nn.Sequential(
            OrderedDict([('mlp' if config.head == 'mlp' else 'proj', projection)])
        )

    def project(self, pooled: Tensor) -> Tensor:  # (..., dims[3]) -> (..., D)
        """Bring features pooled over an image or a mask into the space shared with text."""
        return self.head(self.trunk.head(pooled))


def _halve(in_dim: int, dim: int, eps: float) -> nn.Module:
    return nn.Sequential(LayerNorm2d(in_dim, eps=eps), nn.Conv2d(in_dim, dim, 2, stride=2))


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
