"""A bale of hay, round or square."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves
from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a bale that lost some straw around it."""
    builder = MeshBuilder()
    if rng.random() < 0.6:
        radius, half = float(rng.uniform(0.55, 0.75)), 0.6
        builder.cylinder((-half, 0, radius), (half, 0, radius), radius, 'hay', 32)
        for size in (0.35, 0.7):
            builder.cylinder(
                (-half - 0.01, 0, radius), (half + 0.01, 0, radius), radius * size, 'hay', 28
            )
        reach = radius
    else:
        builder.box((-0.55, -0.28, 0), (0.55, 0.28, 0.5), 'hay')
        for x in (-0.25, 0.25):
            builder.box((x - 0.01, -0.29, 0), (x + 0.01, 0.29, 0.51), 'wood_dark')
        half, reach = 0.55, 0.28
    places = rng.normal(0, 1, (160, 3)) * (half * 0.8, reach * 0.9, 0)
    straw = places + np.array((0, 0, 0.012))
    add_leaves(builder, rng, straw, (0, 0, -9), 0.12, 'hay')
    builder_mesh = builder.build(bevel_m=0.02)
    np.maximum(builder_mesh.vertices[:, 2], 0.0, out=builder_mesh.vertices[:, 2])
    return Model('hay bale', UNKNOWN, (builder_mesh,))
