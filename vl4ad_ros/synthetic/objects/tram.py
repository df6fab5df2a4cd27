"""A tram or a railcar of two or three cars."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

PAINTS = ('paint_red', 'paint_yellow', 'paint_white', 'paint_blue', 'paint_green', 'paint_cream')
HALF_M, CAR_M, TOP_M = 1.25, 9.0, 3.3


def build(rng: Generator) -> Model:
    """Build a tram whose middle is at the origin and that looks to +y."""
    builder = MeshBuilder()
    paint, band = (str(name) for name in rng.choice(PAINTS, 2, replace=False))
    cars = int(rng.integers(2, 4))
    start = -cars * (CAR_M + 0.6) / 2 + 0.3
    for car in range(cars):
        rear = start + car * (CAR_M + 0.6)
        _car(builder, rear, paint, band, car == 0, car == cars - 1)
        if car:
            builder.box((-1.1, rear - 0.62, 0.5), (1.1, rear + 0.02, TOP_M - 0.2), 'rubber')
    roof = TOP_M + 0.1
    builder.tube([(0, 0, roof), (0, 0.9, roof + 0.7), (0, 0.1, roof + 1.4)], 0.03, 'metal_dark')
    builder.box((-0.8, 0.05, roof + 1.38), (0.8, 0.15, roof + 1.43), 'metal_dark')
    return Model('tram', 'train', (builder.build(bevel_m=0.06),))


def _car(
    builder: MeshBuilder, rear: float, paint: str, band: str, last: bool, first: bool
) -> None:
    front = rear + CAR_M
    nose, tail = (0.45 if first else 0.0), (0.45 if last else 0.0)
    outline = [
        (rear, 0.25), (front, 0.25), (front + 0.04, 1.2), (front - nose, TOP_M),
        (rear + tail, TOP_M), (rear - 0.04, 1.2),
    ]  # fmt: skip
    builder.extrude(outline, -HALF_M, HALF_M, paint)
    builder.box((-HALF_M - 0.006, rear, 0.22), (HALF_M + 0.006, front, 0.75), band)
    builder.box((-1.0, rear + 0.6, TOP_M), (1.0, front - 0.6, TOP_M + 0.22), 'metal_dark')
    for side in (-1, 1):
        low, high = sorted((side * HALF_M, side * (HALF_M + 0.012)))
        builder.box((low, rear + 0.4, 1.3), (high, front - 0.5, 2.6), 'car_glass')
        for y in np.arange(rear + 1.6, front - 0.8, 1.5):
            a, b = sorted((side * HALF_M, side * (HALF_M + 0.02)))
            builder.box((a, y, 1.3), (b, y + 0.12, 2.6), paint)
        for y in (rear + 2.0, front - 3.2):
            a, b = sorted((side * HALF_M, side * (HALF_M + 0.025)))
            builder.box((a, y, 0.4), (b, y + 1.2, 2.6), 'car_glass')
    for there, y, way in ((first, front, 1), (last, rear, -1)):
        if there:
            _face(builder, y, way)


def _face(builder: MeshBuilder, y: float, way: int) -> None:
    glass = [(0.03, 1.25), (0.06, 1.25), (-0.3, 2.75), (-0.34, 2.75)]
    outline = [(y + way * a, b) for a, b in (glass if way > 0 else glass[::-1])]
    builder.extrude(outline, -1.1, 1.1, 'car_glass')
    low, high = sorted((y, y + way * 0.06))
    for x in (-1.0, 0.7):
        lamp = 'head_light' if way > 0 else 'tail_light'
        builder.box((x, low, 0.8), (x + 0.3, high, 0.98), lamp)
    low, high = sorted((y - way * 0.5, y - way * 0.32))
    builder.box((-0.7, low, 2.8), (0.7, high, 3.05), 'signal_amber')
