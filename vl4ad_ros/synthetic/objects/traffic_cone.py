"""A traffic cone, upright or knocked over."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a cone with two white bands."""
    builder = MeshBuilder()
    tall = float(rng.uniform(0.5, 0.8))
    half = tall * 0.27
    builder.box((-half, -half, 0), (half, half, 0.035), 'paint_orange')
    levels = (
        (0.0, 'paint_orange'),
        (0.3, 'sign_white'),
        (0.5, 'paint_orange'),
        (0.65, 'sign_white'),
        (0.82, 'paint_orange'),
        (1.0, ''),
    )
    for (low, material), (high, _) in pairwise(levels):
        sizes = (tall * (0.21 - 0.17 * low), tall * (0.21 - 0.17 * high))
        builder.cylinder(
            (0, 0, 0.03 + tall * low), (0, 0, 0.03 + tall * high), sizes, material, 20
        )
    mesh = builder.build()
    if rng.random() < 0.35:
        lean = 1.28
        y, z = mesh.vertices[:, 1].copy(), mesh.vertices[:, 2].copy()
        mesh.vertices[:, 1] = y * np.cos(lean) - z * np.sin(lean)
        mesh.vertices[:, 2] = y * np.sin(lean) + z * np.cos(lean)
        mesh.vertices[:, 2] -= mesh.vertices[:, 2].min()
    return Model('traffic cone', UNKNOWN, (mesh,))
