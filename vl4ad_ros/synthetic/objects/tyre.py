"""A loose car tyre lying on its side."""

import math

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a tyre of a car or a small lorry."""
    builder = MeshBuilder()
    radius = float(rng.uniform(0.32, 0.45))
    half, wall = radius * 0.35, radius * 0.22
    turn = [2 * math.pi * i / 14 for i in range(15)]
    profile = [(radius - wall + wall * math.cos(a), half + half * math.sin(a)) for a in turn]
    builder.lathe(profile, 'rubber', 40)
    return Model('tyre', UNKNOWN, (builder.build(smooth=True),))
