"""A ladder that fell off a roof rack."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a ladder along x that lies flat or leans on its edge."""
    builder = MeshBuilder()
    material = str(rng.choice(['aluminium', 'wood_pale', 'plastic_yellow']))
    half = float(rng.uniform(1.0, 1.5))
    lift = float(rng.choice([0.0, 0.25]))  # of one rail, on its edge
    for y, z in ((-0.2, 0.0), (0.2, lift)):
        builder.box((-half, y - 0.02, z), (half, y + 0.02, z + 0.07), material)
    for x in np.arange(-half + 0.15, half, 0.28):
        builder.cylinder((x, -0.2, 0.035), (x, 0.2, 0.035 + lift), 0.016, material, 8)
    return Model('ladder', UNKNOWN, (builder.build(),))
