"""A tractor."""

from math import cos, pi, sin

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_ring

PAINTS = ('paint_tractor_green', 'paint_red', 'paint_blue', 'paint_orange')


def build(rng: Generator) -> Model:
    """Build a tractor that looks to +y."""
    builder = MeshBuilder()
    paint = str(rng.choice(PAINTS))
    rim = str(rng.choice(['paint_yellow', 'plate', 'paint_red']))
    for side in (-1, 1):
        _wheel(builder, side * 0.95, -0.75, 0.85, 0.24, rim)
        _wheel(builder, side * 0.8, 1.35, 0.52, 0.17, rim)
        builder.extrude(
            [(-1.5, 1.7), (-1.35, 1.95), (-0.2, 1.95), (0.0, 1.6), (0.0, 1.5), (-1.5, 1.6)],
            min(side * 0.7, side * 1.15),
            max(side * 0.7, side * 1.15),
            paint,
        )
    builder.extrude(
        [(0.2, 0.85), (1.85, 0.9), (1.95, 1.35), (1.75, 1.62), (0.2, 1.75)], -0.36, 0.36, paint
    )
    builder.box((-0.3, 1.85, 0.95), (0.3, 1.98, 1.45), 'trim_black')
    builder.box((-0.35, -1.1, 0.6), (0.35, 1.7, 0.95), 'metal_dark')
    builder.extrude(
        [(-1.15, 1.3), (0.25, 1.3), (0.4, 1.75), (0.15, 2.7), (-1.05, 2.7), (-1.2, 1.8)],
        -0.72,
        0.72,
        'car_glass',
    )
    for x in (-0.72, 0.66):
        for line in (
            [(0.28, 1.3), (0.42, 1.75), (0.17, 2.7)],
            [(-1.12, 1.3), (-1.2, 1.8), (-1.05, 2.7)],
        ):
            builder.tube([(x + 0.03, y, z) for y, z in line], 0.045, paint)
    builder.box((-0.78, -1.2, 2.68), (0.78, 0.3, 2.86), paint)
    builder.cylinder((0.45, 0.6, 1.4), (0.45, 0.6, 2.6), 0.055, 'metal_dark')
    for x in (-0.22, 0.22):
        builder.ellipsoid((x, 1.9, 1.48), (0.1, 0.06, 0.07), 'head_light')
        builder.box((x * 4 - 0.08, -1.52, 1.65), (x * 4 + 0.08, -1.48, 1.85), 'tail_light')
    builder.tube([(-0.3, -1.1, 0.7), (-0.4, -1.75, 0.55)], 0.05, 'metal_dark')
    builder.tube([(0.3, -1.1, 0.7), (0.4, -1.75, 0.55)], 0.05, 'metal_dark')
    builder.cylinder((0, -1.2, 2.9), (0, -1.2, 3.05), 0.08, 'signal_amber')
    return Model('tractor', UNKNOWN, (builder.build(bevel_m=0.03),))


def _wheel(builder: MeshBuilder, x: float, y: float, radius: float, half: float, rim: str) -> None:
    builder.cylinder((x - half, y, radius), (x + half, y, radius), radius * 0.93, 'rubber', 30)
    add_ring(builder, (x, y, radius), radius * 0.86, radius * 0.14, 'rubber')
    builder.cylinder(
        (x - half * 1.02, y, radius), (x + half * 1.02, y, radius), radius * 0.58, rim, 24
    )
    builder.cylinder(
        (x - half * 1.06, y, radius), (x + half * 1.06, y, radius), radius * 0.18, 'metal_dark', 12
    )
    for lug in range(22):  # the tread, one block at a time
        turn = 2 * pi * lug / 22
        shift = half * (0.5 if lug % 2 else -0.5)
        _lug(builder, x + shift, y, radius, half * 0.5, turn)


def _lug(
    builder: MeshBuilder, x: float, y: float, radius: float, half: float, turn: float
) -> None:
    inner, outer = radius * 0.9, radius
    start = (x, y + inner * cos(turn), radius + inner * sin(turn))
    end = (x, y + outer * cos(turn), radius + outer * sin(turn))
    builder.cylinder(start, end, (half, half * 0.7), 'rubber', 4)
