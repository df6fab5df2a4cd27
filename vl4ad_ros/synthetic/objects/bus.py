"""A city bus."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_wheel

PAINTS = ('paint_yellow', 'paint_red', 'paint_white', 'paint_blue', 'paint_cream', 'paint_green')
HALF_M, LENGTH_M, TOP_M = 1.26, 11.6, 3.05


def build(rng: Generator) -> Model:
    """Build a bus whose middle is at the origin and that looks to +y."""
    builder = MeshBuilder()
    paint, band = (str(name) for name in rng.choice(PAINTS, 2, replace=False))
    front, rear = LENGTH_M / 2, -LENGTH_M / 2
    outline = [
        (rear, 0.35),
        (front, 0.35),
        (front + 0.05, 1.1),
        (front - 0.12, TOP_M),
        (rear, TOP_M),
    ]
    builder.extrude(outline, -HALF_M, HALF_M, paint)
    builder.box((-HALF_M - 0.005, rear, 0.3), (HALF_M + 0.005, front - 0.02, 0.62), band)
    for side in (-1, 1):
        low, high = sorted((side * HALF_M, side * (HALF_M + 0.012)))
        builder.box((low, rear + 0.3, 1.35), (high, front - 0.25, 2.5), 'car_glass')
        for y in np.arange(rear + 1.7, front - 0.6, 1.45):
            builder.box(
                (low, y, 1.35),
                (side * (HALF_M + 0.02) if side > 0 else high, y + 0.08, 2.5),
                paint,
            )
    for y in (front - 1.6, -0.4):  # doors, on the right
        builder.box((HALF_M, y, 0.5), (HALF_M + 0.025, y + 1.2, 2.5), 'car_glass')
        builder.box((HALF_M, y + 0.57, 0.5), (HALF_M + 0.035, y + 0.63, 2.5), 'trim_black')
    _front(builder, front)
    _rear(builder, rear)
    for y in (front - 2.7, rear + 3.0):
        for x in (-HALF_M, HALF_M):
            builder.cylinder((x * 0.7, y, 0.5), (x * 1.006, y, 0.5), 0.58, 'trim_black', 24)
            add_wheel(builder, (x + np.sign(x) * 0.02, y, 0.48), 0.48, 0.3)
    builder.box((-0.9, -2.5, TOP_M), (0.9, 1.5, TOP_M + 0.2), paint)
    return Model('bus', 'bus', (builder.build(bevel_m=0.06),))


def _front(builder: MeshBuilder, front: float) -> None:
    pane = [(0.03, 1.15), (0.065, 1.15), (-0.06, 2.5), (-0.1, 2.5)]
    builder.extrude([(front + y, z) for y, z in pane], -1.15, 1.15, 'car_glass')
    builder.box((-0.9, front - 0.2, 2.55), (0.9, front - 0.04, 2.88), 'trim_black')
    builder.box((-0.7, front - 0.1, 2.62), (0.6, front - 0.03, 2.8), 'signal_amber')
    for side in (-1, 1):
        low, high = sorted((side * 0.8, side * 1.15))
        builder.box((low, front - 0.05, 0.68), (high, front + 0.07, 0.86), 'head_light')
        mirror = side * (HALF_M + 0.2)
        builder.box(
            (mirror - 0.1, front + 0.05, 1.8), (mirror + 0.1, front + 0.15, 2.35), 'trim_black'
        )
    builder.box((-0.26, front, 0.5), (0.26, front + 0.08, 0.62), 'plate')


def _rear(builder: MeshBuilder, rear: float) -> None:
    builder.box((-1.0, rear - 0.012, 1.7), (1.0, rear, 2.5), 'car_glass')
    builder.box((-0.8, rear - 0.015, 0.65), (0.8, rear, 1.4), 'trim_black')
    for x in (-1.18, 1.0):
        builder.box((x, rear - 0.03, 0.8), (x + 0.18, rear, 1.3), 'tail_light')
    builder.box((-0.26, rear - 0.03, 0.5), (0.26, rear, 0.62), 'plate')
    builder.box((-0.5, rear - 0.015, 2.62), (0.5, rear, 2.85), 'signal_amber')
