"""A walking person."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

CLOTHES = ('cloth_navy', 'cloth_red', 'cloth_beige', 'cloth_black', 'cloth_green')


def build(rng: Generator) -> Model:
    """Build a person of about 1.75 m in mid-stride."""
    builder = MeshBuilder()
    coat, trousers = (str(name) for name in rng.choice(CLOTHES, 2, replace=False))
    stride = float(rng.uniform(0.15, 0.3))
    for side in (-1, 1):
        swing = side * stride
        hip, knee = (side * 0.1, 0, 0.9), (side * 0.11, swing * 0.6, 0.5)
        ankle = (side * 0.11, swing * 0.9 - 0.05, 0.09)
        builder.cylinder(hip, knee, (0.1, 0.07), trousers)
        builder.cylinder(knee, ankle, (0.075, 0.05), trousers)
        builder.ellipsoid((side * 0.11, swing * 0.9 + 0.02, 0.05), (0.05, 0.14, 0.05), 'rubber')
        elbow = (side * 0.27, -swing * 0.4, 1.13)
        builder.cylinder((side * 0.2, 0, 1.42), elbow, (0.065, 0.05), coat)
        builder.cylinder(elbow, (side * 0.26, -swing * 0.4 + 0.12, 0.92), (0.05, 0.04), coat)
        builder.ellipsoid((side * 0.26, -swing * 0.4 + 0.13, 0.88), (0.04, 0.05, 0.07), 'skin')
    builder.ellipsoid((0, 0, 1.2), (0.2, 0.13, 0.32), coat)
    builder.ellipsoid((0, 0, 0.98), (0.17, 0.13, 0.17), coat)
    builder.ellipsoid((0, 0, 1.4), (0.2, 0.11, 0.1), coat)
    builder.cylinder((0, 0, 1.42), (0, 0.01, 1.56), 0.055, 'skin')
    builder.ellipsoid((0, 0.01, 1.64), (0.08, 0.1, 0.12), 'skin')
    hair = str(rng.choice(['hair_dark', 'hair_fair']))
    builder.ellipsoid((0, -0.02, 1.68), (0.09, 0.1, 0.1), hair)
    return Model('person', 'person', (builder.build(smooth=True),))
