"""A wooden pallet, sometimes two on each other."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build pallets of 1.2 m by 0.8 m."""
    builder = MeshBuilder()
    for level in range(int(rng.integers(1, 4))):
        _pallet(builder, 0.15 * level, float(rng.uniform(-0.04, 0.04)) * level)
    return Model('pallet', UNKNOWN, (builder.build(),))


def _pallet(builder: MeshBuilder, z: float, shift: float) -> None:
    for y in (-0.4, -0.05, 0.3):
        builder.box((-0.6 + shift, y, z), (0.6 + shift, y + 0.1, z + 0.022), 'wood_pale')
        for x in (-0.6, -0.07, 0.46):
            builder.box(
                (x + shift, y, z + 0.022), (x + 0.14 + shift, y + 0.1, z + 0.1), 'wood_pale'
            )
        builder.box((-0.6 + shift, y, z + 0.1), (0.6 + shift, y + 0.1, z + 0.122), 'wood_pale')
    for x in np.linspace(-0.6, 0.5, 7):
        builder.box((x + shift, -0.4, z + 0.122), (x + 0.1 + shift, 0.4, z + 0.145), 'wood_pale')
