"""A refrigerator, standing or on its back."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a refrigerator whose doors look to +y, or to the sky."""
    builder = MeshBuilder()
    colour = str(rng.choice(['plastic_white', 'plastic_white', 'aluminium', 'paint_cream']))
    tall = float(rng.uniform(1.2, 1.75))
    if rng.random() < 0.5:
        builder.box((-0.3, -0.3, 0), (0.3, 0.26, tall), colour)
        for z0, z1 in ((0.03, tall * 0.62), (tall * 0.64, tall - 0.01)):
            builder.box((-0.3, 0.27, z0), (0.3, 0.33, z1), colour)
            builder.box(
                (-0.26, 0.33, (z0 + z1) / 2 - 0.15), (-0.23, 0.37, (z0 + z1) / 2 + 0.15), 'chrome'
            )
    else:
        builder.box((-tall / 2, -0.3, 0), (tall / 2, 0.3, 0.56), colour)
        for x0, x1 in ((-tall / 2, tall * 0.12), (tall * 0.14, tall / 2)):
            builder.box((x0, -0.3, 0.57), (x1, 0.3, 0.63), colour)
            builder.box(
                ((x0 + x1) / 2 - 0.15, -0.26, 0.63), ((x0 + x1) / 2 + 0.15, -0.23, 0.67), 'chrome'
            )
    return Model('refrigerator', UNKNOWN, (builder.build(bevel_m=0.015),))
