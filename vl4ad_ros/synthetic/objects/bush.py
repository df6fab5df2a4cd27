"""A wild bush as it grows along hedgerows and at the edge of woods."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves, shell_points
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a bush of two to three metres."""
    builder = MeshBuilder()
    leaf = str(rng.choice(['leaf_green', 'leaf_dark', 'leaf_olive', 'leaf_lime']))
    for _ in range(int(rng.integers(4, 7))):
        centre = np.array([*rng.uniform(-0.9, 0.9, 2), rng.uniform(0.5, 1.5)])
        radii = rng.uniform(0.6, 1.0, 3)
        builder.ellipsoid(centre, radii * 0.75, 'leaf_core', 8)
        add_leaves(builder, rng, shell_points(rng, 330, centre, radii), centre, 0.17, leaf)
    return Model('bush', 'vegetation', (builder.build(),))
