"""From the words of a vocabulary to the vectors that the network compares with."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from ..errors import EngineError, VocabularyError
from ..structures import FloatArray, GroupEmbeddings
from .cache import EmbeddingCache
from .vocabulary import Group, Vocabulary, family_numbers

# Rows of the table that the network gets, 100 MB for vectors of 384 numbers: each group has as
# many as the largest one.
MAX_ROWS = 65_536
MAX_BATCH = 64  # sentences in one pass through the text tower; bounds its memory


class Encoder(Protocol):
    """Whatever turns sentences into vectors."""

    @property
    def digest(self) -> str:
        """Hexadecimal digest of text tower and tokenizer."""
        ...

    def encode(self, texts: Sequence[str]) -> FloatArray:  # (n, D)
        """Return one vector for each sentence, of any length but zero."""
        ...

    def recall(self, templates: Sequence[str]) -> dict[str, FloatArray]:  # each (D,)
        """Return what came with the encoder: concepts that are embedded in these templates."""
        ...


def embed_vocabulary(
    vocabulary: Vocabulary,
    encoder: Encoder,
    default_temperature: float,  # for a vocabulary that states none
    cache_dir: Path | None = None,  # None: nothing is kept
    progress: Callable[[int, int], None] | None = None,  # called with (concepts done, in all)
) -> GroupEmbeddings:
    """
    Embed each concept of each group.

    A concept is put into every template; the mean of the unit vectors of these sentences, made
    unit length again, is its embedding. A class takes the largest cosine over its concepts
    (VL4AD, Eq. 2), which the image graph does: here each concept keeps a row of its own.

    Raises EngineError when the encoder gives vectors that cannot be normalised, and
    VocabularyError when the table of all groups would be too large.
    """
    groups = vocabulary.groups
    _check_rows(groups)
    concepts = vocabulary.concepts
    embeddings = encoder.recall(vocabulary.templates)
    cache = None
    if cache_dir is not None and not embeddings.keys() >= set(concepts):
        cache = EmbeddingCache.open(cache_dir, encoder.digest, vocabulary.templates)
        embeddings = cache.read() | embeddings
    missing = [concept for concept in concepts if concept not in embeddings]
    done = len(concepts) - len(missing)
    if progress:
        progress(done, len(concepts))
    batch = max(1, MAX_BATCH // len(vocabulary.templates))
    try:
        for start in range(0, len(missing), batch):
            chosen = missing[start : start + batch]
            rows = embed_concepts(chosen, vocabulary.templates, encoder)
            embeddings.update(zip(chosen, rows, strict=True))
            done += len(chosen)
            if progress:
                progress(done, len(concepts))
    finally:  # what was computed before an interruption need not be computed again
        if cache and missing and embeddings:
            cache.write(embeddings)
    return _pad(
        groups,
        embeddings,
        vocabulary.temperature or default_temperature,
        hashlib.sha256(f'{vocabulary.digest} {encoder.digest}'.encode()).hexdigest(),
    )


def _check_rows(groups: Sequence[Group]) -> None:
    largest = max(groups, key=lambda group: len(group.concepts))
    rows = len(groups) * len(largest.concepts)
    if rows > MAX_ROWS:
        raise VocabularyError(
            f'{len(groups)} groups, the largest of which ({largest.name!r}) has '
            f'{len(largest.concepts)} concepts, need {rows} rows of {MAX_ROWS}: '
            'shorten that one, or join or leave out others'
        )


def embed_concepts(
    concepts: Sequence[str], templates: Sequence[str], encoder: Encoder
) -> FloatArray:  # (n, D), unit length
    """Embed concepts, each as the mean of the unit vectors of its sentences."""
    sentences = [template.replace('{}', concept) for concept in concepts for template in templates]
    features = np.concatenate(
        [
            encoder.encode(sentences[start : start + MAX_BATCH])
            for start in range(0, len(sentences), MAX_BATCH)
        ]
    )  # (n * T, D)
    by_concept = _unit(features).reshape(len(concepts), len(templates), -1)
    return _unit(by_concept.mean(axis=1))


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise EngineError(
            'the text encoder gave a vector without a direction (zero, NaN or infinite): '
            'check the bundle with `vl4ad bundle verify`, or take another one'
        )
    unit: FloatArray = (rows / lengths).astype(np.float32, copy=False)
    return unit


def _pad(
    groups: Sequence[Group],
    embeddings: dict[str, FloatArray],
    temperature: float,
    digest: str,
) -> GroupEmbeddings:
    width = len(next(iter(embeddings.values())))
    longest = max(len(group.concepts) for group in groups)
    concepts = np.zeros((len(groups), longest, width), np.float32)
    mask = np.zeros((len(groups), longest), np.bool_)
    for index, group in enumerate(groups):
        count = len(group.concepts)
        concepts[index, :count] = [embeddings[concept] for concept in group.concepts]
        mask[index, :count] = True
    return GroupEmbeddings(
        concepts=concepts,
        concept_mask=mask,
        known=np.array([group.known for group in groups]),
        names=tuple(group.name for group in groups),
        temperature=temperature,
        digest=digest,
        texts=tuple(group.concepts for group in groups),
        families=np.array(family_numbers(groups), np.int32),
    )
