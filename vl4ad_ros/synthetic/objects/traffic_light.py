"""A traffic light; the signal heads and their post are of different classes."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

STATES = {'red': (0,), 'red and amber': (0, 1), 'green': (2,), 'amber': (1,)}
COLOURS = ('signal_red', 'signal_amber', 'signal_green')
ARM_M = 4.2


def build_post(reaches_over: bool) -> Model:
    """Build a post, with an arm to +x: over the road if it stands at the right, looking back."""
    builder = MeshBuilder()
    top = 6.0 if reaches_over else 3.3
    builder.cylinder((0, 0, 0), (0, 0, top), 0.08 if reaches_over else 0.055, 'pole_grey')
    if reaches_over:
        builder.tube([(0, 0, 5.6), (ARM_M, 0, 5.9)], 0.06, 'pole_grey')
    return Model('signal post', 'pole', (builder.build(),))


def build_heads(rng: Generator, reaches_over: bool) -> Model:
    """Build the signal heads, which look to +y."""
    builder = MeshBuilder()
    lit = STATES[str(rng.choice(list(STATES), p=[0.45, 0.05, 0.45, 0.05]))]
    _head(builder, 0.0, 2.35, lit)
    if reaches_over:
        _head(builder, ARM_M - 0.2, 5.2, lit)
    return Model('traffic light', 'traffic light', (builder.build(),))


def _head(builder: MeshBuilder, x: float, z: float, lit: tuple[int, ...]) -> None:
    builder.box((x - 0.15, 0.08, z), (x + 0.15, 0.24, z + 0.92), 'trim_black')
    builder.box((x - 0.26, 0.09, z - 0.1), (x + 0.26, 0.11, z + 1.02), 'trim_black')
    for place, colour in enumerate(COLOURS):
        middle = z + 0.76 - 0.3 * place
        lens = colour if place in lit else 'signal_off'
        builder.cylinder((x, 0.2, middle), (x, 0.255, middle), 0.105, lens, 18)
        builder.box((x - 0.12, 0.24, middle + 0.09), (x + 0.12, 0.4, middle + 0.115), 'trim_black')
