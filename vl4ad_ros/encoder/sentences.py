"""The vectors of many sentences, computed once."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return"

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from ..model.sentence_tower import PADDING, SentenceTransformer
from ..structures import FloatArray

BATCH = 64


class SentenceEncoder:
    """
    A sentence encoder on the processor, with a file for what it has seen.

    `progress` is called with the sentences done and those in all.
    """

    def __init__(
        self,
        transformer: SentenceTransformer,
        tokenizer: str,  # tokenizer.json
        cache: Path,  # folder
        progress: Callable[[int, int], None],
    ) -> None:
        self._transformer = transformer.eval()
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._cache = cache
        self._progress = progress
        self._digest = hashlib.sha256(tokenizer.encode())
        for tensor in transformer.state_dict().values():
            self._digest.update(tensor.contiguous().view(-1).view(torch.uint8).numpy().data)

    def encode(self, texts: Sequence[str], length: int) -> FloatArray:  # (n, width), unit
        """Encode texts; those longer than `length` tokens lose their end."""
        digest = self._digest.copy()
        digest.update('\n'.join([str(length), *texts]).encode())
        file = self._cache / f'sentences_{digest.hexdigest()[:16]}.safetensors'
        if file.is_file():
            return load_file(file)['vectors']
        vectors = self._encode(texts, length)
        self._cache.mkdir(parents=True, exist_ok=True)
        save_file({'vectors': vectors}, file)
        return vectors

    @torch.inference_mode()
    def _encode(self, texts: Sequence[str], length: int) -> FloatArray:
        self._tokenizer.enable_truncation(length)
        self._tokenizer.enable_padding(pad_id=PADDING)
        # Texts of one length in a batch: little of it is padding.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        vectors = np.empty((len(texts), self._transformer.norm.weight.numel()), np.float32)
        for number, batch in enumerate(batches):
            encodings = self._tokenizer.encode_batch([texts[index] for index in batch])
            tokens = torch.tensor([encoding.ids for encoding in encodings])
            vectors[batch] = self._transformer(tokens).numpy()
            self._progress(min((number + 1) * BATCH, len(texts)), len(texts))
        return vectors
