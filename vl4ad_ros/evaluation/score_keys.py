"""Scores as whole numbers that keep their order, so that they can be counted exactly."""

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray

KeyArray = NDArray[np.uint32]

_SIGN = np.uint32(0x80000000)


def keys_of_scores(
    scores: FloatArray,  # (P,) finite
) -> KeyArray:  # (P,)
    """Return keys that compare as the scores do; equal scores, -0 and 0 too, have equal keys."""
    bits = (scores + np.float32(0)).view(np.uint32)  # -0 + 0 is 0
    negative = (bits.view(np.int32) >> 31).view(np.uint32)  # all ones below zero
    keys: KeyArray = bits ^ (negative | _SIGN)
    return keys


def scores_of_keys(
    keys: KeyArray,  # (P,)
) -> FloatArray:  # (P,)
    """Return the scores the keys were made from."""
    positive = (keys.view(np.int32) >> 31).view(np.uint32)  # all ones from zero on
    bits = keys ^ (~positive | _SIGN)
    return bits.view(np.float32)
