"""An excavator on tracks."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a digger whose arm reaches to +y."""
    builder = MeshBuilder()
    paint = str(rng.choice(['paint_yellow', 'paint_yellow', 'paint_orange']))
    turn = np.linspace(0, np.pi, 7)
    track = [(1.5 + 0.4 * np.sin(a), 0.4 - 0.4 * np.cos(a)) for a in turn]
    track += [(-1.5 - 0.4 * np.sin(a), 0.4 + 0.4 * np.cos(a)) for a in turn]
    for x in (-1.2, 0.7):
        builder.extrude(track, x, x + 0.5, 'rubber')
        for y in np.linspace(-1.4, 1.4, 6):
            builder.cylinder((x - 0.02, y, 0.35), (x + 0.52, y, 0.35), 0.22, 'metal_dark', 14)
    builder.box((-0.8, -0.8, 0.45), (0.8, 0.8, 0.95), 'metal_dark')
    builder.extrude(
        [(-2.0, 1.0), (1.0, 1.0), (1.0, 1.5), (-0.2, 1.6), (-0.3, 1.95), (-1.9, 1.9), (-2.1, 1.5)],
        -1.1,
        1.1,
        paint,
    )
    cab = [(-0.3, 1.45), (1.05, 1.45), (1.1, 1.9), (0.85, 2.75), (-0.3, 2.75)]
    builder.extrude(cab, -1.1, -0.2, 'car_glass')
    builder.tube([(-1.1, y, z) for y, z in [*cab, cab[0]]], 0.05, paint)
    builder.tube([(-0.2, y, z) for y, z in [*cab, cab[0]]], 0.05, paint)
    builder.box((-1.15, -0.35, 2.73), (-0.15, 0.9, 2.83), paint)
    lift = float(rng.uniform(-0.3, 0.5))
    joints = np.array([(0.9, 1.4), (2.2, 3.0 + lift), (3.7, 2.5 + lift), (3.9, 0.9 + lift)])
    for (y0, z0), (y1, z1), thick in zip(joints[:-1], joints[1:], (0.2, 0.17, 0.13), strict=True):
        builder.cylinder((0.2, y0, z0), (0.2, y1, z1), thick, paint, 4)
    builder.cylinder((0.2, 1.0, 1.3), (0.2, 1.9, 2.4 + lift), 0.08, 'chrome', 10)
    y, z = joints[3]
    bucket = [
        (y + 0.1, z),
        (y - 0.2, z - 0.1),
        (y - 0.75, z - 0.55),
        (y - 0.4, z - 0.8),
        (y + 0.2, z - 0.6),
    ]
    builder.extrude(bucket, -0.2, 0.6, 'rust')
    return Model('excavator', UNKNOWN, (builder.build(bevel_m=0.02),))
