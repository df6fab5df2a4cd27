"""A steel drum, standing."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a drum of 200 litres."""
    builder = MeshBuilder()
    colour = str(rng.choice(['drum_blue', 'drum_orange']))
    ribs = [(0.29, 0.0), (0.29, 0.28), (0.305, 0.3), (0.29, 0.32), (0.29, 0.56)]
    ribs += [(0.305, 0.58), (0.29, 0.6), (0.29, 0.86), (0.3, 0.88), (0.27, 0.86), (0.0, 0.86)]
    builder.lathe(ribs, colour, 32)
    return Model('barrel', UNKNOWN, (builder.build(bevel_m=0.004),))
