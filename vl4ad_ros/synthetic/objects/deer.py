"""A deer, with antlers or without."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .quadruped import Quadruped, add_quadruped


def build(rng: Generator) -> Model:
    """Build a deer as tall as a man's chest."""
    builder = MeshBuilder()
    fur = str(rng.choice(['fur_brown', 'fur_tan']))
    animal = Quadruped(1.12, 1.25, 0.2, 0.085, (0.3, 0.55), 0.36, fur, fur, 0.18, 0.2)
    head = np.array(add_quadruped(builder, rng, animal))
    builder.ellipsoid((0, -0.66, 0.9), (0.12, 0.06, 0.16), 'fur_white')
    if rng.random() < 0.6:
        for side in (-1, 1):
            beam = [
                head + np.array((side * x, y, z))
                for x, y, z in ((0.06, -0.05, 0.1), (0.22, -0.15, 0.38), (0.3, -0.02, 0.7))
            ]
            builder.tube(beam, 0.022, 'horn', 6)
            for base, tip in (
                (beam[1], (0.05, 0.22, 0.12)),
                (beam[1], (0.16, -0.1, 0.16)),
                (beam[2], (-0.06, 0.16, 0.1)),
            ):
                builder.tube([base, base + np.array(tip) * (side, 1, 1)], 0.016, 'horn', 6)
    return Model('deer', UNKNOWN, (builder.build(smooth=True),))
