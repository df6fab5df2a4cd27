"""A steel guard rail along y, from y = 0 on: a fence, as of Mapillary's classes."""

from itertools import pairwise

import numpy as np

from ..mesh_builder import MeshBuilder
from ..things import Model

LENGTH_M = 12.0


def build() -> Model:
    """Build twelve metres whose rail lies on the side of -x."""
    builder = MeshBuilder()
    for y in np.arange(0, LENGTH_M, 2.0):
        builder.box((-0.02, y, -0.3), (0.08, y + 0.06, 0.78), 'galvanised')
    wave = [
        (-0.02, 0.45),
        (-0.1, 0.5),
        (-0.1, 0.56),
        (-0.04, 0.61),
        (-0.1, 0.66),
        (-0.1, 0.72),
        (-0.02, 0.77),
    ]
    for (x0, z0), (x1, z1) in pairwise(wave):
        corners = [(x0, LENGTH_M, z0), (x0, 0, z0), (x1, 0, z1), (x1, LENGTH_M, z1)]
        builder.quad(corners, 'galvanised')
        builder.quad([(x + 0.01, y, z) for x, y, z in corners[::-1]], 'galvanised')
    return Model('guard rail', 'fence', (builder.build(),))
