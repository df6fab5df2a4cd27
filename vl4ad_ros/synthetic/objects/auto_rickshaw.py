"""An auto rickshaw with three wheels and a canvas roof."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .figure import Pose, add_figure, random_dress
from .wheels import add_ring

# Side views.
TUB = ((-1.25, 0.3), (0.4, 0.3), (0.4, 0.42), (-0.2, 0.45), (-0.25, 0.8), (-1.3, 0.95))
NOSE = ((0.4, 0.3), (1.15, 0.35), (1.2, 0.7), (0.95, 1.1), (0.85, 1.1), (0.85, 0.42))
ROOF = (
    (-1.3, 0.95), (-1.25, 1.55), (-1.1, 1.75), (0.75, 1.72), (0.72, 1.66), (-1.05, 1.62),
    (-1.2, 0.95),
)  # fmt: skip
WINDSCREEN = ((0.88, 1.1), (0.93, 1.1), (0.75, 1.68), (0.7, 1.68))


def build(rng: Generator) -> Model:
    """Build an auto rickshaw that looks to +y."""
    builder = MeshBuilder()
    low = str(rng.choice(['paint_green', 'paint_blue', 'paint_black', 'paint_red']))
    roof = str(rng.choice(['paint_yellow', 'trim_black', 'cloth_white']))
    builder.extrude(TUB, -0.64, 0.64, low)
    builder.extrude(NOSE, -0.42, 0.42, low)
    builder.extrude(ROOF, -0.66, 0.66, roof)
    builder.extrude(WINDSCREEN, -0.45, 0.45, 'car_glass')
    for side in (-1, 1):
        builder.tube([(side * 0.44, 0.9, 1.1), (side * 0.5, 0.72, 1.68)], 0.022, 'trim_black')
        builder.tube([(side * 0.62, -0.2, 0.8), (side * 0.62, -0.2, 1.66)], 0.022, 'trim_black')
        add_ring(builder, (side * 0.54, -0.85, 0.24), 0.18, 0.06, 'rubber')
        builder.ellipsoid((side * 0.3, 1.1, 0.8), (0.08, 0.07, 0.08), 'head_light')
        builder.box(
            (side * 0.55 - 0.06, -1.33, 0.6), (side * 0.55 + 0.06, -1.28, 0.75), 'tail_light'
        )
    add_ring(builder, (0, 0.95, 0.24), 0.18, 0.06, 'rubber')
    builder.ellipsoid((0, 0.95, 0.42), (0.12, 0.26, 0.12), low)
    builder.box((-0.58, -1.0, 0.8), (0.58, -0.5, 0.9), 'leather')
    pose = Pose(
        (0, 0.1, 0.85),
        (0, 0.12, 1.35),
        ((-0.15, 0.55, 0.42), (0.15, 0.55, 0.42)),
        ((-0.2, 0.55, 1.0), (0.2, 0.55, 1.0)),
    )
    add_figure(builder, pose, random_dress(rng))
    return Model('auto rickshaw', UNKNOWN, (builder.build(),))
