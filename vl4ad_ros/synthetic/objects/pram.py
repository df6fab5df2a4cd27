"""A pram that rolled away."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import CLOTHES
from .wheels import add_spoked_wheel


def build(rng: Generator) -> Model:
    """Build a pram, its handle towards -y."""
    builder = MeshBuilder()
    cloth = str(rng.choice(CLOTHES))
    outline = [(-0.35, 0.72), (-0.2, 0.5), (0.3, 0.5), (0.45, 0.72), (0.45, 0.78), (-0.35, 0.78)]
    builder.extrude(outline, -0.22, 0.22, cloth)
    turn = np.linspace(0.15, 1.7, 9)
    hood = [(0.1 + 0.36 * float(np.cos(a)), 0.76 + 0.36 * float(np.sin(a))) for a in turn]
    builder.extrude([(0.1, 0.76), *hood], -0.23, 0.23, cloth)
    builder.box((-0.19, -0.3, 0.76), (0.19, 0.15, 0.82), 'cloth_white')
    for side in (-1, 1):
        for y, radius in ((-0.28, 0.17), (0.36, 0.14)):
            add_spoked_wheel(builder, (side * 0.27, y, radius), radius, 0.016, 8)
            builder.tube([(side * 0.25, y, radius), (side * 0.22, y * 0.5, 0.5)], 0.013, 'chrome')
        builder.tube([(side * 0.23, 0.1, 0.55), (side * 0.24, -0.62, 1.02)], 0.013, 'chrome')
    builder.cylinder((-0.24, -0.62, 1.02), (0.24, -0.62, 1.02), 0.018, 'rubber')
    return Model('pram', UNKNOWN, (builder.build(),))
