"""
Texts to the space of a classifier's rows, in closed form.

A row of the classifier is what pictures of its class have in common. A kernel ridge regression
from name and definition to row tells where the row of any other entry of a dictionary would be.
The directions in which these places differ most become the space that image and text share, and
the dictionary becomes a layer: a new text has the place of the entries that it is like.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Strengths:
    """What cross-validation chooses; the defaults are what it chose."""

    kernel: float = 4.0  # how fast likeness of texts falls with their distance
    ridge: float = 0.3  # how far a row may be from its class's place
    sharpness: float = 16.0  # how few entries a text is compared with


@dataclass(frozen=True)
class EntryVectors:
    """The entries of a dictionary as a sentence encoder sees them. Classes come first."""

    names: FloatArray  # (n, width), unit
    explanations: FloatArray  # (n, width), unit


@dataclass(frozen=True)
class Alignment:
    """The weights of the projection of images and of the dictionary of texts."""

    projection: FloatArray  # (last_dim, D)
    row_mean: FloatArray  # (last_dim,), taken from rows, which makes no difference to images
    query: FloatArray  # (key_dim, width)
    query_bias: FloatArray  # (key_dim,)
    keys: FloatArray  # (entries, key_dim), unit
    values: FloatArray  # (entries, D)
    sharpness: float

    def project(self, rows: FloatArray) -> FloatArray:  # (n, last_dim) -> (n, D)
        """Bring rows of the classifier into the shared space."""
        return np.asarray((rows - self.row_mean) @ self.projection, np.float32)

    def look_up(self, sentences: FloatArray) -> FloatArray:  # (n, width) -> (n, D)
        """Bring sentences into the shared space, as model.sentence_tower.Dictionary does."""
        queries = unit(sentences @ self.query.T + self.query_bias)
        likeness = _kernel(queries, self.keys, self.sharpness)
        shares = likeness / likeness.sum(1, keepdims=True)
        return np.asarray(shares @ self.values, np.float32)


def align(
    rows: FloatArray,  # (classes, last_dim)
    vectors: EntryVectors,
    fitted: Indices,  # the classes that are learned from
    entries: Indices,  # of the dictionary, those that become part of it
    strengths: Strengths,
    embed_dim: int,
    key_dim: int,
) -> Alignment:
    """Fit the alignment."""
    row_mean = rows[fitted].mean(0)
    prototypes = unit(rows[fitted] - row_mean)
    texts = _describe(vectors, fitted)
    gram = _kernel(texts[fitted], texts[fitted], strengths.kernel)
    ridge = strengths.ridge * np.eye(len(fitted), dtype=np.float32)
    weights: FloatArray = np.linalg.solve(gram + ridge, prototypes)
    projection = _main_directions(gram @ weights, embed_dim)
    likeness = _kernel(texts[entries], texts[fitted], strengths.kernel)
    values = likeness @ (weights @ projection)
    centre = vectors.names[entries].mean(0)
    centred = vectors.names[entries] - centre
    query = _main_directions(centred, key_dim).T
    return Alignment(
        projection=projection,
        row_mean=row_mean,
        query=query,
        query_bias=-query @ centre,
        keys=unit(centred @ query.T),
        values=values,
        sharpness=strengths.sharpness,
    )


def unit(rows: FloatArray) -> FloatArray:
    """Scale each row to length one."""
    scaled: FloatArray = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return scaled


def _describe(vectors: EntryVectors, fitted: Indices) -> FloatArray:  # (n, 2 * width), unit
    """Join name and explanation, both as far as they differ from the usual."""
    names, explanations = (
        unit(part - part[fitted].mean(0)) for part in (vectors.names, vectors.explanations)
    )
    # The explanation begins with the name, so the name alone counts less.
    return unit(np.concatenate([0.5 * names, explanations], axis=1))


def _kernel(left: FloatArray, right: FloatArray, strength: float) -> FloatArray:
    likeness: FloatArray = np.exp(strength * (left @ right.T - 1))
    return likeness


def _main_directions(rows: FloatArray, count: int) -> FloatArray:  # (dim, count)
    """Return the directions in which rows are longest, those of the largest first."""
    _, vectors = np.linalg.eigh(rows.T @ rows)
    directions: FloatArray = np.ascontiguousarray(vectors[:, ::-1][:, :count])
    return directions
