"""A clipped hedge along x."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator, length_m: float) -> Model:
    """Build a hedge of about a metre's height, centred at the origin."""
    builder = MeshBuilder()
    height, width = float(rng.uniform(0.9, 1.5)), 0.65
    half = np.array([length_m / 2, width / 2, height / 2])
    middle = np.array([0, 0, height / 2])
    builder.box(middle - half * 0.85, middle + half * 0.85, 'leaf_core')
    count = int(900 * length_m)
    points = rng.uniform(-1, 1, (count, 3))
    face = rng.choice(3, count, p=[0.1, 0.55, 0.35])  # which side of the box a leaf is on
    rows = np.arange(count)
    points[rows, face] = np.sign(points[rows, face]) * (1 - 0.25 * rng.random(count))
    leaf = str(rng.choice(['leaf_green', 'leaf_dark', 'leaf_olive']))
    add_leaves(builder, rng, middle + points * half, middle, 0.07, leaf)
    return Model('hedge', 'vegetation', (builder.build(),))
