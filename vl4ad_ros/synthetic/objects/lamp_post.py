"""A street lamp whose arm reaches to +y."""

from ..mesh_builder import MeshBuilder
from ..things import Model


def build() -> Model:
    """Build a lamp seven metres tall."""
    builder = MeshBuilder()
    builder.cylinder((0, 0, 0), (0, 0, 1.1), 0.1, 'pole_grey')
    builder.cylinder((0, 0, 1.1), (0, 0, 6.6), (0.065, 0.05), 'pole_grey')
    builder.cylinder((0, 0, 6.6), (0, 0.5, 7.0), 0.045, 'pole_grey')
    builder.cylinder((0, 0.5, 7.0), (0, 1.5, 7.1), 0.04, 'pole_grey')
    builder.box((-0.14, 1.3, 7.03), (0.14, 2.0, 7.15), 'pole_grey')
    builder.box((-0.1, 1.35, 7.0), (0.1, 1.95, 7.03), 'lamp_white')
    return Model('lamp post', 'pole', (builder.build(),))
