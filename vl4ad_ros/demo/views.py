"""Several cameras out of one: views of the same drive, side by side."""

import numpy as np

from ..structures import UInt8Array

# Taken in this order, from the left of the picture to its right.
_NAMES = ('left', 'front', 'right', 'rear', 'tele', 'wide', 'upper', 'lower')
VIEW_SHARE = 0.5  # of the picture's width that each camera sees


def camera_names(count: int) -> tuple[str, ...]:
    """Return names for so many cameras."""
    return ('front',) if count == 1 else _NAMES[:count]


def view_of(
    image: UInt8Array,  # (H, W, 3)
    index: int,
    count: int,
) -> UInt8Array:  # (H, W * VIEW_SHARE, 3)
    """Return what one of several cameras sees; they are spread evenly over the picture."""
    width = max(1, round(VIEW_SHARE * image.shape[1]))
    left = round((image.shape[1] - width) * (index / (count - 1) if count > 1 else 0.5))
    return np.ascontiguousarray(image[:, left : left + width])
