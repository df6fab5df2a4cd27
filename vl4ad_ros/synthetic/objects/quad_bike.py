"""A quad bike, with or without somebody on it."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import Pose, add_figure, random_dress
from .wheels import add_ring


def build(rng: Generator) -> Model:
    """Build a quad bike that looks to +y."""
    builder = MeshBuilder()
    paint = str(
        rng.choice(['paint_red', 'paint_green', 'paint_blue', 'paint_black', 'paint_orange'])
    )
    for side in (-1, 1):
        for y in (-0.6, 0.62):
            add_ring(builder, (side * 0.42, y, 0.3), 0.19, 0.115, 'rubber')
            builder.cylinder((side * 0.34, y, 0.3), (side * 0.5, y, 0.3), 0.14, 'rim')
            builder.ellipsoid((side * 0.4, y, 0.66), (0.22, 0.34, 0.07), paint)
    builder.ellipsoid((0, 0, 0.5), (0.2, 0.6, 0.18), 'metal_dark')
    builder.ellipsoid((0, 0.35, 0.72), (0.2, 0.38, 0.14), paint)
    builder.ellipsoid((0, -0.25, 0.8), (0.17, 0.38, 0.09), 'leather')
    builder.tube([(-0.38, 0.22, 1.0), (0, 0.36, 0.94), (0.38, 0.22, 1.0)], 0.018, 'trim_black')
    for y in (-0.75, 0.7):
        for x in (-0.3, -0.1, 0.1, 0.3):
            builder.tube([(x, y - 0.18, 0.8), (x, y + 0.18, 0.8)], 0.012, 'trim_black')
    for x in (-0.15, 0.15):
        builder.ellipsoid((x, 0.82, 0.66), (0.08, 0.05, 0.06), 'head_light')
    if rng.random() < 0.7:
        pose = Pose(
            (0, -0.25, 0.96),
            (0, 0.0, 1.48),
            ((-0.24, 0.1, 0.38), (0.24, 0.1, 0.38)),
            ((-0.36, 0.22, 1.02), (0.36, 0.22, 1.02)),
        )
        add_figure(builder, pose, random_dress(rng, True))
    return Model('quad bike', UNKNOWN, (builder.build(smooth=True),))
