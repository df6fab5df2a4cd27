"""The line a street follows over the ground."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Centreline:
    """Along +y, swaying, then bending with a constant curvature, over gentle hills."""

    bend_start_m: float
    curvature_per_m: float  # positive bends to the right
    sway_m: float = 0.0  # amplitude
    sway_length_m: float = 120.0
    hill_m: float = 0.0  # height of the crests over the street's start; negative: hollows
    hill_length_m: float = 200.0

    def lateral(self, along_m: ArrayLike) -> NDArray[np.float64]:
        """Return x of the line at y = along_m."""
        along = np.asarray(along_m, float)
        beyond = np.maximum(0.0, along - self.bend_start_m)
        sway = self.sway_m * np.sin(2 * math.pi / self.sway_length_m * along)
        return np.asarray(0.5 * self.curvature_per_m * beyond**2 + sway)

    def heading_rad(self, along_m: float) -> float:
        """Return the yaw of something that faces along the street."""
        bend = self.curvature_per_m * max(0.0, along_m - self.bend_start_m)
        wave = 2 * math.pi / self.sway_length_m
        return -math.atan(bend + self.sway_m * wave * math.cos(wave * along_m))

    def rise(self, along_m: float) -> float:
        """Return the height of the line."""
        return self.hill_m * (1 - math.cos(2 * math.pi * along_m / self.hill_length_m)) / 2

    def slope_rad(self, along_m: float) -> float:
        """Return the climb of the line, positive upwards."""
        wave = 2 * math.pi / self.hill_length_m
        return math.atan(self.hill_m * wave * math.sin(wave * along_m) / 2)

    def point(
        self, along_m: float, offset_m: float, height_m: float = 0.0
    ) -> tuple[float, float, float]:
        """Return the point at an offset to the right of the line and a height above it."""
        yaw = self.heading_rad(along_m)
        return (
            float(self.lateral(along_m)) + offset_m * math.cos(yaw),
            along_m + offset_m * math.sin(yaw),
            height_m + self.rise(along_m),
        )
