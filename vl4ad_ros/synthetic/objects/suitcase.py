"""A hard suitcase, fallen on its side."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a suitcase with ribs, wheels and a drawn-out handle."""
    builder = MeshBuilder()
    colour = str(rng.choice(['plastic_blue', 'cloth_red', 'plastic_green']))
    builder.box((-0.26, -0.38, 0.03), (0.26, 0.38, 0.31), colour)
    for x in (-0.18, -0.06, 0.06, 0.18):
        builder.box((x - 0.02, -0.34, 0.3), (x + 0.02, 0.34, 0.325), colour)
    for x in (-0.2, 0.2):
        builder.cylinder((x, 0.38, 0.1), (x, 0.44, 0.1), 0.035, 'rubber')
    for x in (-0.12, 0.12):
        builder.cylinder((x, -0.38, 0.1), (x, -0.75, 0.1), 0.012, 'metal_dark', 8)
    builder.cylinder((-0.13, -0.75, 0.1), (0.13, -0.75, 0.1), 0.018, 'rubber', 8)
    return Model('suitcase', UNKNOWN, (builder.build(bevel_m=0.03),))
