"""A shopping cart."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a wire basket on wheels, its handle towards -y."""
    builder = MeshBuilder()
    low = [(-0.2, -0.36, 0.5), (0.2, -0.36, 0.5), (0.16, 0.45, 0.55), (-0.16, 0.45, 0.55)]
    high = [(-0.28, -0.42, 1.0), (0.28, -0.42, 1.0), (0.21, 0.52, 0.88), (-0.21, 0.52, 0.88)]
    lower, upper = np.array(low), np.array(high)
    for share in np.linspace(0, 1, 6):
        ring = lower + (upper - lower) * share
        builder.tube([*ring, ring[0]], 0.007, 'chrome', 5)
    for corner in range(4):
        after = (corner + 1) % 4
        for share in np.linspace(0, 1, 9):
            foot = lower[corner] + (lower[after] - lower[corner]) * share
            top = upper[corner] + (upper[after] - upper[corner]) * share
            builder.cylinder(foot, top, 0.005, 'chrome', 5)
    for share in np.linspace(0, 1, 8):
        builder.cylinder(
            lower[0] + (lower[3] - lower[0]) * share,
            lower[1] + (lower[2] - lower[1]) * share,
            0.005,
            'chrome',
            5,
        )
    colour = str(rng.choice(['plastic_red', 'plastic_blue', 'plastic_yellow', 'plastic_green']))
    builder.cylinder((-0.29, -0.5, 1.03), (0.29, -0.5, 1.03), 0.022, colour)
    for side in (-1, 1):
        builder.tube(
            [(side * 0.27, -0.5, 1.03), (side * 0.2, -0.3, 0.5), (side * 0.24, -0.38, 0.16)],
            0.014,
            'chrome',
        )
        builder.tube([(side * 0.24, -0.38, 0.16), (side * 0.2, 0.5, 0.2)], 0.014, 'chrome')
        for y in (-0.38, 0.48):
            builder.cylinder(
                (side * 0.21 - 0.015, y, 0.07), (side * 0.21 + 0.015, y, 0.07), 0.07, 'rubber', 14
            )
            builder.tube([(side * 0.21, y, 0.07), (side * 0.21, y, 0.2)], 0.012, 'chrome')
    return Model('shopping cart', UNKNOWN, (builder.build(smooth=True),))
