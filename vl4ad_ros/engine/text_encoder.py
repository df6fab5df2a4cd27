"""
Texts to vectors on ONNX Runtime.

With a CLIP's tokenizer and text tower they are those of open_clip's encode_text.
"""

import hashlib
import html
import re
from collections.abc import Sequence

import ftfy
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ..bundle import TEXT_GRAPH, TOKENIZER, Bundle
from ..errors import BundleError
from ..structures import FloatArray
from ..vocabulary.cache import embedding_key, read_embeddings
from .session import open_session
from .signature import TEXT_INPUTS, TEXT_OUTPUTS
from .sizes import vector_length

_PARTS = (TEXT_GRAPH, TOKENIZER)
# The names of special tokens stand for the tokens themselves, as in open_clip, but not after
# punctuation: there they are words. What is not a letter, a digit or white space is punctuation.
_SPECIAL_AFTER_PUNCTUATION = re.compile(
    r'(<(?:start|end)_of_text>)|((?:[^\w\s]|_)+<)(?=(?:start|end)_of_text>)'
)


class TextEncoder:
    """
    The text tower of a bundle. It runs at startup and when prompts change, so on the CPU.

    Raises BundleError when the bundle's text graph or tokenizer cannot be used.
    """

    def __init__(self, bundle: Bundle, threads: int = 0) -> None:
        files = bundle.manifest.files
        path = bundle.path / TEXT_GRAPH
        self._session = open_session(path, 'cpu', threads, TEXT_INPUTS, TEXT_OUTPUTS)
        self._tokenizer, self._end = _load_tokenizer(bundle)
        # Tokens of one text, its start and its end included.
        self.context = vector_length(str(path), self._session.get_inputs()[0])
        self.dim = vector_length(str(path), self._session.get_outputs()[0])  # D
        # Of everything that the vectors depend on, besides the texts. Large weights have a file
        # of their own, which has the graph's name and more.
        parts = sorted(f'{name} {files[name]}' for name in files if name.startswith(_PARTS))
        self.digest = hashlib.sha256('\n'.join(parts).encode()).hexdigest()
        self._bundle = bundle

    def encode(self, texts: Sequence[str]) -> FloatArray:  # (n, D), not normalised
        """Encode texts in one batch; those of too many tokens lose their end."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        features: FloatArray
        (features,) = self._session.run(['features'], {'tokens': self.tokenize(texts)})
        return features

    def recall(self, templates: Sequence[str]) -> dict[str, FloatArray]:  # each (D,)
        """Return what the bundle brings: concepts that were embedded in these templates."""
        name = self.embeddings_file(templates)
        if name not in self._bundle.manifest.files:
            return {}
        return read_embeddings(self._bundle.path / name)

    def embeddings_file(self, templates: Sequence[str]) -> str:
        """Return the file in a bundle that holds this encoder's concepts in these templates."""
        return f'embeddings_{embedding_key(self.digest, templates)[:16]}.npz'

    def close(self) -> None:
        """Let go of the text tower, whoever still holds the encoder, which is of no use then."""
        self._session = None

    def tokenize(self, texts: Sequence[str]) -> NDArray[np.int64]:  # (n, context)
        """Turn texts into token numbers, zero where nothing follows."""
        tokens = np.zeros((len(texts), self.context), np.int64)
        for row, text in zip(tokens, texts, strict=True):
            ids = self._tokenizer.encode(clean_text(text)).ids
            if len(ids) > self.context:
                ids = [*ids[: self.context - 1], self._end]
            row[: len(ids)] = ids
        return tokens


def clean_text(text: str) -> str:
    """
    Repair encodings, resolve HTML entities (twice), join white space, lower the case.

    A space, which separates tokens and is none, parts what only looks like a special token.
    """
    text = html.unescape(html.unescape(ftfy.fix_text(text)))
    text = ' '.join(text.split()).lower()
    return _SPECIAL_AFTER_PUNCTUATION.sub(lambda match: match[1] or f'{match[2]} ', text)


def _load_tokenizer(bundle: Bundle) -> tuple[Tokenizer, int]:  # and the number of its end token
    path = bundle.path / TOKENIZER
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as err:  # the library raises nothing more specific
        raise BundleError(f'{path} is no tokenizer: export the bundle again') from err
    empty = tokenizer.encode('').ids  # of a start and an end
    if not empty:
        raise BundleError(f'{path} gives a text no end: export the bundle again')
    return tokenizer, empty[-1]
