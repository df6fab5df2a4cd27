"""The tokenizer that a network's text tower was trained with."""

from ..encoder.word_pieces import build_word_piece_tokenizer
from ..model.config import ClipConfig, LiteConfig
from .tokenizer import build_tokenizer


def build_network_tokenizer(config: ClipConfig | LiteConfig) -> str:
    """Return the contents of tokenizer.json. Raises an error that says what to install."""
    if isinstance(config, LiteConfig):
        return build_word_piece_tokenizer()
    return build_tokenizer()
