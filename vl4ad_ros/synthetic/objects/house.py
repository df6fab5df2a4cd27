"""A terraced house: recessed windows, door, cornice, pitched roof, chimney, sometimes a dormer."""

from itertools import pairwise

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

WALLS = (
    'brick_red', 'brick_brown', 'brick_yellow', 'render_white', 'render_cream', 'render_ochre',
    'render_rose', 'render_grey', 'render_blue',
)  # fmt: skip
DOORS = ('door_green', 'door_red', 'door_blue', 'wood_dark')
DEPTH_M = 9.0
REVEAL_M = 0.16  # how far windows lie behind the wall


def build(rng: Generator, width_m: float) -> Model:
    """Build a house whose front lies at y = 0, looks to +y and is as wide as told."""
    builder = MeshBuilder()
    wall = str(rng.choice(WALLS))
    storeys = int(rng.choice([2, 3, 3]))
    storey_m = float(rng.uniform(2.85, 3.2))
    top = 0.5 + storeys * storey_m
    openings = _openings(rng, width_m, storeys, storey_m)
    _front(builder, width_m, top, openings, wall)
    trim = 'stone' if wall.startswith('brick') else 'render_white'
    door = str(rng.choice(DOORS))
    for opening, is_door in openings:
        if is_door:
            _door(builder, opening, door, trim)
        else:
            _window(builder, opening, trim, rng)
    _body(builder, width_m, top, wall, trim)
    _roof(builder, width_m, top, wall, rng)
    return Model('house', 'building', (builder.build(),))


Opening = tuple[float, float, float, float]  # x0, x1, z0, z1


def _openings(
    rng: Generator, width_m: float, storeys: int, storey_m: float
) -> list[tuple[Opening, bool]]:
    bays = 2 if width_m < 6.4 else 3
    window_m = float(rng.uniform(1.0, 1.35))
    height_m = float(rng.uniform(1.5, 1.8))
    door_bay = int(rng.choice([0, bays - 1]))
    openings: list[tuple[Opening, bool]] = []
    for storey in range(storeys):
        sill = 0.5 + storey * storey_m + 0.85
        for bay in range(bays):
            middle = (bay + 0.5) / bays * width_m - width_m / 2
            half = window_m / 2
            if storey == 0 and bay == door_bay:
                openings.append(((middle - half, middle + half, 0.35, 2.75), True))
            else:
                openings.append(((middle - half, middle + half, sill, sill + height_m), False))
    return openings


def _front(
    builder: MeshBuilder,
    width_m: float,
    top: float,
    openings: list[tuple[Opening, bool]],
    wall: str,
) -> None:
    """Add the front wall as cells between the edges of all openings, leaving those out."""
    xs = sorted({-width_m / 2, width_m / 2, *(x for (a, b, _, _), _ in openings for x in (a, b))})
    zs = sorted({-0.5, top, *(z for (_, _, a, b), _ in openings for z in (a, b))})
    for x0, x1 in pairwise(xs):
        for z0, z1 in pairwise(zs):
            x, z = (x0 + x1) / 2, (z0 + z1) / 2
            if any(a < x < b and c < z < d for (a, b, c, d), _ in openings):
                continue
            builder.quad([(x1, 0, z0), (x0, 0, z0), (x0, 0, z1), (x1, 0, z1)], wall)


def _window(builder: MeshBuilder, opening: Opening, trim: str, rng: Generator) -> None:
    x0, x1, z0, z1 = opening
    back = -REVEAL_M
    _reveals(builder, opening, trim)
    builder.quad([(x1, back, z0), (x0, back, z0), (x0, back, z1), (x1, back, z1)], 'window')
    middle, upper = (x0 + x1) / 2, z0 + (z1 - z0) * 0.62
    bars = [
        ((x0, z0), (x0 + 0.06, z1)), ((x1 - 0.06, z0), (x1, z1)),
        ((x0, z0), (x1, z0 + 0.07)), ((x0, z1 - 0.06), (x1, z1)),
        ((middle - 0.025, z0), (middle + 0.025, z1)), ((x0, upper), (x1, upper + 0.05)),
    ]  # fmt: skip
    for (u0, v0), (u1, v1) in bars:
        builder.box((u0, back, v0), (u1, back + 0.05, v1), 'frame_white')
    if rng.random() < 0.55:
        _curtain(builder, opening, float(rng.uniform(0.12, 0.3)))
    builder.box((x0 - 0.1, -0.02, z0 - 0.1), (x1 + 0.1, 0.12, z0), trim)
    builder.box((x0 - 0.08, -0.02, z1), (x1 + 0.08, 0.04, z1 + 0.18), trim)


def _reveals(builder: MeshBuilder, opening: Opening, material: str) -> None:
    x0, x1, z0, z1 = opening
    b = -REVEAL_M
    builder.quad([(x0, 0, z0), (x0, b, z0), (x0, b, z1), (x0, 0, z1)], material)
    builder.quad([(x1, b, z0), (x1, 0, z0), (x1, 0, z1), (x1, b, z1)], material)
    builder.quad([(x0, b, z1), (x1, b, z1), (x1, 0, z1), (x0, 0, z1)], material)
    builder.quad([(x0, 0, z0), (x1, 0, z0), (x1, b, z0), (x0, b, z0)], material)


