"""A wild boar."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .quadruped import Quadruped, add_quadruped


def build(rng: Generator) -> Model:
    """Build a boar with tusks and bristles along its back."""
    builder = MeshBuilder()
    fur = str(rng.choice(['fur_black', 'fur_brown', 'fur_grey']))
    animal = Quadruped(0.78, 1.1, 0.23, 0.075, (0.3, 0.0), 0.44, fur, fur, 0.25, 0.13)
    head = np.array(add_quadruped(builder, rng, animal))
    for y in np.arange(-0.4, 0.5, 0.06):
        builder.cylinder((0, y, 0.7), (0, y - 0.05, 0.86), (0.03, 0.005), fur, 5)
    for side in (-1, 1):
        tusk = head + np.array((side * 0.09, 0.22, -0.12))
        tip = tusk + np.array((side * 0.03, 0.04, 0.1))
        builder.cylinder(tusk, tip, (0.016, 0.004), 'beak', 6)
    return Model('boar', UNKNOWN, (builder.build(smooth=True),))
