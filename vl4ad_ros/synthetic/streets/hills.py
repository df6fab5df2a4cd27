"""Hills that close the view: wooded ones, and bare ones with groves."""

import math

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder, Points, grid_faces
from ..things import Model, Thing
from .layout import PLAIN_M

NEAR_M, FAR_M = 260.0, 1300.0
COLUMNS, ROWS = 240, 7  # from one end of a ridge to the other, and from its foot over the crest
BARE = ('meadow_far', 'grass_far', 'grass_far')


def hills(rng: Generator) -> list[Thing]:
    """Return one to three ridges, the farther the higher."""
    things = []
    for far in sorted(float(rng.uniform(NEAR_M, FAR_M)) for _ in range(int(rng.integers(1, 4)))):
        surface = _ridge(rng, far)
        if rng.random() < 0.6:
            crowns = surface + rng.normal(0, 0.0025 * far, surface.shape) * (0.3, 0.3, 1.0)
            things.append(_hillside('wooded hill', 'vegetation', crowns, 'leaf_far'))
        else:
            things.append(_hillside('hill', 'terrain', surface, str(rng.choice(BARE))))
            things.append(_groves(rng, surface, 0.012 * far))
    return things


def _ridge(rng: Generator, far_m: float) -> Points:  # (ROWS, COLUMNS, 3)
    """Return the side of a ridge that is seen, which lies across the view."""
    across = np.linspace(-1.6, 1.6, COLUMNS) * far_m
    waves = [_wave(rng, across / far_m, count) for count in (1, 2, 3, 5, 9, 17)]
    height = far_m * math.tan(math.radians(float(rng.uniform(1.0, 6.0))))
    crest = np.maximum(height * (0.6 + 0.4 * sum(waves)), -0.5)
    up = np.linspace(0.0, 1.0, ROWS)[:, None]
    depth = far_m + 2.5 * height * up + 0.1 * far_m * np.cos(across / far_m)[None]
    bulge = np.sin(up * math.pi / 2) ** 1.3
    rough = rng.normal(0, 0.012, (ROWS, COLUMNS)) * height * up * (1 - up)
    z = crest[None] * bulge + rough - 2 * PLAIN_M * (1 - up)
    return np.stack([np.broadcast_to(across, z.shape), depth, z], -1)


def _wave(rng: Generator, across: Points, count: int) -> Points:
    """Return ups and downs, raised or lowered as a whole, so that a ridge may end."""
    level, phase = (float(rng.uniform(0, 2 * math.pi)) for _ in range(2))
    return np.asarray((math.cos(level) + np.cos(2 * count * across + phase)) / count)


def _hillside(kind: str, label: str, surface: Points, material: str) -> Thing:
    builder = MeshBuilder()
    rows, columns = surface.shape[:2]
    builder.add(surface.reshape(-1, 3), grid_faces(rows, columns), material)
    return Thing(Model(kind, label, (builder.build(smooth=True),)))


def _groves(rng: Generator, surface: Points, size_m: float) -> Thing:
    """Return clumps of trees on a bare hill."""
    builder = MeshBuilder()
    for _ in range(int(rng.choice([15, 40, 90]))):
        row, column = int(rng.integers(1, ROWS)), int(rng.integers(COLUMNS))
        radii = size_m * rng.uniform(0.25, 1.0) * np.array([rng.uniform(1.0, 2.5), 1.0, 0.6])
        builder.ellipsoid(surface[row, column], radii, 'leaf_far', 10)
    return Thing(Model('grove', 'vegetation', (builder.build(smooth=True),)))
