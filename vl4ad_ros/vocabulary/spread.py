"""
How near two texts lie, by the measure of the text tower that made their vectors.

A cosine by itself says little: in CLIP's tower any two nouns have one of 0.7 to 0.8, and some
words are near to everything. So vectors are centred at the mean of unrelated words, and a cosine
is counted in spreads above what unrelated words have.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray

Float64Array = NDArray[np.float64]
_ONE_SPREAD = (
    0.8413  # the quantile of a normal distribution that is one deviation above its median
)


@dataclass(frozen=True)
class TextSpread:
    """Where the words of a text tower lie, and how far apart unrelated ones are."""

    centre: FloatArray  # (D,)
    median: float  # of the cosines of unrelated words, after centring
    width: float  # from there to where five of six such cosines are below

    @property
    def identity(self) -> float:
        """Return how near a word is to itself."""
        return (1 - self.median) / self.width

    def nearness(
        self,
        texts: FloatArray,  # (n, D), unit length
        others: FloatArray,  # (m, D), unit length
    ) -> Float64Array:  # (n, m), about 0 for unrelated words, 5 and more for related ones
        """Return how many spreads each pair is nearer than unrelated words are."""
        cosines = _directions(texts - self.centre) @ _directions(others - self.centre).T
        return (cosines.astype(np.float64) - self.median) / self.width


def measure_spread(
    unrelated: FloatArray,  # (n, D), unit length, n >= 3
) -> TextSpread:
    """Return the spread of a tower from the vectors of words that have nothing in common."""
    centre = unrelated.mean(axis=0)
    directions = _directions(unrelated - centre)
    cosines = (directions @ directions.T)[np.triu_indices(len(unrelated), 1)]
    median, upper = np.quantile(cosines, [0.5, _ONE_SPREAD])
    return TextSpread(centre, float(median), max(float(upper - median), 1e-6))


def _directions(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions: FloatArray = vectors / np.maximum(lengths, 1e-12)
    return directions
