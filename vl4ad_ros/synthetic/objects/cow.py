"""A cow."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .quadruped import Quadruped, add_quadruped


def build(rng: Generator) -> Model:
    """Build a cow with horns and an udder."""
    builder = MeshBuilder()
    fur = str(rng.choice(['fur_pied', 'fur_pied', 'fur_pied_brown', 'fur_brown', 'fur_tan']))
    face = str(rng.choice(['fur_white', 'fur_black', 'fur_brown']))
    animal = Quadruped(1.42, 1.85, 0.36, 0.13, (0.42, 0.2), 0.52, fur, face, 0.75, 0.22)
    head = np.array(add_quadruped(builder, rng, animal))
    builder.ellipsoid((0, -0.5, 0.55), (0.17, 0.2, 0.14), 'skin')
    for side in (-1, 1):
        root = head + np.array((side * 0.1, -0.08, 0.15))
        bend, tip = (
            root + np.array((side * 0.18, 0, 0.06)),
            root + np.array((side * 0.22, 0.04, 0.2)),
        )
        builder.tube([root, bend, tip], 0.028, 'horn', 8)
    return Model('cow', UNKNOWN, (builder.build(smooth=True),))
