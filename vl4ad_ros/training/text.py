"""The vocabulary's classes as the frozen text tower sees them."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import torch
from tokenizers import Tokenizer

from ..engine.text_encoder import clean_text
from ..export.network_tokenizer import build_network_tokenizer
from ..model.network import SegmentationNetwork
from ..structures import FloatArray, GroupEmbeddings
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.vocabulary import Vocabulary
from .encoder import encoder_digest

tokenizer_of = cache(build_network_tokenizer)  # it takes seconds to build


def embed_classes(network: SegmentationNetwork, vocabulary: Vocabulary) -> GroupEmbeddings:
    """
    Embed the known classes, each as a group of its own.

    Super-classes are joined when scores are computed, and OOD prompts must have no part in what
    the network learns: both are the paper's point. The temperature is learned, so that of the
    vocabulary has no effect.
    """
    classes = replace(vocabulary, super_classes=(), families=(), ood_prompts=())
    return embed_vocabulary(classes, NetworkTextEncoder(network), default_temperature=1.0)


class NetworkTextEncoder:
    """The text tower inside the network, on the network's device."""

    def __init__(self, network: SegmentationNetwork) -> None:
        self._tower = network.clip
        self.digest = encoder_digest(network)
        length = network.config.clip.context_length
        self._tokenizer = Tokenizer.from_str(tokenizer_of(network.config.clip))
        self._tokenizer.enable_truncation(length)
        self._tokenizer.enable_padding(length=length)

    def recall(self, templates: Sequence[str]) -> dict[str, FloatArray]:
        """Return nothing: a network is not exported yet."""
        return {}

    @torch.no_grad()
    def encode(self, texts: Sequence[str]) -> FloatArray:  # (n, D), not normalised
        """Encode texts in one batch."""
        encodings = self._tokenizer.encode_batch([clean_text(text) for text in texts])
        device = next(self._tower.parameters()).device
        tokens = torch.tensor([encoding.ids for encoding in encodings], device=device)
        features: FloatArray = self._tower(tokens).float().cpu().numpy()
        return features
