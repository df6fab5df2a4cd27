"""A tree in a wood or far off: fewer and larger leaves than those of a street tree."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves, shell_points
from ..mesh_builder import MeshBuilder
from ..things import Model
from .tree import LEAVES


def build(rng: Generator) -> Model:
    """Build a tree of eight to fourteen metres."""
    builder = MeshBuilder()
    height = float(rng.uniform(7, 13))
    wide, low = height * float(rng.uniform(0.2, 0.32)), height * float(rng.uniform(0.15, 0.35))
    leaf = str(rng.choice(LEAVES))
    fork = np.array([*rng.uniform(-0.3, 0.3, 2), low])
    builder.cylinder((0, 0, -0.5), fork, (0.2, 0.14), 'bark', 8)
    builder.cylinder(fork, (*fork[:2], height * 0.85), (0.13, 0.03), 'bark', 6)
    for _ in range(9):
        turn, far = float(rng.uniform(0, 2 * np.pi)), wide * float(rng.uniform(0.1, 0.75))
        centre = np.array([far * np.cos(turn), far * np.sin(turn), rng.uniform(low, height * 0.9)])
        radii = np.array([1.0, 1.0, 0.8]) * wide * rng.uniform(0.4, 0.65)
        builder.cylinder((0, 0, (low + centre[2]) / 2), centre, (0.06, 0.015), 'bark', 5)
        add_leaves(builder, rng, shell_points(rng, 330, centre, radii), centre, 0.24, leaf)
    return Model('tree', 'vegetation', (builder.build(),))
