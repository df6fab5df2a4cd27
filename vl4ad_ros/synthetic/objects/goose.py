"""A goose crossing the road."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a goose, or a swan in white."""
    builder = MeshBuilder()
    plumage = str(rng.choice(['fur_white', 'fur_grey', 'fur_brown']))
    builder.ellipsoid((0, 0, 0.42), (0.17, 0.34, 0.19), plumage, 14)
    builder.ellipsoid((0, -0.36, 0.46), (0.09, 0.14, 0.06), 'fur_white')
    for side in (-1, 1):
        builder.ellipsoid((side * 0.16, -0.06, 0.45), (0.05, 0.28, 0.13), plumage)
        builder.cylinder((side * 0.08, 0, 0.28), (side * 0.08, 0.02, 0.02), 0.018, 'beak', 6)
        builder.ellipsoid((side * 0.08, 0.06, 0.015), (0.05, 0.08, 0.015), 'beak', 6)
    builder.tube([(0, 0.26, 0.5), (0, 0.38, 0.66), (0, 0.36, 0.86)], 0.05, plumage)
    builder.ellipsoid((0, 0.4, 0.9), (0.055, 0.08, 0.06), plumage)
    builder.cylinder((0, 0.45, 0.89), (0, 0.56, 0.86), (0.035, 0.012), 'beak', 8)
    return Model('goose', UNKNOWN, (builder.build(smooth=True),))
