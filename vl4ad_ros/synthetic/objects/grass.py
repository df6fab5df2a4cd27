"""Grass by the road: blades on a strip along y."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

LENGTH_M = 5.0


def build(rng: Generator, width_m: float) -> Model:
    """Build tufts of blades from x = 0 to the width, around y = 0."""
    builder = MeshBuilder()
    tall = float(rng.uniform(0.12, 0.4))
    for material, share in (('blade_green', 1.0), ('blade_dry', float(rng.uniform(0.05, 0.5)))):
        tufts = int(34 * width_m * share * LENGTH_M / 5)
        middles = rng.uniform((0, -LENGTH_M / 2), (width_m, LENGTH_M / 2), (tufts, 2))
        feet = np.repeat(middles, 9, 0) + rng.normal(0, 0.09, (tufts * 9, 2))
        _blades(builder, rng, feet, tall, material)
    return Model('grass', 'terrain', (builder.build(),))


def _blades(
    builder: MeshBuilder, rng: Generator, feet: np.ndarray, tall: float, material: str
) -> None:
    count = len(feet)
    turn = rng.uniform(0, 2 * np.pi, count)
    across = np.stack([np.cos(turn), np.sin(turn)], -1) * rng.uniform(0.008, 0.018, (count, 1))
    lean = rng.normal(0, 0.35 * tall, (count, 2))
    height = tall * rng.uniform(0.4, 1.3, count)
    left = np.column_stack([feet - across, np.full(count, -0.02)])
    right = np.column_stack([feet + across, np.full(count, -0.02)])
    tip = np.column_stack([feet + lean, height])
    vertices = np.stack([left, right, tip], 1).reshape(-1, 3)
    builder.add(vertices, np.arange(3 * count).reshape(count, 3).tolist(), material)
