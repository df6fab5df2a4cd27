"""Wheels for vehicles of every kind."""

import math

import numpy as np
from numpy.typing import ArrayLike

from ..mesh_builder import MeshBuilder, Points, grid_faces


def add_wheel(
    builder: MeshBuilder,
    hub: tuple[float, float, float],  # middle of the tyre's outer face
    radius: float,
    width: float,
    rim: str = 'rim',
) -> None:
    """Add a wheel with a tyre and a rim; it looks away from the vehicle's middle."""
    x, y, z = hub
    side = 1.0 if x >= 0 else -1.0

    def disc(inner: float, outer: float, size: float, material: str, sides: int) -> None:
        start, end = (x + side * inner, y, z), (x + side * outer, y, z)
        builder.cylinder(start, end, size, material, sides)

    disc(-width, 0.0, radius, 'rubber', 26)
    disc(-0.02, 0.006, radius * 0.62, 'trim_black', 20)
    disc(-0.02, 0.012, radius * 0.56, rim, 20)
    disc(-0.02, 0.03, radius * 0.2, rim, 10)
    for spoke in range(6):
        angle = 2 * math.pi * spoke / 6
        hole = np.array([0.0, math.cos(angle), math.sin(angle)]) * radius * 0.4
        start, end = np.array([x, y, z]) + hole, np.array([x + side * 0.014, y, z]) + hole
        builder.cylinder(start, end, radius * 0.1, 'trim_black', 8)


def add_ring(
    builder: MeshBuilder,
    centre: ArrayLike,
    radius: float,
    thickness: float,
    material: str,
    sides: int = 28,
) -> None:
    """Add a torus around the x axis: the tyre of a bicycle, a steering wheel, a handle."""
    turn = np.arange(sides) * 2 * np.pi / sides
    around = np.arange(6) * 2 * np.pi / 6
    t, a = np.meshgrid(turn, around, indexing='ij')
    reach = radius - thickness * np.cos(a)
    points: Points = np.stack([thickness * np.sin(a), reach * np.cos(t), reach * np.sin(t)], -1)
    vertices = np.vstack([points.reshape(-1, 3), points[0]]) + np.asarray(centre, float)
    builder.add(vertices, grid_faces(sides + 1, 6, closed=True), material)


def add_spoked_wheel(
    builder: MeshBuilder, centre: ArrayLike, radius: float, tyre: float, spokes: int = 12
) -> None:
    """Add a wheel of a bicycle."""
    middle = np.asarray(centre, float)
    add_ring(builder, middle, radius - tyre, tyre, 'rubber')
    add_ring(builder, middle, radius - 2.6 * tyre, tyre * 0.7, 'aluminium')
    builder.cylinder(middle - (0.05, 0, 0), middle + np.array((0.05, 0, 0)), 0.025, 'aluminium', 8)
    for spoke in range(spokes):
        angle = 2 * math.pi * spoke / spokes
        along = np.array([0.0, math.cos(angle), math.sin(angle)])
        builder.cylinder(middle, middle + along * (radius - 2 * tyre), 0.0025, 'aluminium', 4)
