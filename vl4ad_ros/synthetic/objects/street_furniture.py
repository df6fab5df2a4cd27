"""What belongs in a street and has no class: benches, shelters, columns, boxes; not evaluated."""

from numpy.random import Generator

from ..labels import OUTSIDE
from ..mesh_builder import MeshBuilder
from ..things import Model


def build_bench() -> Model:
    """Build a bench that one sits on looking to +y."""
    builder = MeshBuilder()
    for y in (-0.2, -0.05, 0.1, 0.25):
        builder.box((-0.9, y - 0.06, 0.44), (0.9, y + 0.06, 0.48), 'wood_pale')
    for z in (0.6, 0.78):
        builder.box((-0.9, -0.3, z), (0.9, -0.26, z + 0.13), 'wood_pale')
    for x in (-0.7, 0.7):
        builder.box((x - 0.04, -0.3, 0), (x + 0.04, -0.24, 0.95), 'iron')
        builder.box((x - 0.04, -0.3, 0.38), (x + 0.04, 0.3, 0.44), 'iron')
        builder.box((x - 0.04, 0.24, 0), (x + 0.04, 0.3, 0.44), 'iron')
    return Model('bench', OUTSIDE, (builder.build(),))


def build_shelter() -> Model:
    """Build a bus shelter that opens to +y."""
    builder = MeshBuilder()
    for x in (-1.9, 1.84):
        for y in (-0.7, 0.6):
            builder.box((x, y, 0), (x + 0.06, y + 0.06, 2.4), 'metal_dark')
    builder.box((-2.05, -0.8, 2.4), (2.05, 0.9, 2.5), 'metal_dark')
    builder.box((-1.9, -0.7, 0.25), (1.9, -0.67, 2.2), 'window')
    builder.box((1.85, -0.6, 0.3), (1.95, 0.6, 2.1), 'poster')
    builder.box((-1.2, -0.5, 0.45), (1.0, -0.15, 0.5), 'wood_pale')
    return Model('bus shelter', OUTSIDE, (builder.build(),))


def build_column() -> Model:
    """Build an advertising column."""
    builder = MeshBuilder()
    builder.cylinder((0, 0, 0), (0, 0, 0.35), 0.7, 'concrete_wall', 28)
    builder.cylinder((0, 0, 0.35), (0, 0, 3.0), 0.64, 'poster', 28)
    builder.cylinder((0, 0, 3.0), (0, 0, 3.3), (0.75, 0.4), 'metal_dark', 28)
    return Model('advertising column', OUTSIDE, (builder.build(),))


def build_cabinet(rng: Generator) -> Model:
    """Build a cabinet of wires or a letter box."""
    builder = MeshBuilder()
    colour = str(rng.choice(['pole_grey', 'plastic_yellow', 'concrete_wall', 'plastic_green']))
    wide, tall = rng.uniform(0.5, 1.3), rng.uniform(0.9, 1.4)
    builder.box((-wide / 2, -0.2, 0), (wide / 2, 0.2, tall), colour)
    builder.box((-wide / 2 - 0.03, -0.23, tall), (wide / 2 + 0.03, 0.23, tall + 0.05), colour)
    return Model('cabinet', OUTSIDE, (builder.build(),))
