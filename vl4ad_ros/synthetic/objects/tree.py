"""A broad-leaved street tree: trunk, branches and a crown of separate leaves."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves, shell_points
from ..mesh_builder import MeshBuilder
from ..things import Model

LEAVES = ('leaf_lime', 'leaf_green', 'leaf_dark', 'leaf_olive')


def build(rng: Generator) -> Model:
    """Build a tree six to ten metres tall."""
    builder = MeshBuilder()
    trunk_m = float(rng.uniform(2.3, 3.2))
    crown_m = float(rng.uniform(1.7, 2.5))  # radius
    leaf = str(rng.choice(LEAVES))
    fork = np.array([rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15), trunk_m])
    builder.cylinder((0, 0, -0.3), fork, (0.17, 0.12), 'bark', 10)
    for _ in range(16):
        direction = rng.normal(size=3)
        direction /= np.linalg.norm(direction)
        reach = crown_m * float(rng.uniform(0.25, 0.62))
        centre = fork + (0, 0, crown_m * 0.85) + direction * (1.0, 1.0, 1.15) * reach
        radii = np.array([1.0, 1.0, 0.85]) * crown_m * rng.uniform(0.38, 0.55)
        builder.cylinder(fork, centre, (0.07, 0.02), 'bark', 6)
        points = shell_points(rng, 1100, centre, radii)
        add_leaves(builder, rng, points, centre, 0.1, leaf)
    return Model('tree', 'vegetation', (builder.build(),))
