"""
The network the usual way, to be compared with: what a reader of FC-CLIP's paper would write.

Every layer of the mask decoder gives masks at stride 4 and classes; the masks of the last one
are enlarged to the image; scores of all classes are computed for every pixel of it.
"""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..export.image_graph import ImageGraph
from ..model.classification import class_logits
from ..model.deformable_attention import LEVELS
from ..model.mask_decoder import MaskDecoder
from ..model.mask_pooling import mask_pooling
from ..model.network import STRIDE
from ..model.pixel_decoder import PixelFeatures
from ..model.position_encoding import sine_position_encoding


class PlainMaskDecoder(nn.Module):
    """The layers of a mask decoder with all that training needs of each."""

    def __init__(self, decoder: MaskDecoder, heads: int) -> None:
        super().__init__()
        self.decoder = decoder
        self.heads = heads

    def forward(self, pixels: PixelFeatures) -> tuple[Tensor, Tensor]:
        """Return mask logits, (B, N, H/4, W/4), and mask embeddings, (B, N, D)."""
        decoder = self.decoder
        levels = pixels.levels
        positions = [_flatten(sine_position_encoding(x, x.shape[1])) for x in levels]
        memories = [
            _flatten(x) + embedding
            for x, embedding in zip(levels, decoder.level_embed.weight, strict=True)
        ]
        place = decoder.query_embed.weight[None]
        x = decoder.query_feat.weight[None].expand(pixels.mask_features.shape[0], -1, -1)
        masks, embeddings = self._predict(x, pixels.mask_features)
        layers = zip(
            decoder.transformer_cross_attention_layers,
            decoder.transformer_self_attention_layers,
            decoder.transformer_ffn_layers,
            strict=True,
        )
        for number, (look, exchange, digest) in enumerate(layers):
            level = number % LEVELS
            allowed = _allowed(masks, levels[level], self.heads)
            x = look(x, place, memories[level], positions[level], allowed)
            x = digest(exchange(x, place))
            masks, embeddings = self._predict(x, pixels.mask_features)
        return masks, embeddings

    def _predict(self, x: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        decoder = self.decoder
        state = decoder.decoder_norm(x)
        masks = torch.einsum('bqc,bchw->bqhw', decoder.mask_embed(state), features)
        pooled = decoder._mask_pooling_proj(mask_pooling(features, masks))
        return masks, decoder.class_embed(pooled + state)


class PlainGraph(nn.Module):
    """The whole way from pixels to two maps of the image's size."""

    def __init__(self, graph: ImageGraph) -> None:
        super().__init__()
        self.graph = graph
        self.network = graph.network
        self.predictor = PlainMaskDecoder(
            graph.network.sem_seg_head.predictor, graph.network.config.heads
        )

    def forward(
        self,
        image: Tensor,  # (1, H, W, 3) uint8, RGB
        concepts: Tensor,  # (G, L, D), unit length
        concept_mask: Tensor,  # (G, L) bool
        known: Tensor,  # (G,) bool
        temperature: Tensor,  # ()
    ) -> tuple[Tensor, Tensor]:  # (1, H, W) in [0, 1], (1, H, W)
        """Return anomaly score and winning group of each pixel."""
        height, width = image.shape[1:3]
        pixels = (image.permute(0, 3, 1, 2).float() - self.graph.mean) / self.graph.std
        pixels = functional.pad(pixels, (0, -width % STRIDE, 0, -height % STRIDE))
        features = self.network.clip.visual.trunk(pixels)
        masks, embeddings = self.predictor(self.network.sem_seg_head.pixel_decoder(features))
        masks = functional.interpolate(
            masks, size=pixels.shape[-2:], mode='bilinear', align_corners=False
        )[..., :height, :width]
        void = self.network.void_embedding
        void_row = None if void is None else void.weight[0]
        logits = class_logits(embeddings, concepts, concept_mask, temperature, void_row)
        probabilities = logits.softmax(-1)[..., : concepts.shape[0]]
        evidence = torch.einsum('bqc,bqhw->bchw', probabilities, masks.sigmoid())
        score = (1 - evidence[:, known].amax(1)).clamp(0, 1)
        return score, evidence.argmax(1).int()


def _allowed(masks: Tensor, like: Tensor, heads: int) -> Tensor:
    """Resize the masks of stride 4, and repeat them for every head."""
    small = functional.interpolate(
        masks, size=like.shape[-2:], mode='bilinear', align_corners=False
    )
    blocked = (small.sigmoid().flatten(2).unsqueeze(1).repeat(1, heads, 1, 1) < 0.5).bool()
    return ~(blocked & ~blocked.all(-1, keepdim=True))


def _flatten(x: Tensor) -> Tensor:  # (B, C, h, w) -> (B, h * w, C)
    return x.flatten(2).transpose(1, 2)
