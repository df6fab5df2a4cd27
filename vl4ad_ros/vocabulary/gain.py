"""
What each OOD prompt gives and takes, measured on pictures with truth.

A prompt is one column of Eq. 1's softmax. Without it, its share goes to the other groups: the
probabilities of a query are divided by what is left. So one run of the network serves all prompts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..explanation.query_values import QueryValues
from ..structures import AnomalyMaps, BoolArray, FloatArray, GroupEmbeddings

Float64Array = NDArray[np.float64]

BINS = 1000  # of scores in [0, 1]
_LEAST_LEFT = 1e-30


@dataclass(frozen=True)
class PromptGain:
    """What one prompt changes."""

    prompt: str
    ap_with: float  # average precision of the whole vocabulary
    ap_without: float
    false_with: float  # share of the normal pixels above the threshold
    false_without: float

    @property
    def gain(self) -> float:
        """Return by how much the average precision is higher with the prompt."""
        return self.ap_with - self.ap_without

    @property
    def cost(self) -> float:
        """Return by how much more of what is normal is above the threshold."""
        return self.false_with - self.false_without


@dataclass(eq=False)
class GainMeter:
    """Takes picture after picture; what it keeps is a histogram for each prompt."""

    text: GroupEmbeddings
    threshold: float
    refined: Callable[[AnomalyMaps], AnomalyMaps]  # from a graph's maps to those of the engine
    _counts: Float64Array = field(init=False)  # (1 + P, 2, BINS): all, then without each

    def __post_init__(self) -> None:
        self._prompts = np.flatnonzero(~self.text.known)
        self._counts = np.zeros((1 + self._prompts.size, 2, BINS))

    def add(
        self,
        values: QueryValues,
        anomalous: BoolArray,  # (h, w) at the size of the maps
        judged: BoolArray,  # (h, w)
    ) -> None:
        """Take in one picture."""
        left_out = [None, *map(int, self._prompts)]
        for counts, prompt in zip(self._counts, left_out, strict=True):
            score = values.maps.score if prompt is None else self._score_without(values, prompt)
            bins = np.minimum((score * BINS).astype(np.intp), BINS - 1)
            for side, mask in enumerate((judged & ~anomalous, judged & anomalous)):
                counts[side] += np.bincount(bins[mask], minlength=BINS)

    def gains(self) -> tuple[PromptGain, ...]:
        """Return what each prompt changes, the largest gain first."""
        ap_with, false_with = _figures(self._counts[0], self.threshold)
        found = []
        for counts, prompt in zip(self._counts[1:], self._prompts, strict=True):
            ap, false = _figures(counts, self.threshold)
            found.append(PromptGain(self.text.names[prompt], ap_with, ap, false_with, false))
        return tuple(sorted(found, key=lambda one: -one.gain))

    @property
    def anomalous_pixels(self) -> int:
        """Return how many pixels of unknown objects there were."""
        return int(self._counts[0, 1].sum())

    def _score_without(self, values: QueryValues, prompt: int) -> FloatArray:  # (h, w) in [0, 1]
        rest = values_without(values, prompt)
        score, votes = rest.score(self.text), rest.votes(self.text)
        return self.refined(AnomalyMaps(score, rest.maps.label, votes=votes)).score


def values_without(values: QueryValues, prompt: int) -> QueryValues:
    """Return what the queries would say if one OOD prompt were not in the vocabulary (Eq. 1)."""
    taken = values.probabilities.astype(np.float64)
    void = np.maximum(0, 1 - taken.sum(axis=1))
    void[void < 1e-5] = 0  # what rounding leaves, where there is no void column
    taken[:, prompt] = 0
    left = taken.sum(axis=1) + void
    taken /= np.maximum(left, _LEAST_LEFT)[:, None]
    return replace(values, probabilities=taken.astype(np.float32))


def _figures(
    counts: Float64Array,  # (2, BINS) normal, anomalous
    threshold: float,
) -> tuple[float, float]:  # average precision, share of the normal pixels above the threshold
    normal, anomalous = counts[:, ::-1].cumsum(axis=1)
    total = max(1.0, anomalous[-1])
    precision = anomalous / np.maximum(1, normal + anomalous)
    ap = float((precision * np.diff(anomalous, prepend=0)).sum() / total)
    above = counts[0, int(threshold * BINS) :].sum() / max(1.0, counts[0].sum())
    return ap, float(above)
