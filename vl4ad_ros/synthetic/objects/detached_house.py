"""A house of its own with a garden around it: two storeys under a gable, sometimes a garage."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from .house import WALLS

ROOFS = ('tiles_red', 'tiles_brown', 'slate', 'tiles_red')


def build(rng: Generator) -> Model:
    """Build a house whose middle is at the origin and that looks to +y."""
    builder = MeshBuilder()
    wide, deep = float(rng.uniform(7.5, 11.5)), float(rng.uniform(7, 9.5))
    storeys = int(rng.choice([1, 2, 2]))
    top = 0.4 + 2.8 * storeys
    wall, roof = str(rng.choice(WALLS)), str(rng.choice(ROOFS))
    builder.box((-wide / 2, -deep / 2, -1.0), (wide / 2, deep / 2, top), wall)
    builder.box(
        (-wide / 2 - 0.03, -deep / 2 - 0.03, -1.0),
        (wide / 2 + 0.03, deep / 2 + 0.03, 0.35),
        'stone',
    )
    rise = float(rng.uniform(2.2, 4.0))
    if rng.random() < 0.5:
        _gable(builder, wide, deep, top, rise, wall, roof)
    else:
        _gable_across(builder, wide, deep, top, rise, wall, roof)
    _windows(builder, rng, wide, deep, storeys)
    chimney = float(rng.uniform(-wide / 3, wide / 3))
    builder.box((chimney - 0.35, -0.9, top), (chimney + 0.35, -0.2, top + rise + 0.7), 'brick_red')
    if rng.random() < 0.45:
        side = wide / 2
        builder.box((side, -deep / 2, -0.5), (side + 3.2, deep / 2 - 1, 2.7), wall)
        builder.box(
            (side + 0.35, deep / 2 - 1, 0), (side + 2.85, deep / 2 - 0.95, 2.2), 'frame_white'
        )
        builder.box((side - 0.1, -deep / 2, 2.7), (side + 3.4, deep / 2 - 0.8, 2.9), roof)
    return Model('house', 'building', (builder.build(),))


def _gable(
    builder: MeshBuilder, wide: float, deep: float, top: float, rise: float, wall: str, roof: str
) -> None:
    """Add a roof whose ridge runs along x."""
    half, eave = deep / 2, 0.45
    drop = eave * rise / half
    for x in (-wide / 2, wide / 2):
        builder.quad([(x, -half, top), (x, half, top), (x, 0, top + rise)], wall)
    x = wide / 2 + 0.35
    for side in (-1, 1):
        low, high = side * (half + eave), top - drop
        corners = [
            (-x * side, low, high),
            (x * side, low, high),
            (x * side, 0, top + rise),
            (-x * side, 0, top + rise),
        ]
        builder.quad([(a, b, c + 0.12) for a, b, c in corners[::-1]], roof)
        builder.quad(corners, 'frame_white')


def _gable_across(
    builder: MeshBuilder, wide: float, deep: float, top: float, rise: float, wall: str, roof: str
) -> None:
    """Add a roof whose ridge runs along y, the gable towards the street."""
    half, eave = wide / 2, 0.4
    drop = eave * rise / half
    for y in (-deep / 2, deep / 2):
        builder.quad([(-half, y, top), (half, y, top), (0, y, top + rise)], wall)
    y = deep / 2 + 0.4
    for side in (-1, 1):
        low, high = side * (half + eave), top - drop
        corners = [
            (low, -y * side, high),
            (low, y * side, high),
            (0, y * side, top + rise),
            (0, -y * side, top + rise),
        ]
        builder.quad([(a, b, c + 0.12) for a, b, c in corners], roof)
        builder.quad(corners[::-1], 'frame_white')


def _windows(builder: MeshBuilder, rng: Generator, wide: float, deep: float, storeys: int) -> None:
    door = str(rng.choice(['door_green', 'door_red', 'door_blue', 'wood_dark']))
    shutters = rng.random() < 0.3
    columns = int(wide // 2.6)
    entry = int(rng.integers(columns))
    for storey in range(storeys):
        z = 1.3 + 2.8 * storey
        for column in range(columns):
            x = (column + 0.5) / columns * wide - wide / 2
            if storey == 0 and column == entry:
                builder.box((x - 0.55, deep / 2, 0.2), (x + 0.55, deep / 2 + 0.06, 2.35), door)
                builder.box(
                    (x - 1.0, deep / 2, 2.5), (x + 1.0, deep / 2 + 1.0, 2.62), 'frame_white'
                )
            else:
                _pane(builder, x, deep / 2, z, shutters)
        for y in np.arange(-deep / 2 + 1.8, deep / 2 - 1, 2.8):
            for side in (-1, 1):
                low, high = sorted((side * wide / 2, side * (wide / 2 + 0.03)))
                builder.box((low, y, z), (high, y + 1.1, z + 1.3), 'window')


def _pane(builder: MeshBuilder, x: float, y: float, z: float, shutters: bool) -> None:
    builder.box((x - 0.68, y, z - 0.06), (x + 0.68, y + 0.05, z + 1.36), 'frame_white')
    builder.box((x - 0.6, y + 0.03, z), (x - 0.03, y + 0.06, z + 1.3), 'window')
    builder.box((x + 0.03, y + 0.03, z), (x + 0.6, y + 0.06, z + 1.3), 'window')
    if shutters:
        for side in (-1, 1):
            low, high = sorted((x + side * 0.7, x + side * 1.2))
            builder.box((low, y, z - 0.05), (high, y + 0.05, z + 1.35), 'door_green')
