"""Somebody in a wheelchair."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import Pose, add_figure, random_dress
from .wheels import add_ring, add_spoked_wheel


def build(rng: Generator) -> Model:
    """Build a wheelchair that looks to +y, with somebody in it most often."""
    builder = MeshBuilder()
    for side in (-1, 1):
        add_spoked_wheel(builder, (side * 0.31, -0.1, 0.3), 0.3, 0.018, 16)
        add_ring(builder, (side * 0.36, -0.1, 0.3), 0.26, 0.01, 'chrome')
        add_ring(builder, (side * 0.24, 0.4, 0.08), 0.06, 0.02, 'rubber', 14)
        builder.tube(
            [
                (side * 0.24, 0.4, 0.1),
                (side * 0.25, 0.36, 0.48),
                (side * 0.25, -0.25, 0.48),
                (side * 0.25, -0.32, 0.95),
                (side * 0.25, -0.44, 0.96),
            ],
            0.014,
            'chrome',
        )
        builder.tube([(side * 0.25, 0.34, 0.48), (side * 0.16, 0.58, 0.12)], 0.012, 'chrome')
        builder.box(
            (side * 0.25 - 0.03, -0.2, 0.68), (side * 0.25 + 0.03, 0.2, 0.71), 'trim_black'
        )
        builder.box((side * 0.12 - 0.08, 0.5, 0.1), (side * 0.12 + 0.08, 0.68, 0.12), 'trim_black')
    builder.box((-0.24, -0.25, 0.47), (0.24, 0.32, 0.52), 'leather')
    builder.box((-0.24, -0.34, 0.5), (0.24, -0.29, 0.92), 'leather')
    if rng.random() < 0.8:
        pose = Pose(
            (0, -0.12, 0.62),
            (0, -0.2, 1.16),
            ((-0.12, 0.56, 0.2), (0.12, 0.56, 0.2)),
            ((-0.28, 0.12, 0.74), (0.28, 0.12, 0.74)),
        )
        add_figure(builder, pose, random_dress(rng))
    return Model('wheelchair', UNKNOWN, (builder.build(smooth=True),))
