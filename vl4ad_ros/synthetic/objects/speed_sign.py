"""A round speed limit sign; the plate and its post are of different classes."""

from ..mesh_builder import MeshBuilder
from ..things import Model

HEIGHT_M = 2.3


def build_post() -> Model:
    """Build the post alone."""
    builder = MeshBuilder()
    builder.cylinder((0, 0, 0), (0, 0, HEIGHT_M + 0.3), 0.035, 'pole_grey', 10)
    return Model('sign post', 'pole', (builder.build(),))


def build_plate() -> Model:
    """Build the plate, which looks to +y."""
    builder = MeshBuilder()
    layers = ((0.04, 0.06, 0.34, 'sign_red'), (0.06, 0.066, 0.25, 'sign_white'))
    for back, front, radius, colour in layers:
        builder.cylinder((0, back, HEIGHT_M), (0, front, HEIGHT_M), radius, colour, 32)
    for x, digit in ((0.085, '3'), (-0.085, '0')):
        _digit(builder, x, digit)
    return Model('speed sign', 'traffic sign', (builder.build(),))


def _digit(builder: MeshBuilder, x: float, digit: str) -> None:
    """Add a digit of bars; +x is the left as seen from the front."""
    z, half, bar = HEIGHT_M, 0.12, 0.035
    bars = [((-0.06, half - bar), (0.06, half)), ((-0.06, -half), (0.06, -half + bar))]
    bars.append(((-0.06, -half), (-0.06 + bar, half)))
    if digit == '3':
        bars.append(((-0.06, -bar / 2), (0.05, bar / 2)))
    else:
        bars.append(((0.06 - bar, -half), (0.06, half)))
    for (x0, z0), (x1, z1) in bars:
        builder.box((x + x0, 0.066, z + z0), (x + x1, 0.072, z + z1), 'sign_black')
