"""An iron railing along x."""

import numpy as np

from ..mesh_builder import MeshBuilder
from ..things import Model


def build(length_m: float) -> Model:
    """Build a railing centred at the origin."""
    builder = MeshBuilder()
    half = length_m / 2
    builder.box((-half, -0.12, -0.2), (half, 0.12, 0.18), 'stone')
    for z in (0.3, 1.0):
        builder.box((-half, -0.02, z), (half, 0.02, z + 0.04), 'iron')
    for x in np.arange(-half, half + 0.01, 0.14):
        builder.box((x - 0.012, -0.012, 0.18), (x + 0.012, 0.012, 1.15), 'iron')
    return Model('railing', 'fence', (builder.build(),))
