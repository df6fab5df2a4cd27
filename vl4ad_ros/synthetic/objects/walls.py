"""Walls along y, from y = 0 on: field stones, brick, render, concrete, noise barriers."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

LENGTH_M = 10.0
MATERIALS = (
    'stones',
    'stones',
    'brick_red',
    'brick_brown',
    'render_cream',
    'concrete_wall',
    'brick_yellow',
)
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
