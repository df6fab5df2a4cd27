"""Traffic signs of many forms; the plate and its post are of different classes."""

import math

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder, Points
from ..things import Model

FORMS = (
    'warning', 'warning', 'ban', 'ban', 'must', 'stop', 'give way', 'place', 'arrow', 'crossing',
    'priority', 'curve',
)  # fmt: skip
HEIGHT_M = 2.2


def build_post() -> Model:
    """Build the post alone."""
    builder = MeshBuilder()
    builder.cylinder((0, 0, -0.2), (0, 0, HEIGHT_M + 0.35), 0.035, 'galvanised', 10)
    return Model('sign post', 'pole', (builder.build(),))


def build_plate(rng: Generator, form: str | None = None) -> Model:
    """Build a plate that looks to +y."""
    builder = MeshBuilder()
    kind = form or str(rng.choice(FORMS))
    if kind in ('place', 'arrow'):
        _board(
            builder,
            rng,
            1.0,
            0.65,
            HEIGHT_M,
            str(rng.choice(['sign_yellow', 'sign_white', 'sign_blue'])),
        )
    elif kind == 'curve':
        _chevrons(builder)
    else:
        _layers(builder, rng, kind)
    return Model('traffic sign', 'traffic sign', (builder.build(),))


def build_gantry_board(rng: Generator) -> Model:
    """Build a board as it hangs over a motorway, its lower edge at the height of its place."""
    builder = MeshBuilder()
    _board(builder, rng, 3.4, 2.2, 1.1, str(rng.choice(['sign_blue', 'sign_green'])))
    return Model('direction sign', 'traffic sign', (builder.build(),))


def build_gantry(span_m: float) -> Model:
    """Build what carries the boards, from x = 0 to +x."""
    builder = MeshBuilder()
    for x in (0.0, span_m):
        builder.cylinder((x, 0, 0), (x, 0, 7.6), 0.2, 'galvanised', 14)
    for z in (6.6, 7.5):
        builder.cylinder((0, 0, z), (span_m, 0, z), 0.1, 'galvanised', 10)
    for x in np.arange(0, span_m - 0.5, 1.0):
        builder.cylinder((x, 0, 6.6), (x + 1.0, 0, 7.5), 0.04, 'galvanised', 6)
    return Model('gantry', 'pole', (builder.build(),))


def _layers(builder: MeshBuilder, rng: Generator, kind: str) -> None:
    """Add plates on plates: rim, field and what is drawn on it."""
    corners, turn, rim, field = {
        'warning': (3, 90.0, 'sign_red', 'sign_white'),
        'give way': (3, -90.0, 'sign_red', 'sign_white'),
        'ban': (28, 0.0, 'sign_red', 'sign_white'),
        'must': (28, 0.0, 'sign_blue', 'sign_blue'),
        'stop': (8, 22.5, 'sign_white', 'sign_red'),
        'crossing': (4, 45.0, 'sign_blue', 'sign_white'),
        'priority': (4, 0.0, 'sign_white', 'sign_yellow'),
    }[kind]
    size = 0.48 if corners in (3, 4) else 0.35
    _plate(builder, corners, turn, size, 0.04, 'sign_back')
    _plate(builder, corners, turn, size, 0.055, rim)
    _plate(builder, corners, turn, size * 0.74, 0.062, field)
    if kind == 'stop':
        for x in (-0.16, -0.05, 0.06, 0.17):
            _bar(builder, x, HEIGHT_M, 0.06, 0.16, 'sign_white')
    elif kind not in ('give way', 'priority'):
        ink = 'sign_white' if kind == 'must' else 'sign_black'
        for _ in range(int(rng.integers(1, 4))):
            x, z = rng.uniform(-0.08, 0.08, 2)
            wide, tall = rng.uniform(0.04, 0.16, 2)
            _bar(builder, float(x), HEIGHT_M - 0.04 + float(z), float(wide), float(tall), ink)


def _plate(
    builder: MeshBuilder, corners: int, turn_deg: float, size: float, front: float, material: str
) -> None:
    angle = np.arange(corners) * 2 * math.pi / corners + math.radians(turn_deg)
    ring: Points = np.stack(
        [-size * np.cos(angle), np.full(corners, front), HEIGHT_M + size * np.sin(angle)], -1
    )
    back = ring - (0, 0.008, 0)
    builder.quad(ring, material)
    builder.quad(back[::-1], 'sign_back')


def _bar(
    builder: MeshBuilder, x: float, z: float, wide: float, tall: float, material: str
) -> None:
    builder.box((x - wide / 2, 0.063, z - tall / 2), (x + wide / 2, 0.068, z + tall / 2), material)


def _board(
    builder: MeshBuilder, rng: Generator, wide: float, tall: float, middle: float, field: str
) -> None:
    """Add a board with lines of writing and an arrow or two."""
    ink = 'sign_white' if field in ('sign_blue', 'sign_green') else 'sign_black'
    low, high = middle - tall / 2, middle + tall / 2
    builder.box((-wide / 2, 0.03, low), (wide / 2, 0.05, high), 'sign_back')
    builder.box((-wide / 2, 0.05, low), (wide / 2, 0.055, high), ink)
    edge = 0.02 * wide
    builder.box((-wide / 2 + edge, 0.055, low + edge), (wide / 2 - edge, 0.06, high - edge), field)
    lines = int(rng.integers(2, 4))
    for line in range(lines):
        z = high - tall * (line + 0.75) / (lines + 0.5)
        x, end = wide * 0.38, -wide * float(rng.uniform(0.05, 0.4))
        while x > end:
            letter = wide * float(rng.uniform(0.025, 0.055))
            _bar(builder, x, z, letter, tall * 0.42 / lines, ink)
            x -= letter + wide * float(rng.choice([0.02, 0.02, 0.06]))


def _chevrons(builder: MeshBuilder) -> None:
    """Add the red and white arrows of a sharp bend."""
    builder.box((-0.75, 0.03, 1.6), (0.75, 0.05, 2.1), 'sign_red')
    for x in (-0.55, -0.1, 0.35):
        for low, high in ((1.6, 1.85), (2.1, 1.85)):
            corners = [
                (x, 0.053, low),
                (x + 0.2, 0.053, low),
                (x + 0.4, 0.053, high),
                (x + 0.2, 0.053, high),
            ]
            builder.quad(corners, 'sign_white')
