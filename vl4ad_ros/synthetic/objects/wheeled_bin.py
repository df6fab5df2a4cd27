"""A wheeled dustbin, waiting at the edge of the pavement."""

from numpy.random import Generator

from ..labels import OUTSIDE
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a bin whose lid opens to +y."""
    builder = MeshBuilder()
    colour = str(rng.choice(['plastic_black', 'plastic_green', 'plastic_blue']))
    low = [(-0.22, -0.25), (0.22, -0.25), (0.22, 0.25), (-0.22, 0.25)]
    high = [(-0.29, -0.33), (0.29, -0.33), (0.29, 0.33), (-0.29, 0.33)]
    corners = [(x, y, 0.06) for x, y in low] + [(x, y, 0.95) for x, y in high]
    sides = [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (3, 2, 1, 0)]
    builder.add(corners, sides, colour)
    builder.box((-0.31, -0.36, 0.95), (0.31, 0.37, 1.03), colour)
    for x in (-0.24, 0.24):
        builder.cylinder((x - 0.04, -0.25, 0.12), (x + 0.04, -0.25, 0.12), 0.12, 'rubber')
    return Model('bin', OUTSIDE, (builder.build(bevel_m=0.02),))
