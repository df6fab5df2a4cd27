"""A motorcycle or a motor scooter with a seat."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_ring

PAINTS = ('paint_black', 'paint_red', 'paint_blue', 'paint_green', 'paint_orange', 'paint_silver')
GRIPS = ((-0.36, 0.35, 1.02), (0.36, 0.35, 1.02))
SEAT = (0.0, -0.25, 0.82)
PEGS = ((-0.17, -0.15, 0.32), (0.17, -0.15, 0.32))


def build(rng: Generator) -> Model:
    """Build a motorcycle that stands upright and looks to +y."""
    builder = MeshBuilder()
    paint = str(rng.choice(PAINTS))
    for y in (-0.68, 0.72):
        add_ring(builder, (0, y, 0.31), 0.24, 0.07, 'rubber')
        builder.cylinder((-0.04, y, 0.31), (0.04, y, 0.31), 0.19, 'rim', 20)
        builder.cylinder((-0.07, y, 0.31), (0.07, y, 0.31), 0.09, 'metal_dark', 12)
    builder.ellipsoid((0, 0.08, 0.84), (0.16, 0.32, 0.16), paint)
    builder.ellipsoid((0, -0.32, 0.78), (0.15, 0.36, 0.08), 'leather')
    builder.ellipsoid((0, -0.72, 0.8), (0.11, 0.24, 0.09), paint)
    builder.ellipsoid((0, 0.02, 0.45), (0.2, 0.3, 0.22), 'metal_dark')
    builder.ellipsoid((0, 0.48, 0.86), (0.17, 0.2, 0.2), paint)
    for x in (-0.09, 0.09):
        builder.tube([(x, 0.72, 0.31), (x, 0.4, 1.0)], 0.028, 'chrome')
        builder.tube([(x, -0.68, 0.31), (x, -0.1, 0.42)], 0.03, 'metal_dark')
        builder.tube([(x, -0.6, 0.4), (x, -0.5, 0.72)], 0.03, 'chrome')
    builder.ellipsoid((0, 0.72, 0.56), (0.09, 0.26, 0.1), paint)
    builder.tube([GRIPS[0], (0, 0.44, 1.0), GRIPS[1]], 0.018, 'trim_black')
    builder.ellipsoid((0, 0.65, 0.86), (0.1, 0.06, 0.1), 'head_light')
    builder.ellipsoid((0, -0.95, 0.8), (0.08, 0.04, 0.05), 'tail_light')
    builder.box((-0.1, -1.0, 0.55), (0.1, -0.98, 0.72), 'plate')
    builder.tube([(0.16, 0.15, 0.3), (0.17, -0.9, 0.38)], 0.05, 'chrome')
    for x in (-0.3, 0.3):
        builder.tube([(x, 0.4, 1.0), (x * 1.15, 0.4, 1.16)], 0.008, 'trim_black')
        builder.ellipsoid((x * 1.2, 0.4, 1.2), (0.07, 0.02, 0.05), 'trim_black', 8)
    return Model('motorcycle', 'motorcycle', (builder.build(smooth=True),))
