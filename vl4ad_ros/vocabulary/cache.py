"""Embeddings of concepts on disk: they cost a pass through the text tower for each template."""

import hashlib
import json
import logging
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from ..structures import FloatArray

_LOGGER = logging.getLogger(__name__)

# What numpy and zipfile raise on a file that was cut, overwritten or written by another program.
_DAMAGE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, MemoryError)


@dataclass(frozen=True)
class EmbeddingCache:
    """
    One file for each text encoder and list of templates, with all concepts ever embedded so.

    Concepts, not vocabularies, are kept: a vocabulary that gains a prompt pays for that prompt
    alone. The file can be deleted at any time; a damaged one is as good as none.
    """

    path: Path

    @classmethod
    def open(cls, folder: Path, encoder_digest: str, templates: Sequence[str]) -> 'EmbeddingCache':
        """Name the file for an encoder and its templates; it need not exist yet."""
        return cls(folder / 'text_embeddings' / f'{embedding_key(encoder_digest, templates)}.npz')

    def read(self) -> dict[str, FloatArray]:
        """Return the embedding of each concept, each (D,) of unit length."""
        return read_embeddings(self.path)

    def write(self, embeddings: Mapping[str, FloatArray]) -> None:
        """Replace the file in one step, so that no reader ever sees half of it."""
        temporary = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=self.path.parent, suffix='.part', delete=False
            ) as file:
                temporary = Path(file.name)
                save_embeddings(file.file, embeddings)
            os.replace(temporary, self.path)
        except OSError as error:  # a full or read-only disk only costs time at the next start
            _LOGGER.warning('the text embeddings cannot be kept in %s: %s', self.path, error)
            if temporary is not None:
                temporary.unlink(missing_ok=True)


def embedding_key(encoder_digest: str, templates: Sequence[str]) -> str:
    """Return a name for everything that an embedding depends on, besides its concept."""
    return hashlib.sha256(json.dumps([encoder_digest, list(templates)]).encode()).hexdigest()


def save_embeddings(file: IO[bytes], embeddings: Mapping[str, FloatArray]) -> None:
    """Write the embedding of each concept, each (D,)."""
    np.savez(
        file,
        concepts=np.array(list(embeddings), dtype=np.str_),
        embeddings=np.stack(list(embeddings.values())),
    )


def read_embeddings(path: Path) -> dict[str, FloatArray]:  # each (D,) of unit length
    """Return the embedding of each concept in a file; of none where it is damaged or missing."""
    if not path.is_file():
        return {}
    try:
        with np.load(path, allow_pickle=False) as file:
            concepts, embeddings = file['concepts'], file['embeddings']
        _check(concepts, embeddings)
    except _DAMAGE as error:
        _LOGGER.warning('%s is damaged (%s): computing its embeddings again', path, error)
        return {}
    return {str(concept): row for concept, row in zip(concepts, embeddings, strict=True)}


def _check(concepts: np.ndarray, embeddings: np.ndarray) -> None:
    if concepts.dtype.kind != 'U' or concepts.ndim != 1:
        raise ValueError(f'concepts are {concepts.dtype} of shape {concepts.shape}')
    if embeddings.dtype != np.float32 or embeddings.ndim != 2:
        raise ValueError(f'embeddings are {embeddings.dtype} of shape {embeddings.shape}')
    if len(concepts) != len(embeddings):
        raise ValueError(f'{len(concepts)} concepts have {len(embeddings)} embeddings')
    if not np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-3):
        raise ValueError('embeddings are not of unit length')
