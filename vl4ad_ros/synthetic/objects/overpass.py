"""A bridge of another road over this one: a building, as nothing in Cityscapes comes nearer."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

MATERIALS = ('concrete_wall', 'concrete_wall', 'concrete', 'stone', 'brick_brown')


def build(rng: Generator, half_span_m: float) -> Model:
    """Build a bridge along x whose middle is above the origin."""
    builder = MeshBuilder()
    material = str(rng.choice(MATERIALS))
    clear, deep = float(rng.uniform(5.0, 6.5)), float(rng.uniform(0.9, 1.8))
    half, end = float(rng.uniform(4.0, 9.0)), half_span_m + 25.0
    builder.box((-end, -half, clear), (end, half, clear + deep), material)
    for y in (-half, half - 0.25):
        builder.box((-end, y, clear + deep), (end, y + 0.25, clear + deep + 1.0), material)
    for side in (-1, 1):
        low, high = sorted((side * (half_span_m + 1.0), side * end))
        builder.box((low, -half + 0.5, -2.0), (high, half - 0.5, clear), material)
    for y in (-half + 1.0, half - 1.0) if rng.random() < 0.7 else ():
        builder.cylinder((0, y, -0.5), (0, y, clear), 0.45, material, 16)
    return Model('overpass', 'building', (builder.build(),))
