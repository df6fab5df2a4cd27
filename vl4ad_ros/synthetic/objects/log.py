"""A fallen log or a broken branch."""

import numpy as np
from numpy.random import Generator

from ..foliage import add_leaves
from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a log along x with stubs of branches, sometimes with leaves on them."""
    builder = MeshBuilder()
    half, thick = float(rng.uniform(0.7, 1.45)), float(rng.uniform(0.09, 0.22))
    builder.cylinder((-half, 0, thick), (half, 0, thick * 0.9), (thick, thick * 0.8), 'bark', 16)
    builder.cylinder((-half - 0.004, 0, thick), (-half, 0, thick), thick * 0.93, 'wood_cut', 16)
    builder.cylinder(
        (half, 0, thick * 0.9), (half + 0.004, 0, thick * 0.9), thick * 0.74, 'wood_cut', 16
    )
    leafy = rng.random() < 0.4
    for _ in range(int(rng.integers(2, 6))):
        x = float(rng.uniform(-half, half)) * 0.9
        tip = np.array(
            [x + rng.normal(0, 0.2), rng.normal(0, 0.35), thick + rng.uniform(0.15, 0.6)]
        )
        builder.cylinder((x, 0, thick), tip, (thick * 0.35, thick * 0.15), 'bark', 8)
        if leafy:
            add_leaves(builder, rng, tip + rng.normal(0, 0.12, (70, 3)), tip, 0.1, 'leaf_dark')
    mesh = builder.build(smooth=True)
    np.maximum(mesh.vertices[:, 2], 0.0, out=mesh.vertices[:, 2])
    return Model('log', UNKNOWN, (mesh,))
