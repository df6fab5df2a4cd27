"""Somebody on foot: standing, walking, a child, with a bag or a rucksack."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import CLOTHES, add_figure, random_dress, walking


def build(rng: Generator) -> Model:
    """Build an adult; scale the thing for a child."""
    builder = MeshBuilder()
    pose, dress = walking(rng), random_dress(rng)
    add_figure(builder, pose, dress)
    carried = str(rng.choice(['nothing', 'nothing', 'rucksack', 'bag', 'skirt']))
    colour = str(rng.choice(CLOTHES))
    if carried == 'rucksack':
        builder.ellipsoid((0, -0.2, 1.22), (0.15, 0.11, 0.22), colour)
    elif carried == 'bag':
        x, y, z = pose.hands[0]
        builder.box((x - 0.06, y - 0.16, z - 0.4), (x + 0.06, y + 0.16, z - 0.08), colour)
    elif carried == 'skirt':
        builder.cylinder((0, 0, 0.5), (0, 0, 0.98), (0.27, 0.16), colour, 14)
    return Model('person', 'person', (builder.build(smooth=True),))
