"""The mask decoder: queries look for their objects, each under the mask it had before."""
# torch leaves the call of a module and unflatten untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import MultiHeadAttention
from .classification import initial_logit_scale
from .config import NetworkConfig
from .deformable_attention import LEVELS
from .mask_pooling import mask_pooling
from .pixel_decoder import PixelFeatures
from .position_encoding import sine_position_encoding


class DecodedQueries(NamedTuple):
    """What each query has found."""

    mask_logits: Tensor  # (B, N, H/4, W/4)
    mask_embeddings: Tensor  # (B, N, D), not normalised


class CrossAttentionLayer(nn.Module):
    """Queries look at pixels; post-norm."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.multihead_attn = MultiHeadAttention(dim, heads)
        self.norm = nn.LayerNorm(dim)

    def forward(
        self, x: Tensor, query_position: Tensor, pixels: Tensor, position: Tensor, allowed: Tensor
    ) -> Tensor:
        """Update the queries, (B, N, hidden), from the pixels of a level, (B, h * w, hidden)."""
        attended = self.multihead_attn(x + query_position, pixels + position, pixels, allowed)
        return self.norm(x + attended)


class SelfAttentionLayer(nn.Module):
    """Queries look at each other; post-norm."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.self_attn = MultiHeadAttention(dim, heads)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor, query_position: Tensor) -> Tensor:
        """Update the queries, (B, N, hidden), from each other."""
        placed = x + query_position
        return self.norm(x + self.self_attn(placed, placed, x))


class FeedForwardLayer(nn.Module):
    """An MLP over each query; post-norm."""

    def __init__(self, dim: int, hidden_dim: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(dim, hidden_dim)
        self.linear2 = nn.Linear(hidden_dim, dim)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor) -> Tensor:
        """Update each query, (B, N, hidden), by itself."""
        return self.norm(x + self.linear2(functional.relu(self.linear1(x))))


class Perceptron(nn.Module):
    """Three linear layers with ReLU between them."""

    def __init__(self, dim: int, out_dim: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList((nn.Linear(dim, dim), nn.Linear(dim, dim)))
        self.layers.append(nn.Linear(dim, out_dim))

    def forward(self, x: Tensor) -> Tensor:
        """Map the last dimension."""
        first, second, last = self.layers
        return last(functional.relu(second(functional.relu(first(x)))))


class MaskDecoder(nn.Module):
    """Masked-attention decoder (Mask2Former, arXiv 2112.01527) with FC-CLIP's class branch."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        dim, heads, layers = config.hidden_dim, config.heads, config.decoder_layers
        self.transformer_self_attention_layers = nn.ModuleList(
            SelfAttentionLayer(dim, heads) for _ in range(layers)
        )
        self.transformer_cross_attention_layers = nn.ModuleList(
            CrossAttentionLayer(dim, heads) for _ in range(layers)
        )
        self.transformer_ffn_layers = nn.ModuleList(
            FeedForwardLayer(dim, config.decoder_ffn_dim) for _ in range(layers)
        )
        self.decoder_norm = nn.LayerNorm(dim)
        self.query_feat = nn.Embedding(config.queries, dim)
        self.query_embed = nn.Embedding(config.queries, dim)
        self.level_embed = nn.Embedding(LEVELS, dim)
        self.mask_embed = Perceptron(dim, dim)
        self._mask_pooling_proj = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, dim))
        self.class_embed = Perceptron(dim, config.clip.embed_dim)
        self.logit_scale = initial_logit_scale()

    def forward(self, pixels: PixelFeatures) -> DecodedQueries:
        """Return what the queries hold after the last layer."""
        *_, state = self._states(pixels)
        return self._decode(state, pixels.mask_features)

    def decode_every_layer(self, pixels: PixelFeatures) -> list[DecodedQueries]:
        """Return what the queries hold before the first layer and after each, for its loss."""
        return [self._decode(state, pixels.mask_features) for state in self._states(pixels)]

    def _states(self, pixels: PixelFeatures) -> Iterator[Tensor]:  # (B, N, hidden) each
        batch = pixels.mask_features.shape[0]
        positions = [_flatten(sine_position_encoding(x, x.shape[1])) for x in pixels.levels]
        memories = [
            _flatten(x) + embedding
            for x, embedding in zip(pixels.levels, self.level_embed.weight, strict=True)
        ]
        # A mask is linear in the mask features. To resize these once for each level gives the
        # resized masks of all layers, without any of them at full size.
        small = [_resize(pixels.mask_features, x) for x in pixels.levels]
        query_position = self.query_embed.weight[None]
        x = self.query_feat.weight[None].expand(batch, -1, -1)
        state = self.decoder_norm(x)
        yield state
        layers = zip(
            self.transformer_cross_attention_layers,
            self.transformer_self_attention_layers,
            self.transformer_ffn_layers,
            strict=True,
        )
        for number, (look, exchange, digest) in enumerate(layers):
            level = number % LEVELS
            allowed = _allowed(self._masks(state, small[level]))
            x = look(x, query_position, memories[level], positions[level], allowed)
            x = digest(exchange(x, query_position))
            state = self.decoder_norm(x)
            yield state

    def _decode(self, state: Tensor, mask_features: Tensor) -> DecodedQueries:
        mask_logits = self._masks(state, mask_features)
        pooled = self._mask_pooling_proj(mask_pooling(mask_features, mask_logits))
        return DecodedQueries(mask_logits, self.class_embed(pooled + state))

    def _masks(self, state: Tensor, mask_features: Tensor) -> Tensor:  # (B, N, h, w)
        masks = torch.bmm(self.mask_embed(state), mask_features.flatten(2))
        return masks.unflatten(-1, mask_features.shape[-2:])


def _allowed(mask_logits: Tensor) -> Tensor:  # (B, N, h, w) -> (B, 1, N, h * w) bool
    """Let a query look under its mask, where the probability is at least 0.5, or anywhere."""
    inside = mask_logits.detach().flatten(2) >= 0
    empty = ~inside.any(dim=-1, keepdim=True)
    return (inside | empty)[:, None]


def _flatten(x: Tensor) -> Tensor:  # (B, C, h, w) -> (B, h * w, C)
    return x.flatten(2).transpose(1, 2)


def _resize(x: Tensor, like: Tensor) -> Tensor:
    return functional.interpolate(x, size=like.shape[-2:], mode='bilinear', align_corners=False)
