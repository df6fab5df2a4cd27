"""The line a street follows over the ground."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Centreline:
    """Straight along +y, then bending with a constant curvature."""

    bend_start_m: float
    curvature_per_m: float  # positive bends to the right

    def lateral(self, along_m: ArrayLike) -> NDArray[np.float64]:
        """Return x of the line at y = along_m."""
        beyond = np.maximum(0.0, np.asarray(along_m, float) - self.bend_start_m)
        return np.asarray(0.5 * self.curvature_per_m * beyond**2)

    def heading_rad(self, along_m: float) -> float:
        """Return the yaw of something that faces along the street."""
        return -math.atan(self.curvature_per_m * max(0.0, along_m - self.bend_start_m))

    def point(
        self, along_m: float, offset_m: float, height_m: float = 0.0
    ) -> tuple[float, float, float]:
        """Return the point at an offset to the right of the line."""
        yaw = self.heading_rad(along_m)
        return (
            float(self.lateral(along_m)) + offset_m * math.cos(yaw),
            along_m + offset_m * math.sin(yaw),
            height_m,
        )
