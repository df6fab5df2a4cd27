"""What closes a road or a lane, each of a class that is known: boards, panels, posts, blocks."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

STRIPE_M = 0.25


def build_board(rng: Generator) -> Model:
    """Build a striped board along x on two feet."""
    builder = MeshBuilder()
    wide, top = float(rng.uniform(1.0, 2.2)), float(rng.uniform(0.8, 1.15))
    colour = str(rng.choice(['sign_red', 'sign_red', 'paint_orange', 'sign_black']))
    field = 'sign_yellow' if colour == 'sign_black' else 'sign_white'
    heights = [top] if rng.random() < 0.6 else [top, top - 0.45]
    for number, x in enumerate(np.arange(-wide / 2, wide / 2, STRIPE_M)):
        end = min(x + STRIPE_M, wide / 2)
        for z in heights:
            builder.box((x, -0.02, z - 0.22), (end, 0.02, z), field if number % 2 else colour)
    for x in (-wide * 0.4, wide * 0.4):
        builder.box((x - 0.03, -0.025, 0), (x + 0.03, 0.025, top - 0.1), 'galvanised')
        builder.box((x - 0.1, -0.35, 0), (x + 0.1, 0.35, 0.1), 'rubber')
    return Model('barrier board', 'fence', (builder.build(),))


def build_panel(rng: Generator) -> Model:
    """Build a panel of mesh along x, as around a building site, on blocks of concrete."""
    builder = MeshBuilder()
    half, height = 1.72, float(rng.choice([1.1, 2.0]))
    for z in (0.15, height):
        builder.box((-half, -0.02, z - 0.04), (half, 0.02, z), 'galvanised')
    for x in (-half, half):
        builder.box((x - 0.02, -0.02, 0.1), (x + 0.02, 0.02, height), 'galvanised')
        builder.box((x - 0.12, -0.35, 0), (x + 0.12, 0.35, 0.14), 'concrete_wall')
    for x in np.arange(-half, half, 0.09):
        builder.box((x, -0.004, 0.15), (x + 0.01, 0.004, height), 'galvanised')
    if rng.random() < 0.4:
        sheet = str(rng.choice(['tarpaulin', 'plastic_green', 'cloth_white']))
        builder.box((-half, -0.01, 0.4), (half, 0.01, height - 0.1), sheet)
    return Model('site fence', 'fence', (builder.build(),))


def build_beacon(rng: Generator) -> Model:
    """Build an upright striped plate or tube on a foot."""
    builder = MeshBuilder()
    height = float(rng.uniform(0.75, 1.1))
    colour = str(rng.choice(['sign_red', 'paint_orange', 'plastic_green']))
    stripes = np.linspace(0.1, height, 6)
    half, deep = (0.12, 0.02) if rng.random() < 0.6 else (0.05, 0.05)
    for number, (low, high) in enumerate(pairwise(map(float, stripes))):
        paint = 'sign_white' if number % 2 else colour
        builder.box((-half, -deep, low), (half, deep, high), paint)
    builder.box((-0.2, -0.32, 0), (0.2, 0.32, 0.1), 'rubber')
    return Model('beacon', 'pole', (builder.build(),))


def build_block(rng: Generator) -> Model:
    """Build a barrier of concrete or plastic along x, of one piece."""
    builder = MeshBuilder()
    half, height = float(rng.uniform(0.4, 1.1)), float(rng.uniform(0.6, 1.0))
    paint = str(rng.choice(['concrete_wall', 'concrete_wall', 'plastic_red', 'plastic_white']))
    low, top = float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.08, 0.14))
    outline = [(low, 0.0), (low, 0.12), (top, height * 0.45), (top, height)]
    around = [*outline, *((-y, z) for y, z in reversed(outline))]
    for (y0, z0), (y1, z1) in pairwise(around):
        corners = [(half, y0, z0), (half, y1, z1), (-half, y1, z1), (-half, y0, z0)]
        builder.quad(corners, paint)
    for x in (-half, half):
        ends = [(x, y, z) for y, z in around]
        builder.quad(ends if x < 0 else ends[::-1], paint)
    return Model('barrier block', 'wall', (builder.build(),))
