"""Who rides a bicycle or a motorcycle; placed where the machine is."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from . import bicycle, motorcycle
from .figure import Pose, add_figure, random_dress


def build_cyclist(rng: Generator) -> Model:
    """Build somebody on a bicycle."""
    x, y, z = bicycle.SADDLE
    pose = Pose(
        (x, y, z + 0.08),
        (0, y + 0.3, z + 0.56),
        ((-0.11, -0.06, 0.2), (0.11, -0.06, 0.52)),
        bicycle.GRIPS,
    )
    return _rider(rng, pose, rng.random() < 0.6)


def build_motorcyclist(rng: Generator) -> Model:
    """Build somebody on a motorcycle."""
    x, y, z = motorcycle.SEAT
    pose = Pose((x, y, z + 0.12), (0, y + 0.22, z + 0.64), motorcycle.PEGS, motorcycle.GRIPS)
    return _rider(rng, pose, True)


def _rider(rng: Generator, pose: Pose, helmet: bool) -> Model:
    builder = MeshBuilder()
    add_figure(builder, pose, random_dress(rng, helmet))
    return Model('rider', 'rider', (builder.build(smooth=True),))
