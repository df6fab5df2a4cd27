"""On which of its rows a region stands."""

import numpy as np

from ..structures import BoolArray

LEAST_SPAN = 0.4  # of the widest row, from which on a row is more than a tail


def standing_rows(
    shape: BoolArray,  # (h, w) the region in its bounding box
) -> int:  # 1 ... h
    """
    Return how many rows there are down to the lowest on which the region stands.

    Doubt along a kerb or a marking hangs below a thing as a narrow tail. Legs are as thin, but the
    first and the last of them are as far apart as the body is long, or as it is wide.
    """
    columns = shape.shape[1]
    spans = columns - shape.argmax(1) - shape[:, ::-1].argmax(1)
    spans = np.where(shape.any(1), spans, 0)
    wide = np.flatnonzero(spans > LEAST_SPAN * spans.max())
    return int(wide[-1]) + 1
