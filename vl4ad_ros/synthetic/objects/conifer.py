"""A spruce: a trunk and drooping whorls of branches."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a conifer of six to twelve metres."""
    builder = MeshBuilder()
    height, reach = float(rng.uniform(6, 12)), float(rng.uniform(1.3, 2.1))
    foot = float(rng.uniform(0.3, 1.6))
    builder.cylinder((0, 0, -0.4), (0, 0, height * 0.97), (0.18, 0.02), 'bark', 8)
    points = []
    for level in np.arange(0, 1, 0.055):
        z = foot + (height - foot) * level
        radius = reach * (1 - level) ** 0.8 + 0.12
        count = int(40 + 170 * (1 - level))
        turn, far = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.random(count)) * radius
        drop = 0.35 * far + rng.normal(0, 0.1, count)
        points.append(np.stack([far * np.cos(turn), far * np.sin(turn), z - drop + 0.4], -1))
    crown = np.vstack(points)
    add_leaves(builder, rng, crown, (0, 0, height * 0.3), 0.34, 'needles')
    return Model('conifer', 'vegetation', (builder.build(),))
