"""What stands upright by a road: bollards, delineators, utility poles, tall lamps."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Lamp, Model


def build_bollard(rng: Generator) -> Model:
    """Build a bollard of a pavement."""
    builder = MeshBuilder()
    paint = str(rng.choice(['iron', 'pole_grey', 'concrete_wall', 'galvanised']))
    height = float(rng.uniform(0.75, 1.0))
    builder.cylinder((0, 0, 0), (0, 0, height), 0.07, paint, 14)
    builder.ellipsoid((0, 0, height), (0.08, 0.08, 0.06), paint)
    builder.cylinder((0, 0, height - 0.2), (0, 0, height - 0.12), 0.073, 'sign_white', 14)
    return Model('bollard', 'pole', (builder.build(),))


def build_delineator() -> Model:
    """Build the white post with a black band of a country road, which looks to +y."""
    builder = MeshBuilder()
    builder.box((-0.06, -0.05, -0.1), (0.06, 0.05, 1.0), 'plastic_white')
    builder.box((-0.063, -0.053, 0.68), (0.063, 0.053, 0.9), 'sign_black')
    builder.box((-0.025, -0.056, 0.71), (0.025, 0.056, 0.87), 'sign_white')
    return Model('delineator', 'pole', (builder.build(),))


def build_utility_pole(rng: Generator) -> Model:
    """Build a wooden pole with crossarms along x."""
    builder = MeshBuilder()
    height = float(rng.uniform(7, 9))
    builder.cylinder((0, 0, -0.5), (0, 0, height), (0.15, 0.1), 'wood_dark', 10)
    for z in (height - 0.4, height - 1.1):
        builder.box((-0.95, -0.06, z), (0.95, 0.06, z + 0.12), 'wood_dark')
        for x in (-0.85, -0.4, 0.4, 0.85):
            builder.cylinder((x, 0, z + 0.12), (x, 0, z + 0.3), 0.035, 'frame_white', 8)
    return Model('utility pole', 'pole', (builder.build(),))


def build_lamp(rng: Generator) -> Model:
    """Build a street lamp whose arm reaches to +y; it shines at night."""
    builder = MeshBuilder()
    height, arm = float(rng.uniform(5.0, 9.0)), float(rng.uniform(0.3, 2.2))
    paint = str(rng.choice(['pole_grey', 'galvanised', 'iron', 'plastic_green']))
    builder.cylinder((0, 0, 0), (0, 0, 1.0), 0.1, paint)
    builder.cylinder((0, 0, 1.0), (0, 0, height), (0.07, 0.05), paint)
    builder.tube([(0, 0, height), (0, arm, height + 0.25)], 0.04, paint)
    builder.box((-0.14, arm - 0.1, height + 0.2), (0.14, arm + 0.6, height + 0.32), paint)
    builder.box((-0.1, arm - 0.05, height + 0.17), (0.1, arm + 0.55, height + 0.2), 'lamp_white')
    lamp = Lamp(
        (0, arm + 0.25, height + 0.1),
        (0, 0.1, -1),
        float(rng.uniform(350, 900)),
        warmth=float(rng.random()),
    )
    return Model('lamp post', 'pole', (builder.build(),), (lamp,))
