"""A boulder, perhaps with smaller stones that came down with it."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder, Points, grid_faces
from ..things import Model


def build(rng: Generator) -> Model:
    """Build rocks with blunt edges."""
    builder = MeshBuilder()
    _rock(builder, rng, (0, 0), float(rng.uniform(0.28, 0.6)))
    for _ in range(int(rng.integers(0, 5))):
        x, y = rng.uniform(-0.9, 0.9, 2)
        _rock(builder, rng, (float(x), float(y)), float(rng.uniform(0.06, 0.18)))
    return Model('boulder', UNKNOWN, (builder.build(),))


def _rock(builder: MeshBuilder, rng: Generator, place: tuple[float, float], size: float) -> None:
    """Add a ball cut flat by planes at random."""
    turn, rise = np.arange(20) * 2 * np.pi / 20, np.linspace(-np.pi / 2, np.pi / 2, 13)
    a, e = np.meshgrid(turn, rise)
    points: Points = np.stack([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)], -1)
    points = points.reshape(-1, 3)
    for _ in range(16):
        normal = rng.normal(size=3)
        normal /= np.linalg.norm(normal)
        beyond = np.maximum(0, points @ normal - rng.uniform(0.55, 0.85))
        points = points - beyond[:, None] * normal
    points = points * rng.uniform(0.8, 1.25, 3) * size
    points[:, 2] = np.maximum(points[:, 2] + 0.62 * size, 0.0)
    builder.add(points + np.array((*place, 0.0)), grid_faces(13, 20, closed=True), 'rock')
