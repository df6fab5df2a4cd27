"""A low wall along x, in brick, with a coping and piers."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator, length_m: float) -> Model:
    """Build a wall centred at the origin."""
    builder = MeshBuilder()
    height, half = float(rng.uniform(0.6, 1.0)), length_m / 2
    material = str(rng.choice(['brick_red', 'brick_brown', 'render_cream', 'brick_yellow']))
    builder.box((-half, -0.12, -0.2), (half, 0.12, height), material)
    builder.box((-half, -0.17, height), (half, 0.17, height + 0.07), 'stone')
    for x in (-half + 0.2, half - 0.2):
        builder.box((x - 0.2, -0.2, -0.2), (x + 0.2, 0.2, height + 0.3), material)
        builder.box((x - 0.25, -0.25, height + 0.3), (x + 0.25, 0.25, height + 0.4), 'stone')
    return Model('garden wall', 'wall', (builder.build(),))
