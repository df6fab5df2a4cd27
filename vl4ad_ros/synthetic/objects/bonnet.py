"""The bonnet of the ego car, as a camera behind the windscreen sees it."""

from numpy.random import Generator

from ..labels import OUTSIDE
from ..mesh_builder import MeshBuilder
from ..things import Model
from .car import PAINTS


def build(rng: Generator) -> Model:
    """Build a bonnet before and below the origin, where the camera is."""
    builder = MeshBuilder()
    paint = str(rng.choice(PAINTS))
    drop = float(rng.uniform(0.38, 0.6))
    builder.ellipsoid((0, 0.95, -drop - 0.2), (0.86, 0.85, 0.2), paint, 40)
    builder.box((-0.75, 0.35, -drop - 0.3), (0.75, 0.62, -drop - 0.02), 'trim_black')
    if rng.random() < 0.4:
        builder.ellipsoid((0, 1.25, -drop - 0.02), (0.35, 0.3, 0.04), paint, 24)
    return Model('bonnet', OUTSIDE, (builder.build(smooth=True),))
