"""A wheelbarrow."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_ring


def build(rng: Generator) -> Model:
    """Build a wheelbarrow whose wheel is in front at +y, sometimes with earth in it."""
    builder = MeshBuilder()
    colour = str(rng.choice(['plastic_green', 'galvanised', 'paint_orange', 'plastic_blue']))
    low = [(-0.2, -0.25, 0.4), (0.2, -0.25, 0.4), (0.16, 0.25, 0.38), (-0.16, 0.25, 0.38)]
    high = [(-0.34, -0.4, 0.66), (0.34, -0.4, 0.66), (0.3, 0.52, 0.72), (-0.3, 0.52, 0.72)]
    sides = [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (3, 2, 1, 0)]
    builder.add(low + high, sides, colour)
    if rng.random() < 0.5:
        builder.ellipsoid((0, 0.05, 0.62), (0.28, 0.4, 0.2), 'soil')
    add_ring(builder, (0, 0.62, 0.2), 0.16, 0.045, 'rubber')
    builder.cylinder((-0.06, 0.62, 0.2), (0.06, 0.62, 0.2), 0.08, 'plate')
    for side in (-1, 1):
        frame = [(side * 0.08, 0.62, 0.2), (side * 0.2, 0.2, 0.36), (side * 0.29, -0.85, 0.62)]
        builder.tube(frame, 0.018, 'metal_dark')
        builder.tube([(side * 0.29, -0.72, 0.6), (side * 0.29, -0.9, 0.63)], 0.026, 'rubber')
        builder.tube(
            [(side * 0.22, -0.2, 0.38), (side * 0.24, -0.3, 0.02), (side * 0.2, -0.02, 0.36)],
            0.015,
            'metal_dark',
        )
    return Model('wheelbarrow', UNKNOWN, (builder.build(bevel_m=0.004),))
