"""Sizes of the network. Every size has its reason here, no other module holds a number."""

from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Vl4adError

CLIP_MEAN = (122.7709383, 116.7460125, 104.09373615)
CLIP_STD = (68.5005327, 66.6321579, 70.32316305)
LITE_MEAN = (127.0, 127.0, 127.0)
LITE_STD = (128.0, 128.0, 128.0)


@dataclass(frozen=True)
class ClipConfig:
    """A CLIP with a ConvNeXt image tower, as open_clip lays it out."""

    depths: tuple[int, int, int, int]  # blocks in each stage
    dims: tuple[int, int, int, int]  # channels of each stage, at strides 4, 8, 16 and 32
    embed_dim: int  # D, the width that image and text share
    text_width: int
    text_heads: int
    text_layers: int
    head: Literal['linear', 'mlp'] = 'linear'  # the image tower's last projection
    norm_eps: float = 1e-6  # of the trunk; the two largest towers were trained with 1e-5
    context_length: int = 77  # tokens of one text
    vocab_size: int = 49408  # CLIP's byte pair encoding


@dataclass(frozen=True)
class SentenceConfig:
    """A sentence encoder of BERT's kind. The defaults are all-MiniLM-L6's."""

    width: int = 384
    heads: int = 12
    layers: int = 6
    ffn_dim: int = 1536
    vocab_size: int = 30522
    max_length: int = 512  # tokens that have a position
    norm_eps: float = 1e-12


@dataclass(frozen=True)
class LiteConfig:
    """An EfficientNet-Lite, and a sentence encoder that looks names up in its features' space."""

    stage_dims: tuple[int, ...]  # channels of the seven stages
    depths: tuple[int, ...]  # blocks in each
    last_dim: int = 1280  # channels that the classifier saw
    embed_dim: int = 256  # D, the width that image and text share
    text: SentenceConfig = SentenceConfig()
    context_length: int = 32  # tokens of one text: a concept in a template
    entries: int = 11_600  # names in the dictionary
    key_dim: int = 128  # width in which a text is compared with them

    @property
    def dims(self) -> tuple[int, int, int, int]:
        """Channels at strides 4, 8, 16 and 32."""
        return self.stage_dims[1], self.stage_dims[2], self.stage_dims[4], self.last_dim


@dataclass(frozen=True)
class NetworkConfig:
    """The whole network. The defaults are the decoder that FC-CLIP publishes."""

    clip: ClipConfig | LiteConfig
    hidden_dim: int = 256  # of both decoders and the mask features; norms have 32 groups
    queries: int = 250  # N; several objects of a class each need one
    heads: int = 8  # of all attention in both decoders
    points: int = 4  # sampled by a deformable head on each of the three levels
    encoder_layers: int = 6  # deformable layers of the pixel decoder
    encoder_ffn_dim: int = 1024  # kept apart: it is run on every pixel
    separable: bool = False  # the pixel decoder's last convolution: depthwise, then pointwise
    decoder_layers: int = 9  # three rounds over the three levels
    decoder_ffn_dim: int = 2048
    void: bool = True  # a learned column in the softmax for queries that show nothing
    pixel_mean: tuple[float, float, float] = CLIP_MEAN  # RGB, of pixels in 0..255
    pixel_std: tuple[float, float, float] = CLIP_STD


_BASE_W = ClipConfig((3, 3, 27, 3), (128, 256, 512, 1024), 640, 640, 10, 12)
_LARGE_D = ClipConfig((3, 3, 27, 3), (192, 384, 768, 1536), 768, 768, 12, 16, head='mlp')
_XXLARGE = ClipConfig((3, 4, 30, 3), (384, 768, 1536, 3072), 1024, 1024, 16, 24, norm_eps=1e-5)

