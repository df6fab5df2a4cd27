"""Leaves, each one quad, for trees, hedges and shrubs."""

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from .mesh_builder import MeshBuilder, Points


def shell_points(
    rng: Generator, count: int, centre: ArrayLike, radii: ArrayLike, thickness: float = 0.45
) -> Points:
    """Return (count, 3) points that lie densest at the surface of an ellipsoid."""
    direction = rng.normal(size=(count, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    depth = 1 - thickness * rng.random((count, 1)) ** 1.5
    return np.asarray(np.asarray(centre, float) + direction * np.asarray(radii, float) * depth)


def add_leaves(
    builder: MeshBuilder,
    rng: Generator,
    points: Points,  # (N, 3) middles of the leaves
    centre: ArrayLike,  # what the leaves look away from
    length_m: float,
    material: str,
) -> None:
    """Add one leaf per point, roughly facing outwards and a little upwards."""
    count = len(points)
    outward = points - np.asarray(centre, float)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True) + 1e-9
    normal = outward + rng.normal(size=(count, 3)) * 0.7 + (0, 0, 0.25)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    along = np.cross(normal, rng.normal(size=(count, 3)))
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    across = np.cross(normal, along)
    size = length_m * rng.uniform(0.6, 1.4, (count, 1)) / 2 * 1.4
    corners = [points - along * size, points - across * size * 0.6]
    corners += [points + along * size, points + across * size * 0.6]
    vertices = np.stack(corners, 1).reshape(-1, 3)
    builder.add(vertices, np.arange(4 * count).reshape(count, 4).tolist(), material)
