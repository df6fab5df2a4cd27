"""The segmentation network: an image to mask queries."""

from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional

from .classification import initial_logit_scale, softmax_temperature
from .config import ClipConfig, LiteConfig, NetworkConfig
from .convnext import ImageTower, TrunkFeatures
from .efficientnet import LiteTower
from .mask_decoder import DecodedQueries, MaskDecoder
from .mask_pooling import mask_pooling
from .pixel_decoder import PixelDecoder
from .sentence_tower import SentenceTower
from .text_tower import TextTower

STRIDE = 32  # of the coarsest features; height and width of an image are multiples of it


class MaskQueries(NamedTuple):
    """What the network says of a batch of images, before any text is looked at."""

    mask_logits: Tensor  # (B, N, H/4, W/4)
    mask_embeddings: Tensor  # (B, N, D), not normalised
    clip_features: Tensor  # (B, C, H/32, W/32), of the frozen CLIP


class Clip(TextTower):
    """open_clip's model: its checkpoints keep the text tower's tensors at the top level."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__(config)
        self.visual = ImageTower(config)
        self.logit_scale = initial_logit_scale()


class LiteClip(SentenceTower):
    """An EfficientNet-Lite and a sentence encoder in one space; to the network it is a CLIP."""

    def __init__(self, config: LiteConfig) -> None:
        super().__init__(config)
        self.visual = LiteTower(config)
        self.logit_scale = initial_logit_scale()


class Backbone(nn.Module):
    """The place of the CLIP in FC-CLIP's checkpoints."""

    def __init__(self, config: ClipConfig | LiteConfig) -> None:
        super().__init__()
        self.clip_model = LiteClip(config) if isinstance(config, LiteConfig) else Clip(config)


class SegmentationHead(nn.Module):
    """The place of the two decoders in FC-CLIP's checkpoints."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.pixel_decoder = PixelDecoder(config)
        self.predictor = MaskDecoder(config)


class SegmentationNetwork(nn.Module):
    """
    A network of the FC-CLIP type (arXiv 2308.02487): a CLIP and a decoder that finds masks.

    The names of its tensors are those of the published checkpoints.
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.backbone = Backbone(config.clip)
        self.sem_seg_head = SegmentationHead(config)
        self.void_embedding = nn.Embedding(1, config.clip.embed_dim) if config.void else None

    def forward(
        self,
        image: Tensor,  # (B, 3, H, W), normalised and padded to a multiple of 32
    ) -> MaskQueries:
        """Find the mask queries of a batch of images."""
        features: TrunkFeatures = self.clip.visual.trunk(image)
        pixels = self.sem_seg_head.pixel_decoder(features)
        queries: DecodedQueries = self.sem_seg_head.predictor(pixels)
        return MaskQueries(queries.mask_logits, queries.mask_embeddings, features.res5)

    def every_layer(self, image: Tensor) -> list[MaskQueries]:
        """Return what forward does after each layer of the mask decoder, the last included."""
        features: TrunkFeatures = self.clip.visual.trunk(image)
        pixels = self.sem_seg_head.pixel_decoder(features)
        layers = self.sem_seg_head.predictor.decode_every_layer(pixels)
        return [
            MaskQueries(queries.mask_logits, queries.mask_embeddings, features.res5)
            for queries in layers
        ]

    def pooled_clip_embeddings(self, queries: MaskQueries) -> Tensor:  # (B, N, D)
        """Embed the frozen CLIP's features under each mask, for the second classifier."""
        masks = functional.interpolate(
            queries.mask_logits,
            size=queries.clip_features.shape[-2:],
            mode='bilinear',
            align_corners=False,
        )
        return self.clip.visual.project(mask_pooling(queries.clip_features, masks))

    @property
    def clip(self) -> Clip | LiteClip:
        """The frozen CLIP; it is also the text tower."""
        return self.backbone.clip_model

    @property
    def temperature(self) -> Tensor:
        """T of Eq. 1, as learned with the mask embeddings."""
        return softmax_temperature(self.sem_seg_head.predictor.logit_scale)

    @property
    def clip_temperature(self) -> Tensor:
        """The temperature of the frozen CLIP, for the second classifier."""
        return softmax_temperature(self.clip.logit_scale)
