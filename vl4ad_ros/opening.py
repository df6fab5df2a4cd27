"""
Doubt that is thinner than a thing is no thing: the opening of a score map.

Where two known classes meet neither is certain, and Eq. 3 of VL4AD (arXiv 2409.17330) gives a line
of high scores along their border, one or two pixels of the map wide; class merging takes it from
the borders that it joins alone. A grey-scale opening (Serra, Image Analysis and Mathematical
Morphology, 1982) leaves of a map what a square of a given side fits into, at its height. The mean
over all sides up to a width lowers what is thin by degrees: the first side is one pixel, so that
nothing is erased and what is thin keeps its order. The width grows with the distance from the
horizon, as things do in an image: what stands high above it or far below it is large.
"""

from dataclasses import dataclass
from math import isfinite

import cv2
import numpy as np

from .structures import FloatArray, Int32Array

WIDEST = 64  # pixels of the map


@dataclass(frozen=True)
class Opening:
    """From which width on a thing keeps its score, in pixels of the map. Raises ValueError."""

    width: int = 2  # at the horizon; 1 leaves everything there
    growth: float = 0.3  # for each row away from it
    horizon: float = 0.5  # share of the image above it; half, where a camera looks straight ahead

    def __post_init__(self) -> None:
        if not 1 <= self.width <= WIDEST:
            raise ValueError(f'a width from 1 to {WIDEST}')
        if not (isfinite(self.growth) and 0 <= self.growth <= 1):
            raise ValueError('a growth from 0 to 1')
        if not (isfinite(self.horizon) and 0 <= self.horizon <= 1):
            raise ValueError('a horizon from 0 to 1')

    def widths(self, rows: int) -> Int32Array:  # (rows,)
        """Return the side of the largest square in each row of a map."""
        away = np.abs(np.arange(rows) + 0.5 - self.horizon * rows)
        widths: Int32Array = np.minimum(self.width + self.growth * away, WIDEST).astype(np.int32)
        return widths

    def __call__(
        self,
        score: FloatArray,  # (h, w) of any range
    ) -> FloatArray:  # (h, w), nowhere higher
        """Return the mean over the openings by the squares of each row, from one pixel on."""
        widths = self.widths(len(score))
        opened = np.zeros_like(score)
        for side in range(1, widths.max() + 1):
            share = ((side <= widths) / widths).astype(np.float32)  # of the mean, in each row
            opened += share[:, None] * _open(score, side)
        return np.minimum(opened, score)  # shares may add up to a little more than 1


def _open(score: FloatArray, side: int) -> FloatArray:
    """Open by a square. Beyond its border the map goes on as it ends: a thing may be cut off."""
    if side == 1:
        return score
    padded = cv2.copyMakeBorder(score, *(side,) * 4, cv2.BORDER_REPLICATE)
    square = np.ones((side, side), np.uint8)
    # A square of an even side has no middle: the second step looks back where the first looked on.
    lowest = cv2.erode(padded, square, anchor=(0, 0))
    opened: FloatArray = cv2.dilate(lowest, square, anchor=(side - 1, side - 1))
    return opened[side:-side, side:-side]