# The names are open_clip's; those ending in _320 differ in the size of their training images only.
CLIPS: dict[str, ClipConfig] = {
    'convnext_tiny': ClipConfig((3, 3, 9, 3), (96, 192, 384, 768), 1024, 512, 8, 12),
    'convnext_small': ClipConfig((3, 3, 27, 3), (96, 192, 384, 768), 512, 512, 8, 12),
    'convnext_base': ClipConfig((3, 3, 27, 3), (128, 256, 512, 1024), 512, 512, 8, 12),
    'convnext_base_w': _BASE_W,
    'convnext_base_w_320': _BASE_W,
    'convnext_large': ClipConfig((3, 3, 27, 3), (192, 384, 768, 1536), 768, 768, 12, 12),
    'convnext_large_d': _LARGE_D,
    'convnext_large_d_320': _LARGE_D,
    'convnext_xlarge': ClipConfig((3, 3, 27, 3), (256, 512, 1024, 2048), 1024, 1024, 16, 20),
    'convnext_xxlarge': _XXLARGE,
    'convnext_xxlarge_320': _XXLARGE,
}

_LITE_DIMS = (16, 24, 40, 80, 112, 192, 320)
_LITE2_DIMS = (16, 24, 48, 88, 120, 208, 352)

LITES: dict[str, LiteConfig] = {
    'efficientnet_lite0': LiteConfig(_LITE_DIMS, (1, 2, 2, 3, 3, 4, 1)),
    'efficientnet_lite1': LiteConfig(_LITE_DIMS, (1, 3, 3, 4, 4, 5, 1)),
    'efficientnet_lite2': LiteConfig(_LITE2_DIMS, (1, 3, 3, 4, 4, 5, 1)),
}

# Ten images of 640x360 a second on two cores of a laptop's processor
_STREET = NetworkConfig(
    LITES['efficientnet_lite0'],
    hidden_dim=96,
    queries=32,  # 19 classes at most
    encoder_layers=2,
    encoder_ffn_dim=192,
    decoder_layers=3,
    decoder_ffn_dim=384,
    pixel_mean=LITE_MEAN,
    pixel_std=LITE_STD,
)

# Sampling and the 3x3 convolution at stride 4 were half of its pixel decoder's time
_STREET_FAST = replace(_STREET, points=1, separable=True)

ARCHITECTURES: dict[str, NetworkConfig] = {
    'fcclip_convnext_tiny': NetworkConfig(CLIPS['convnext_tiny']),
    'fcclip_convnext_small': NetworkConfig(CLIPS['convnext_small']),
    'fcclip_convnext_base': NetworkConfig(CLIPS['convnext_base']),
    'fcclip_convnext_base_w': NetworkConfig(CLIPS['convnext_base_w_320']),
    # FC-CLIP's own name for its published network, whose CLIP is not the plain convnext_large
    'fcclip_convnext_large': NetworkConfig(CLIPS['convnext_large_d_320']),
    'fcclip_convnext_large_linear': NetworkConfig(CLIPS['convnext_large']),
    'fcclip_convnext_xlarge': NetworkConfig(CLIPS['convnext_xlarge']),
    'fcclip_convnext_xxlarge': NetworkConfig(CLIPS['convnext_xxlarge_320']),
    'street_lite0': _STREET,
    'street_lite0_fast': _STREET_FAST,
    'street_lite0_no_void': replace(_STREET, void=False),  # as Eq. 1 of VL4AD has it
    'street_lite0_fast_no_void': replace(_STREET_FAST, void=False),
    'street_lite1': replace(_STREET, clip=LITES['efficientnet_lite1']),
    'street_lite2': replace(_STREET, clip=LITES['efficientnet_lite2']),
    # For a GPU: FC-CLIP's decoder with fewer queries, and half the layers that sample pixels
    'street_lite2_large': replace(
        _STREET,
        clip=LITES['efficientnet_lite2'],
        hidden_dim=256,
        encoder_layers=3,
        encoder_ffn_dim=1024,
        decoder_layers=9,
        decoder_ffn_dim=2048,
    ),
    # Small enough for a laptop's processor and for a repository
    'demo': NetworkConfig(
        ClipConfig((1, 1, 2, 1), (24, 48, 96, 128), 64, 32, 2, 2),
        hidden_dim=64,
        queries=30,
        heads=4,
        encoder_layers=2,
        encoder_ffn_dim=128,
        decoder_layers=3,
        decoder_ffn_dim=128,
        void=False,
    ),
}


def find_architecture(name: str, error: type[Vl4adError]) -> NetworkConfig:
    """Return the sizes of an architecture; raises the error where there is none of this name."""
    if name not in ARCHITECTURES:
        raise error(f'there is no architecture {name!r}: use one of {", ".join(ARCHITECTURES)}')
    return ARCHITECTURES[name]
