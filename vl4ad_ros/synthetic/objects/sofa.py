"""A sofa for two or three."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a sofa two metres wide that one would sit on looking to +y."""
    builder = MeshBuilder()
    cloth = str(rng.choice(['fabric_rust', 'fabric_teal', 'fabric_mustard']))
    seats = int(rng.integers(2, 4))
    inside = 0.82  # half the width between the arms
    builder.box((-1.02, -0.44, 0.14), (1.02, 0.44, 0.36), cloth)
    builder.box((-1.02, -0.46, 0.3), (1.02, -0.24, 0.86), cloth)
    for side in (-1, 1):
        a, b = sorted((side * inside, side * 1.04))
        builder.box((a, -0.45, 0.14), (b, 0.46, 0.64), cloth)
        for y in (-0.36, 0.36):
            foot = (side * 0.92, y)
            builder.cylinder((*foot, 0), (*foot, 0.16), (0.025, 0.04), 'wood_dark')
    width = 2 * inside / seats
    for seat in range(seats):
        left = -inside + seat * width
        a, b = left + 0.01, left + width - 0.01
        builder.box((a, -0.26, 0.34), (b, 0.47, 0.5), cloth)
        builder.box((a + 0.02, -0.3, 0.5), (b - 0.02, -0.1, 0.95), cloth)
    return Model('sofa', UNKNOWN, (builder.build(smooth=True, bevel_m=0.05),))
