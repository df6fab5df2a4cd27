"""A sentence encoder of BERT's kind and a dictionary: the text tower of an EfficientNet-Lite."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

from collections import OrderedDict

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import MultiHeadAttention
from .config import LiteConfig, SentenceConfig

PADDING = 0  # the token that fills a text up


class SentenceBlock(nn.Module):
    """One post-norm transformer layer; a token sees all others that are no padding."""

    def __init__(self, config: SentenceConfig) -> None:
        super().__init__()
        width = config.width
        self.attn = MultiHeadAttention(width, config.heads)
        self.attn_norm = nn.LayerNorm(width, eps=config.norm_eps)
        self.mlp = nn.Sequential(
            OrderedDict(
                c_fc=nn.Linear(width, config.ffn_dim),
                gelu=nn.GELU(),
                c_proj=nn.Linear(config.ffn_dim, width),
            )
        )
        self.mlp_norm = nn.LayerNorm(width, eps=config.norm_eps)

    def forward(self, x: Tensor, allowed: Tensor) -> Tensor:  # (B, L, width), (B, 1, 1, L)
        """Refine each token."""
        x = self.attn_norm(x + self.attn(x, x, x, allowed=allowed))
        return self.mlp_norm(x + self.mlp(x))


class SentenceTransformer(nn.Module):
    """Tokens of a text to one unit vector: the mean over its tokens."""

    def __init__(self, config: SentenceConfig) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(config.vocab_size, config.width)
        self.positional_embedding = nn.Embedding(config.max_length, config.width)
        self.norm = nn.LayerNorm(config.width, eps=config.norm_eps)
        self.blocks = nn.ModuleList(SentenceBlock(config) for _ in range(config.layers))

    def forward(self, tokens: Tensor) -> Tensor:  # (B, L) int64, zero where padded -> (B, width)
        """Encode each text."""
        present = tokens != PADDING  # (B, L)
        positions = self.positional_embedding.weight[: tokens.shape[1]]
        x = self.norm(self.token_embedding(tokens) + positions)
        for block in self.blocks:
            x = block(x, present[:, None, None])
        weights = present.to(x.dtype)[..., None]
        return functional.normalize((x * weights).sum(1), dim=-1)


class Dictionary(nn.Module):
    """
    Names whose place in the space shared with images is known.

    A text has the place of the names that it is like: attention with fixed keys and values.
    """

    def __init__(self, config: LiteConfig) -> None:
        super().__init__()
        self.query = nn.Linear(config.text.width, config.key_dim)
        self.keys = nn.Parameter(torch.empty(config.entries, config.key_dim))
        self.values = nn.Parameter(torch.empty(config.entries, config.embed_dim))
        self.sharpness = nn.Parameter(torch.tensor(16.0))
        nn.init.normal_(self.keys, std=config.key_dim**-0.5)
        nn.init.normal_(self.values, std=config.embed_dim**-0.5)

    def forward(self, sentences: Tensor) -> Tensor:  # (B, width) -> (B, D)
        """Look sentences up."""
        queries = functional.normalize(self.query(sentences), dim=-1)
        likeness = self.sharpness * queries @ self.keys.T  # (B, entries)
        return likeness.softmax(-1) @ self.values


class SentenceTower(nn.Module):
    """Tokens of a text to one vector in the space shared with images, which is not normalised."""

    def __init__(self, config: LiteConfig) -> None:
        super().__init__()
        self.transformer = SentenceTransformer(config.text)
        self.dictionary = Dictionary(config)

    def forward(self, tokens: Tensor) -> Tensor:  # (B, L) int64, L <= context -> (B, D)
        """Encode each text."""
        return self.dictionary(self.transformer(tokens))
