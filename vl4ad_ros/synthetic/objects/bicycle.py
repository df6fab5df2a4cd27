"""A bicycle."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_ring, add_spoked_wheel

PAINTS = ('paint_black', 'paint_red', 'paint_blue', 'paint_green', 'paint_silver', 'paint_white')
REAR_Y, FRONT_Y, RADIUS_M = -0.52, 0.53, 0.34
SADDLE = (0.0, -0.22, 0.97)
GRIPS = ((-0.28, 0.32, 1.03), (0.28, 0.32, 1.03))
CRANK = (0.0, -0.08, 0.29)


def build(rng: Generator) -> Model:
    """Build a bicycle that stands upright and looks to +y."""
    builder = MeshBuilder()
    paint = str(rng.choice(PAINTS))
    for y in (REAR_Y, FRONT_Y):
        add_spoked_wheel(builder, (0, y, RADIUS_M), RADIUS_M, 0.02)
    rear, front = (0, REAR_Y, RADIUS_M), (0, FRONT_Y, RADIUS_M)
    head, seat = (0, 0.36, 0.84), (0, -0.2, 0.84)
    low = head if rng.random() < 0.5 else (0, 0.38, 0.7)  # the frame of a lady's bicycle
    builder.tube([CRANK, seat, low], 0.02, paint)
    builder.tube([CRANK, (0, 0.4, 0.7)], 0.022, paint)
    builder.tube([rear, CRANK], 0.014, paint)
    builder.tube([rear, seat], 0.012, paint)
    builder.tube([front, (0, 0.4, 0.72), head, (0, 0.33, 1.0)], 0.018, paint)
    builder.tube([seat, SADDLE], 0.014, 'aluminium')
    builder.ellipsoid(SADDLE, (0.08, 0.14, 0.035), 'leather', 10)
    builder.tube([GRIPS[0], (0, 0.38, 1.02), GRIPS[1]], 0.013, 'trim_black')
    add_ring(builder, (0.05, *CRANK[1:]), 0.09, 0.008, 'trim_black', 16)
    for x, z in ((-0.1, 0.12), (0.1, 0.46)):
        builder.box(
            (x - 0.04, CRANK[1] - 0.03, z - 0.01), (x + 0.04, CRANK[1] + 0.03, z), 'rubber'
        )
    if rng.random() < 0.4:
        builder.box((-0.16, 0.44, 0.8), (0.16, 0.72, 1.0), 'wood_dark')
    return Model('bicycle', 'bicycle', (builder.build(smooth=True),))
