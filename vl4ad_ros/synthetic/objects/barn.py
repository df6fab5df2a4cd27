"""A barn or a hall of a farm."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

WALLS = (
    'barn_red',
    'planks',
    'planks_grey',
    'sheet_grey',
    'sheet_green',
    'stones',
    'render_white',
)
ROOFS = ('tiles_red', 'tiles_brown', 'sheet_grey', 'slate')


def build(rng: Generator) -> Model:
    """Build a barn whose middle is at the origin and whose gate looks to +y."""
    builder = MeshBuilder()
    wide, deep = float(rng.uniform(9, 14)), float(rng.uniform(14, 24))
    top, rise = float(rng.uniform(3.5, 5.5)), float(rng.uniform(2.5, 5))
    wall, roof = str(rng.choice(WALLS)), str(rng.choice(ROOFS))
    builder.box((-wide / 2, -deep / 2, -1), (wide / 2, deep / 2, top), wall)
    for y in (-deep / 2, deep / 2):
        builder.quad([(-wide / 2, y, top), (wide / 2, y, top), (0, y, top + rise)], wall)
    far, low = wide / 2 + 0.5, top - 0.5 * rise / (wide / 2)
    y = deep / 2 + 0.5
    builder.quad([(far, -y, low), (far, y, low), (0, y, top + rise), (0, -y, top + rise)], roof)
    builder.quad([(-far, y, low), (-far, -y, low), (0, -y, top + rise), (0, y, top + rise)], roof)
    builder.box((-2, deep / 2, 0), (2, deep / 2 + 0.08, 3.4), 'wood_dark')
    for side in (-1, 1):
        a, b = sorted((side * wide / 2, side * (wide / 2 + 0.06)))
        for y in range(-int(deep / 2) + 3, int(deep / 2) - 3, 5):
            builder.box((a, y, 1.6), (b, y + 1.4, 2.5), 'window')
    return Model('barn', 'building', (builder.build(),))
