"""A sheep in its wool."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .quadruped import Quadruped, add_quadruped


def build(rng: Generator) -> Model:
    """Build a sheep; its wool is a heap of small round locks."""
    builder = MeshBuilder()
    face = str(rng.choice(['fur_black', 'fur_white', 'fur_grey']))
    animal = Quadruped(0.74, 0.9, 0.24, 0.06, (0.26, 0.16), 0.26, 'wool', face, 0.15, 0.12)
    add_quadruped(builder, rng, animal)
    for _ in range(70):
        direction = rng.normal(size=3)
        direction /= (direction**2).sum() ** 0.5
        x, y, z = direction * (0.25, 0.5, 0.27)
        builder.ellipsoid((x, y, 0.5 + z), rng.uniform(0.06, 0.1, 3), 'wool', 8)
    return Model('sheep', UNKNOWN, (builder.build(smooth=True),))
