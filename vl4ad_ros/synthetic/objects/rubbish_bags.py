"""Bags of rubbish."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build two to five bags, tied at the top."""
    builder = MeshBuilder()
    colour = str(rng.choice(['sack_black', 'sack_black', 'plastic_blue', 'plastic_yellow']))
    for _ in range(int(rng.integers(2, 6))):
        x, y = rng.normal(0, 0.28, 2)
        size = rng.uniform(0.24, 0.36, 3)
        for _ in range(5):  # dents and folds
            off = rng.normal(0, 0.07, 2)
            builder.ellipsoid(
                (x + off[0], y + off[1], size[2] * 0.85),
                size * rng.uniform(0.7, 0.95, 3),
                colour,
                10,
            )
        builder.cylinder(
            (x, y, size[2] * 1.5), (x + 0.03, y, size[2] * 1.5 + 0.2), (0.03, 0.09), colour, 8
        )
    mesh = builder.build()
    np.maximum(mesh.vertices[:, 2], 0.0, out=mesh.vertices[:, 2])
    return Model('rubbish bags', UNKNOWN, (mesh,))
