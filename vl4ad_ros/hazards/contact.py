"""Where a region meets the ground, finer than the pixels of the map."""

import numpy as np

from ..structures import FloatArray
from .components import Component, Float64Array

LEAST_STEP = 0.05  # of the score over the edge; with less there is no edge to be found


def contact_point(
    component: Component,
    score: FloatArray,  # (h, w)
) -> Float64Array:  # (2,) x, y in the map; the border of the first pixel is 0
    """
    Return the middle of the lowest edge.

    A pixel through which the edge runs has a score between that of the region and that of the
    ground, by how much of it the region covers. So the row is that of the last whole pixel, and
    of the next two what they hold of the step.
    """
    rows, columns = component.foot
    lowest = columns[rows == rows.max()]
    foot = int(rows.max())
    last = score.shape[0] - 1
    above, at, below, ground = (
        score[min(max(row, 0), last), lowest] for row in range(foot - 1, foot + 3)
    )
    step = above - ground
    is_edge = step > LEAST_STEP
    if foot == component.slices[0].start or foot == last or not is_edge.any():
        row = foot + 1.0
    else:
        divisor = np.maximum(step, LEAST_STEP)
        parts = [np.minimum(np.maximum((one - ground) / divisor, 0), 1) for one in (at, below)]
        row = foot + _median((parts[0] + parts[1])[is_edge])
    return np.array([(lowest.min() + lowest.max() + 1) / 2, row])


def _median(values: FloatArray) -> float:  # (n,)
    """Return what np.median does, which takes ten times as long for a few values."""
    ranked = np.sort(values)
    return float((ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2)
