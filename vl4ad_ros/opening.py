"""
Doubt that is thinner than a thing is no thing: the opening of a score map.

Where two known classes meet neither is certain, and Eq. 3 of VL4AD (arXiv 2409.17330) gives a line
of high scores along their border, one or two pixels of the map wide; class merging takes it from
the borders that it joins alone. A grey-scale opening (Serra, Image Analysis and Mathematical
Morphology, 1982) leaves of a map what a square of a given side fits into, at its height. The mean
over several sides lowers what is thin by degrees. The sides grow with the distance from the
horizon, as things do in an image: what stands high above it or far below it is large. At the
horizon the smallest side is one pixel, so that a small thing far away is lowered, not erased.
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

    width: int = 3  # at the horizon; 1 leaves everything there
    growth: float = 0.15  # for each row away from it
    horizon: float = 0.5  # share of the image above it; half, where a camera looks straight ahead

    def __post_init__(self) -> None:
        if not 1 <= self.width <= WIDEST:
            raise ValueError(f'a width from 1 to {WIDEST}')
        if not (isfinite(self.growth) and 0 <= self.growth <= 1):
            raise ValueError('a growth from 0 to 1')
        if not (isfinite(self.horizon) and 0 <= self.horizon <= 1):
            raise ValueError('a horizon from 0 to 1')

    def sides(self, rows: int) -> Int32Array:  # (width, rows)
        """Return the sides of the squares in each row of a map, the smallest first."""
        away = np.abs(np.arange(rows) + 0.5 - self.horizon * rows)
        smallest = np.arange(1, self.width + 1)[:, None]
        sides: Int32Array = np.minimum(smallest + self.growth * away, WIDEST).astype(np.int32)
        return sides

    def __call__(
        self,
        score: FloatArray,  # (h, w) of any range
    ) -> FloatArray:  # (h, w), nowhere higher
        """Return the mean over the openings by all squares of each row."""
        sides = self.sides(len(score))
        opened = np.zeros_like(score)
        for side in np.unique(sides).tolist():
            share: FloatArray = (sides == side).mean(axis=0, dtype=np.float32)  # in each row
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
