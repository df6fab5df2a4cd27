"""A garden shrub."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves, shell_points
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a shrub up to a man's height."""
    builder = MeshBuilder()
    leaf = str(rng.choice(['leaf_green', 'leaf_dark', 'leaf_olive', 'leaf_lime']))
    for _ in range(int(rng.integers(2, 5))):
        centre = np.array([*rng.uniform(-0.45, 0.45, 2), rng.uniform(0.3, 0.8)])
        radii = rng.uniform(0.35, 0.7, 3)
        builder.ellipsoid(centre, radii * 0.7, 'leaf_core', 10)
        add_leaves(builder, rng, shell_points(rng, 450, centre, radii), centre, 0.09, leaf)
    return Model('shrub', 'vegetation', (builder.build(),))
