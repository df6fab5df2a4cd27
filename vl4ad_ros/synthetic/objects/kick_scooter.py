"""A kick scooter, as they are left in the street, or with somebody on it."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import Pose, add_figure, random_dress
from .wheels import add_ring


def build(rng: Generator) -> Model:
    """Build an electric kick scooter that looks to +y."""
    builder = MeshBuilder()
    paint = str(rng.choice(['trim_black', 'plastic_green', 'paint_orange', 'paint_silver']))
    for y in (-0.5, 0.45):
        add_ring(builder, (0, y, 0.11), 0.085, 0.028, 'rubber', 20)
        builder.cylinder((-0.025, y, 0.11), (0.025, y, 0.11), 0.06, 'rim')
    builder.box((-0.085, -0.45, 0.1), (0.085, 0.3, 0.16), paint)
    builder.tube([(0, 0.28, 0.14), (0, 0.42, 0.3)], 0.035, paint)
    builder.tube([(0, 0.46, 0.12), (0, 0.36, 1.1)], 0.026, paint)
    builder.tube([(-0.25, 0.34, 1.12), (0.25, 0.34, 1.12)], 0.016, 'trim_black')
    builder.box((-0.05, -0.58, 0.2), (0.05, -0.4, 0.24), paint)
    builder.ellipsoid((0, 0.42, 0.95), (0.03, 0.03, 0.04), 'head_light')
    if rng.random() < 0.5:
        pose = Pose(
            (0, -0.1, 1.05), (0, 0.0, 1.6), ((-0.06, -0.25, 0.23), (0.06, 0.08, 0.23)),
            ((-0.24, 0.33, 1.13), (0.24, 0.33, 1.13)),
        )  # fmt: skip
        add_figure(builder, pose, random_dress(rng, bool(rng.random() < 0.3)))
    return Model('kick scooter', UNKNOWN, (builder.build(smooth=True),))
