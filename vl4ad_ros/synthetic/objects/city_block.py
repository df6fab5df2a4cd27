"""A house of a town: a shop on the ground floor, three to six storeys above it, a flat roof."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

FACADES = (
    'render_white', 'render_cream', 'render_ochre', 'render_rose', 'render_grey', 'render_blue',
    'brick_red', 'brick_brown', 'brick_yellow', 'stone', 'concrete_wall', 'facade_dark',
)  # fmt: skip
DEPTH_M, GROUND_M = 11.0, 3.9


def build(rng: Generator) -> Model:
    """Build a house whose front lies at y = 0 and looks to +y; its width is that of `width_of`."""
    builder = MeshBuilder()
    wide = float(rng.uniform(9, 17))
    storeys, storey_m = int(rng.integers(2, 6)), float(rng.uniform(2.9, 3.5))
    top = GROUND_M + storeys * storey_m
    facade = str(rng.choice(FACADES))
    builder.box((-wide / 2, -DEPTH_M, -0.5), (wide / 2, 0, top), facade)
    builder.box((-wide / 2, -0.2, GROUND_M - 0.25), (wide / 2, 0.18, GROUND_M), 'stone')
    builder.box((-wide / 2 - 0.05, -DEPTH_M, top), (wide / 2 + 0.05, 0.35, top + 0.35), 'stone')
    _storeys(builder, rng, wide, storeys, storey_m)
    if rng.random() < 0.75:
        _shops(builder, rng, wide)
    else:
        _entrance(builder, wide)
    return Model('town house', 'building', (builder.build(),))


def width_of(model: Model) -> float:
    """Return how much of the street a house takes."""
    return float(np.ptp(model.meshes[0].vertices[:, 0])) - 0.1


def _storeys(
    builder: MeshBuilder, rng: Generator, wide: float, storeys: int, storey_m: float
) -> None:
    bands = rng.random() < 0.25  # glass from end to end, as offices have it
    spacing = float(rng.uniform(1.9, 3.0))
    pane, tall = float(rng.uniform(0.9, 1.5)), float(rng.uniform(1.4, 2.0))
    balconies = rng.random() < 0.3
    for storey in range(storeys):
        z = GROUND_M + storey * storey_m + 0.8
        if bands:
            builder.box((-wide / 2 + 0.4, -0.1, z), (wide / 2 - 0.4, 0.02, z + tall), 'window')
        for x in np.arange(-wide / 2 + 0.5, wide / 2 - pane - 0.2, spacing):
            if bands:
                builder.box((x, 0, z), (x + 0.08, 0.06, z + tall), 'metal_dark')
                continue
            builder.box(
                (x - 0.09, -0.1, z - 0.09), (x + pane + 0.09, 0.04, z + tall + 0.09), 'frame_white'
            )
            builder.box((x, 0, z), (x + pane, 0.05, z + tall), 'window')
            builder.box(
                (x + pane / 2 - 0.03, 0, z), (x + pane / 2 + 0.03, 0.07, z + tall), 'frame_white'
            )
            if balconies and storey % 2:
                builder.box((x - 0.3, 0, z - 0.75), (x + pane + 0.3, 1.0, z - 0.62), 'stone')
                builder.box((x - 0.3, 0.95, z - 0.62), (x + pane + 0.3, 1.0, z + 0.25), 'iron')


def _shops(builder: MeshBuilder, rng: Generator, wide: float) -> None:
    count = max(1, int(wide // 5))
    for shop in range(count):
        x0 = -wide / 2 + wide * shop / count + 0.35
        x1 = -wide / 2 + wide * (shop + 1) / count - 0.35
        sign = f'shop_sign_{int(rng.integers(1, 4))}'
        builder.box((x0, -0.1, 0.35), (x1, 0.03, 2.9), 'window')
        builder.box(
            (x0 + 0.2, -0.05, 0.5), (x1 - 0.2, 0.035, float(rng.uniform(1.1, 2.1))), 'goods'
        )
        builder.box((x0, -0.05, 0), (x1, 0.08, 0.38), 'facade_dark')
        for x in np.linspace(x0, x1, 4):
            builder.box((x - 0.05, -0.05, 0), (x + 0.05, 0.1, 2.95), 'facade_dark')
        builder.box((x0, -0.05, 2.95), (x1, 0.22, 3.55), sign)
        x = x0 + 0.4
        while x < x1 - 0.6:
            letter = float(rng.uniform(0.1, 0.28))
            builder.box((x, 0.2, 3.1), (x + letter, 0.25, 3.4), 'sign_white')
            x += letter + 0.09
        if rng.random() < 0.35:
            cloth = [(0.1, 2.9), (1.4, 2.35), (1.4, 2.42), (0.1, 2.97)]
            builder.extrude(cloth, x0, x1, 'awning')


def _entrance(builder: MeshBuilder, wide: float) -> None:
    builder.box((-0.8, -0.05, 0), (0.8, 0.06, 2.7), 'wood_dark')
    for x in np.arange(-wide / 2 + 0.8, wide / 2 - 1.5, 2.4):
        if abs(x + 0.6) > 1.6:
            builder.box((x, -0.05, 1.1), (x + 1.3, 0.04, 2.8), 'window')
