"""Walls and barriers along y, from y = 0 on: of stones, brick, render, concrete, steel."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

LENGTH_M = 10.0
FOOT_M = -2.5  # of a sound wall, which may stand on a slope
MATERIALS = (
    'stones',
    'stones',
    'brick_red',
    'brick_brown',
    'render_cream',
    'concrete_wall',
    'brick_yellow',
)
TALL = ('concrete_wall', 'concrete_wall', 'brick_brown', 'render_cream', 'stones', 'stone')
BARRIERS = ('sheet_grey', 'sheet_green', 'planks', 'concrete_wall')


def build(rng: Generator) -> Model:
    """Build ten metres of wall."""
    builder = MeshBuilder()
    material, height = str(rng.choice(MATERIALS)), float(rng.uniform(0.7, 2.6))
    half = float(rng.uniform(0.12, 0.25))
    builder.box((-half, 0, -0.4), (half, LENGTH_M, height), material)
    if rng.random() < 0.7:
        builder.box((-half - 0.05, 0, height), (half + 0.05, LENGTH_M, height + 0.08), 'stone')
    if rng.random() < 0.35:
        for y in np.arange(0.3, LENGTH_M, 3.1):
            builder.box((-half - 0.08, y, -0.4), (half + 0.08, y + 0.4, height + 0.2), material)
    return Model('wall', 'wall', (builder.build(),))


def build_noise_barrier(rng: Generator) -> Model:
    """Build ten metres of a barrier between steel posts."""
    builder = MeshBuilder()
    material, height = str(rng.choice(BARRIERS)), float(rng.uniform(2.4, 4.2))
    for y in np.arange(0, LENGTH_M, 2.5):
        builder.box((-0.1, y - 0.09, -0.3), (0.1, y + 0.09, height + 0.05), 'galvanised')
        for z in np.arange(0, height - 0.3, 0.6):
            builder.box((-0.06, y + 0.09, z), (0.06, y + 2.41, z + 0.58), material)
    return Model('noise barrier', 'wall', (builder.build(),))


def build_sound_wall(rng: Generator) -> Model:
    """Build ten metres of a high and massive wall between pillars."""
    builder = MeshBuilder()
    material, height = str(rng.choice(TALL)), float(rng.uniform(3.0, 6.5))
    builder.box((-0.12, 0, FOOT_M), (0.12, LENGTH_M, height), material)
    step, deep = float(rng.choice([2.5, 5.0, 10.0])), float(rng.uniform(0.02, 0.18))
    for y in np.arange(0, LENGTH_M, step):
        builder.box((-0.12 - deep, y, FOOT_M), (0.12 + deep, y + 0.4, height + 0.1), material)
    if rng.random() < 0.5:
        builder.box((-0.18, 0, height), (0.18, LENGTH_M, height + 0.2), 'stone')
    for z in np.arange(0.8, height - 0.3, 0.8) if rng.random() < 0.4 else ():
        builder.box((-0.15, 0, z), (0.15, LENGTH_M, z + 0.06), material)
    return Model('sound wall', 'wall', (builder.build(),))


def build_jersey_barrier(rng: Generator) -> Model:
    """Build ten metres of the low concrete barrier that stands between carriageways."""
    builder = MeshBuilder()
    height = float(rng.uniform(0.8, 1.4))
    side = [(0.3, -0.1), (0.3, 0.08), (0.16, 0.33), (0.09, height)]
    outline = [*side, *((-x, z) for x, z in reversed(side))]
    for (x0, z0), (x1, z1) in pairwise(outline):
        corners = [(x0, 0, z0), (x0, LENGTH_M, z0), (x1, LENGTH_M, z1), (x1, 0, z1)]
        builder.quad(corners, 'concrete_wall')
    return Model('jersey barrier', 'wall', (builder.build(),))
