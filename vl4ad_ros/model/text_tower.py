"""CLIP's text tower."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

from collections import OrderedDict

import torch
from torch import Tensor, nn

from .attention import MultiHeadAttention
from .config import ClipConfig


class TextBlock(nn.Module):
    """One pre-norm transformer layer; a token sees itself and those before it."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = MultiHeadAttention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            OrderedDict(
                c_fc=nn.Linear(width, 4 * width),
                gelu=nn.GELU(),
                c_proj=nn.Linear(4 * width, width),
            )
        )

    def forward(self, x: Tensor) -> Tensor:  # (B, L, width)
        """Refine each token."""
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, causal=True)
        return x + self.mlp(self.ln_2(x))


class TextTransformer(nn.Module):
    """The layers, one after the other."""

    def __init__(self, width: int, heads: int, layers: int) -> None:
        super().__init__()
        self.resblocks = nn.Sequential(*(TextBlock(width, heads) for _ in range(layers)))

    def forward(self, x: Tensor) -> Tensor:
        """Refine all tokens."""
        return self.resblocks(x)


class TextTower(nn.Module):
    """Tokens of a text to one vector, which is not normalised."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        width = config.text_width
        self.positional_embedding = nn.Parameter(torch.empty(config.context_length, width))
        self.text_projection = nn.Parameter(torch.empty(width, config.embed_dim))
        self.transformer = TextTransformer(width, config.text_heads, config.text_layers)
        self.token_embedding = nn.Embedding(config.vocab_size, width)
        self.ln_final = nn.LayerNorm(width)
        nn.init.normal_(self.positional_embedding, std=0.01)
        nn.init.normal_(self.text_projection, std=width**-0.5)
        nn.init.normal_(self.token_embedding.weight, std=0.02)

    def forward(self, tokens: Tensor) -> Tensor:  # (B, L) int64, L <= context -> (B, D)
        """Encode each text at its end token."""
        # Attention is causal: what follows the end token has no part in the result, so texts may
        # be cut to the longest of their batch.
        x = self.token_embedding(tokens) + self.positional_embedding[: tokens.shape[1]]
        x = self.ln_final(self.transformer(x))
        end = tokens.argmax(dim=-1)  # the end token has the highest number
        return x[torch.arange(x.shape[0], device=x.device), end] @ self.text_projection
