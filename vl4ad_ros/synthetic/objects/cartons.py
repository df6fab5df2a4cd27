"""Cardboard boxes in a loose stack."""

import math

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import Mesh, MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build three to five boxes, the upper ones on the lower ones."""
    places = [(-0.32, 0.0, 0.0), (0.36, 0.08, 0.0), (-0.1, 0.02, 1.0), (0.3, -0.75, 0.0)]
    count = int(rng.integers(3, 5))
    floor = float(rng.uniform(0.42, 0.55))
    boxes = [
        _box(rng, (x, y, floor * level), 0.0 if level else floor) for x, y, level in places[:count]
    ]
    return Model('cartons', UNKNOWN, tuple(boxes))


def _box(rng: Generator, foot: tuple[float, float, float], height: float) -> Mesh:
    builder = MeshBuilder()
    width, depth = rng.uniform(0.44, 0.62, 2)
    tall = height or float(rng.uniform(0.3, 0.45))
    builder.box((-width / 2, -depth / 2, 0), (width / 2, depth / 2, tall), 'cardboard')
    strip = 0.028
    builder.box(
        (-strip, -depth / 2 - 0.002, tall * 0.7), (strip, depth / 2 + 0.002, tall + 0.002), 'tape'
    )
    mesh = builder.build(bevel_m=0.008)
    angle = float(rng.uniform(-0.35, 0.35))
    turn = np.array(
        [[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]]
    )
    placed = mesh.vertices @ turn.T + np.asarray(foot)
    return Mesh(placed, mesh.faces, mesh.materials, mesh.face_material, bevel_m=mesh.bevel_m)
