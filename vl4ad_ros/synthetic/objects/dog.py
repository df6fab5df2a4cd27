"""A dog on the loose."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .quadruped import Quadruped, add_quadruped

FURS = ('fur_brown', 'fur_tan', 'fur_black', 'fur_white', 'fur_grey')


def build(rng: Generator) -> Model:
    """Build a dog, knee-high or taller."""
    builder = MeshBuilder()
    size = float(rng.uniform(0.75, 1.15))
    fur, face = (str(name) for name in rng.choice(FURS, 2))
    animal = Quadruped(
        0.6 * size, 0.72 * size, 0.125 * size, 0.05 * size, (0.16 * size, 0.24 * size),
        0.24 * size, fur, face, -0.3 * size, 0.1 * size,
    )  # fmt: skip
    add_quadruped(builder, rng, animal)
    return Model('dog', UNKNOWN, (builder.build(smooth=True),))
