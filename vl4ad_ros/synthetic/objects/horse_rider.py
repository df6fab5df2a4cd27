"""A horse, and most often somebody on it."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import Pose, add_figure, random_dress
from .quadruped import Quadruped, add_quadruped


def build(rng: Generator) -> Model:
    """Build a saddled horse that looks to +y."""
    builder = MeshBuilder()
    fur = str(rng.choice(['fur_brown', 'fur_tan', 'fur_black', 'fur_white', 'fur_grey']))
    animal = Quadruped(1.58, 1.75, 0.29, 0.12, (0.5, 0.62), 0.5, fur, fur, 0.9, 0.16)
    head = np.array(add_quadruped(builder, rng, animal))
    for step in np.linspace(0, 1, 9):  # the mane
        place = np.array([0, 0.62, 1.5]) + np.array(head - (0, 0.72, 1.38)) * step
        builder.ellipsoid(place, (0.05, 0.09, 0.14), 'fur_black', 8)
    builder.ellipsoid((0, -0.05, 1.56), (0.24, 0.3, 0.07), 'leather')
    if rng.random() < 0.8:
        pose = Pose(
            (0, -0.05, 1.68), (0, 0.0, 2.22), ((-0.4, 0.12, 0.95), (0.4, 0.12, 0.95)),
            ((-0.1, 0.42, 1.75), (0.1, 0.42, 1.75)),
        )  # fmt: skip
        add_figure(builder, pose, random_dress(rng, True))
    return Model('horse and rider', UNKNOWN, (builder.build(smooth=True),))
