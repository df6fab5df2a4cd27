"""A ball: a football, a beach ball or a large rubber ball."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model


def build(rng: Generator) -> Model:
    """Build a ball with spots or a stripe."""
    builder = MeshBuilder()
    radius = float(rng.choice([0.16, 0.2, 0.32, 0.45]))
    ground, other = (
        str(name)
        for name in rng.choice(
            ['ball_red', 'ball_white', 'plastic_blue', 'plastic_yellow', 'rubber'],
            2,
            replace=False,
        )
    )
    builder.ellipsoid((0, 0, radius), (radius, radius, radius), ground, 28)
    for _ in range(8):
        direction = rng.normal(size=3)
        direction /= (direction**2).sum() ** 0.5
        x, y, z = direction * radius * 0.82
        builder.ellipsoid((x, y, radius + z), (radius * 0.22,) * 3, other, 12)
    return Model('ball', UNKNOWN, (builder.build(smooth=True),))
