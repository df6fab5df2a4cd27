"""What a hazard is called: by the groups that win inside, added up over its track."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..structures import UNKNOWN, BoolArray, Int32Array

Float64Array = NDArray[np.float64]


class Name(NamedTuple):
    """A name, how much speaks for it, and the known group that comes next."""

    name: str  # an OOD prompt, or UNKNOWN
    score: float  # share of the evidence that is for the group that wins
    resembles: str  # the known group with most evidence, empty where there is none


def group_pixels_of(
    labels: Int32Array,  # (P,) winning group of each pixel of a region
    groups: int,
) -> Float64Array:  # (G,)
    """Return the evidence of one frame: in how many pixels each group wins."""
    return np.bincount(labels, minlength=groups).astype(np.float64)


def name_of(
    evidence: Float64Array,  # (G,) added up over frames
    names: Sequence[str],
    known: BoolArray,  # (G,) False for an OOD prompt
) -> Name:
    """Return the name of the group with most evidence if it is an OOD prompt, else UNKNOWN."""
    total = float(evidence.sum())
    if total == 0:
        return Name(UNKNOWN, 0.0, '')
    winner = int(evidence.argmax())
    of_known = np.where(known, evidence, 0)
    nearest = int(of_known.argmax())
    return Name(
        UNKNOWN if known[winner] else names[winner],
        float(evidence[winner]) / total,
        names[nearest] if of_known[nearest] else '',
    )
