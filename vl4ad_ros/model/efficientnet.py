"""EfficientNet-Lite as a trunk: convolutions and ReLU6, fast without a GPU."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

from torch import Tensor, nn
from torch.nn import functional

from .config import LiteConfig
from .convnext import TrunkFeatures

# Of the seven stages, the same in all sizes.
_KERNELS = (3, 3, 5, 3, 5, 5, 3)
_STRIDES = (1, 2, 2, 2, 1, 2, 1)
_EXPANSIONS = (1, 6, 6, 6, 6, 6, 6)
_STEM_DIM = 32
_LAST_OF_STRIDE = (1, 2, 4, 6)  # the stages whose features are those of strides 4 to 32


class SameConv(nn.Conv2d):
    """
    A convolution with a bias that divides the size by its stride.

    TensorFlow trained these weights. At stride 2 it pads an even side by one pixel less on the
    left and on top, which torch's own padding cannot.
    """

    def __init__(
        self, in_dim: int, dim: int, kernel: int, stride: int = 1, groups: int = 1
    ) -> None:
        before = (kernel - stride) // 2
        super().__init__(in_dim, dim, kernel, stride, before, groups=groups)
        after = kernel - stride - before
        self.extra = after - before

    def forward(self, x: Tensor) -> Tensor:  # (B, in, H, W) -> (B, out, H / stride, W / stride)
        """Convolve."""
        if self.extra:
            x = functional.pad(x, (0, self.extra, 0, self.extra))
        return super().forward(x)


class InvertedResidual(nn.Module):
    """Widen, look around, narrow; added to the input where the shape stays."""

    def __init__(self, in_dim: int, dim: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = expansion * in_dim
        self.expand = SameConv(in_dim, wide, 1) if expansion > 1 else None
        self.depthwise = SameConv(wide, wide, kernel, stride, groups=wide)
        self.narrow = SameConv(wide, dim, 1)
        self.residual = stride == 1 and in_dim == dim

    def forward(self, x: Tensor) -> Tensor:
        """Refine a feature map, (B, C, H, W)."""
        y = x if self.expand is None else functional.relu6(self.expand(x))
        y = self.narrow(functional.relu6(self.depthwise(y)))
        return x + y if self.residual else y


class LiteTrunk(nn.Module):
    """
    An EfficientNet-Lite without its classifier, its batch norms folded into the convolutions.

    So nothing in it changes when it is run in training mode.
    """

    def __init__(self, config: LiteConfig) -> None:
        super().__init__()
        self.stem = SameConv(3, _STEM_DIM, 3, stride=2)
        stages, in_dim = [], _STEM_DIM
        for kernel, stride, expansion, dim, depth in zip(
            _KERNELS, _STRIDES, _EXPANSIONS, config.stage_dims, config.depths, strict=True
        ):
            blocks = [InvertedResidual(in_dim, dim, kernel, stride, expansion)]
            blocks += [InvertedResidual(dim, dim, kernel, 1, expansion) for _ in range(depth - 1)]
            stages.append(nn.Sequential(*blocks))
            in_dim = dim
        self.stages = nn.ModuleList(stages)
        self.last = SameConv(in_dim, config.last_dim, 1)

    def forward(self, image: Tensor) -> TrunkFeatures:  # (B, 3, H, W)
        """Return the features of all strides."""
        x = functional.relu6(self.stem(image))
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        features[-1] = functional.relu6(self.last(x))
        return TrunkFeatures(*(features[index] for index in _LAST_OF_STRIDE))


class LiteTower(nn.Module):
    """Trunk and projection, behind the interface of convnext.ImageTower."""

    def __init__(self, config: LiteConfig) -> None:
        super().__init__()
        self.trunk = LiteTrunk(config)
        self.proj = nn.Linear(config.last_dim, config.embed_dim, bias=False)

    def project(self, pooled: Tensor) -> Tensor:  # (..., dims[3]) -> (..., D)
        """Bring features pooled over an image or a mask into the space shared with text."""
        return self.proj(pooled)