def _curtain(builder: MeshBuilder, opening: Opening, share: float) -> None:
    x0, x1, z0, z1 = opening
    y = -REVEAL_M + 0.01
    width = (x1 - x0) * share
    for a, b in ((x0, x0 + width), (x1 - width, x1)):
        builder.quad([(b, y, z0), (a, y, z0), (a, y, z1), (b, y, z1)], 'curtain')


def _door(builder: MeshBuilder, opening: Opening, door: str, trim: str) -> None:
    x0, x1, z0, z1 = opening
    back = -REVEAL_M
    _reveals(builder, opening, trim)
    split = z1 - 0.4
    builder.box((x0, back - 0.05, z0), (x1, back, split), door)
    builder.box((x0, back - 0.05, split), (x1, back + 0.04, split + 0.06), 'frame_white')
    builder.quad([(x1, back, split), (x0, back, split), (x0, back, z1), (x1, back, z1)], 'window')
    for low in (z0 + 0.25, z0 + 1.1):
        builder.box((x0 + 0.2, back, low), (x1 - 0.2, back + 0.02, low + 0.65), door)
    for side, x in ((-1, x0), (1, x1)):
        a, b = sorted((x, x + side * 0.14))
        builder.box((a, -0.02, z0), (b, 0.06, z1), trim)
    builder.box((x0 - 0.22, -0.02, z1), (x1 + 0.22, 0.22, z1 + 0.16), trim)
    builder.box((x0 - 0.15, 0, -0.3), (x1 + 0.15, 0.6, z0 - 0.17), 'stone')
    builder.box((x0 - 0.1, 0, -0.3), (x1 + 0.1, 0.32, z0), 'stone')


def _body(builder: MeshBuilder, width_m: float, top: float, wall: str, trim: str) -> None:
    half, back = width_m / 2, -DEPTH_M
    for x in (-half, half):
        builder.quad([(x, 0, -0.5), (x, back, -0.5), (x, back, top), (x, 0, top)], wall)
    builder.box((-half, -0.02, 0), (half, 0.05, 0.42), 'stone')
    builder.box((-half, -0.02, top - 0.28), (half, 0.12, top - 0.1), trim)
    builder.box((-half, -0.02, top - 0.1), (half, 0.2, top), trim)
    builder.cylinder((-half + 0.12, 0.1, 0), (-half + 0.12, 0.1, top), 0.045, 'metal_dark', 8)


def _roof(builder: MeshBuilder, width_m: float, top: float, wall: str, rng: Generator) -> None:
    half, ridge_y = width_m / 2, -DEPTH_M / 2
    rise = float(rng.uniform(2.2, 3.6))
    tiles = str(rng.choice(['tiles_red', 'tiles_brown', 'slate', 'slate']))
    eave = 0.35
    front = [(half, eave, top), (-half, eave, top), (-half, ridge_y, top + rise)]
    builder.quad([*front, (half, ridge_y, top + rise)], tiles)
    rear = [(-half, -DEPTH_M, top), (half, -DEPTH_M, top), (half, ridge_y, top + rise)]
    builder.quad([*rear, (-half, ridge_y, top + rise)], tiles)
    for x in (-half, half):
        builder.quad([(x, 0, top), (x, -DEPTH_M, top), (x, ridge_y, top + rise)], wall)
    builder.cylinder((-half, eave, top), (half, eave, top), 0.07, 'metal_dark', 8)
    builder.cylinder((-half, ridge_y, top + rise), (half, ridge_y, top + rise), 0.1, tiles, 8)
    x = half - 0.5
    builder.box((x - 0.45, ridge_y - 0.5, top), (x + 0.45, ridge_y + 0.5, top + rise + 1.1), wall)
    for y in (-0.25, 0.25):
        foot = (x, ridge_y + y, top + rise + 1.1)
        builder.cylinder(foot, (*foot[:2], foot[2] + 0.4), 0.13, 'clay', 10)
    if rng.random() < 0.5:
        _dormer(builder, top, rise, tiles)


def _dormer(builder: MeshBuilder, top: float, rise: float, tiles: str) -> None:
    z0, z1, y = top + 0.45, top + 1.75, -0.5
    deep = y - (z1 - z0) / rise * DEPTH_M / 2
    builder.box((-0.7, deep, z0 - 0.2), (0.7, y, z1), 'render_white')
    builder.box((-0.5, y, z0 + 0.1), (0.5, y + 0.02, z1 - 0.15), 'window')
    builder.box((-0.025, y, z0 + 0.1), (0.025, y + 0.05, z1 - 0.15), 'frame_white')
    builder.box((-0.85, deep, z1), (0.85, y + 0.2, z1 + 0.12), tiles)
