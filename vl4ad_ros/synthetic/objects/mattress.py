"""A mattress, flat on the road or bent where it fell."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a mattress two metres long along x."""
    builder = MeshBuilder()
    wide, bend = float(rng.uniform(0.8, 1.4)) / 2, float(rng.choice([0.0, 0.25, 0.6]))
    along = np.linspace(-1, 1, 13)
    low = bend * np.maximum(0, along) ** 2
    outline = [(x, z) for x, z in zip(along, low, strict=True)]
    outline += [(x, z + 0.2) for x, z in zip(along[::-1], low[::-1], strict=True)]
    builder.extrude(outline, -wide, wide, 'ticking')
    mesh = builder.build(bevel_m=0.03)
    mesh.vertices[:, [0, 1]] = mesh.vertices[:, [1, 0]] * (1, -1)
    return Model('mattress', UNKNOWN, (mesh,))
