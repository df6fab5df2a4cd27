"""A forklift truck."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import Pose, add_figure, random_dress
from .wheels import add_wheel

# Side views.
BODY = (
    (-1.2, 0.3), (0.75, 0.25), (0.75, 0.6), (0.2, 0.65), (0.1, 1.0), (-1.0, 1.1), (-1.25, 0.8),
)  # fmt: skip
COUNTERWEIGHT = ((-1.3, 0.35), (-1.0, 0.35), (-0.95, 1.1), (-1.15, 1.1), (-1.35, 0.8))
CAGE = ((0.6, 0.6), (0.35, 2.1), (-0.75, 2.1), (-0.95, 1.0))


def build(rng: Generator) -> Model:
    """Build a forklift whose fork reaches to +y, often with a driver."""
    builder = MeshBuilder()
    paint = str(rng.choice(['paint_yellow', 'paint_orange', 'paint_red', 'paint_green']))
    builder.extrude(BODY, -0.55, 0.55, paint)
    builder.extrude(COUNTERWEIGHT, -0.52, 0.52, 'metal_dark')
    for side in (-1, 1):
        builder.tube([(side * 0.5, y, z) for y, z in CAGE], 0.04, 'trim_black')
        builder.box((side * 0.3 - 0.06, 0.85, 0.3), (side * 0.3 + 0.06, 0.97, 2.2), 'metal_dark')
        builder.box((side * 0.25 - 0.05, 1.0, 0.12), (side * 0.25 + 0.05, 2.0, 0.16), 'metal_dark')
        builder.box((side * 0.25 - 0.05, 1.0, 0.12), (side * 0.25 + 0.05, 1.06, 0.7), 'metal_dark')
        add_wheel(builder, (side * 0.6, 0.5, 0.33), 0.33, 0.22, 'plate')
        add_wheel(builder, (side * 0.52, -0.85, 0.27), 0.27, 0.18, 'plate')
    for z in (0.5, 1.3, 2.1):
        builder.box((-0.36, 0.86, z), (0.36, 0.96, z + 0.1), 'metal_dark')
    for y in (-0.6, -0.3, 0.0, 0.3):
        builder.box((-0.5, y, 2.08), (0.5, y + 0.04, 2.12), 'trim_black')
    builder.box((-0.25, -0.65, 1.0), (0.25, -0.2, 1.1), 'leather')
    builder.box((-0.25, -0.72, 1.05), (0.25, -0.62, 1.5), 'leather')
    builder.cylinder((0, -0.3, 2.12), (0, -0.3, 2.25), 0.06, 'signal_amber')
    if rng.random() < 0.7:
        pose = Pose(
            (0, -0.42, 1.2),
            (0, -0.42, 1.72),
            ((-0.15, 0.1, 0.75), (0.15, 0.1, 0.75)),
            ((-0.14, 0.0, 1.3), (0.14, 0.0, 1.3)),
        )
        add_figure(builder, pose, random_dress(rng, True))
    return Model('forklift', UNKNOWN, (builder.build(),))
