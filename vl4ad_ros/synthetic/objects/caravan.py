"""A caravan without its car."""

from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_wheel


def build(rng: Generator) -> Model:
    """Build a caravan whose drawbar reaches to +y."""
    builder = MeshBuilder()
    half, back, front = 1.1, -2.3, float(rng.uniform(1.8, 2.6))
    outline = [
        (back, 0.45), (front - 0.25, 0.45), (front + 0.1, 1.0), (front, 1.75), (front - 0.5, 2.5),
        (back + 0.3, 2.55), (back - 0.05, 2.2), (back - 0.1, 1.2),
    ]  # fmt: skip
    body = str(rng.choice(['fibreglass', 'paint_cream', 'fibreglass', 'paint_silver']))
    stripe = str(
        rng.choice(['shop_sign_1', 'shop_sign_2', 'tail_light', 'metal_dark', 'sign_green'])
    )
    builder.extrude(outline, -half, half, body)
    for z in (0.85, 1.0):
        builder.box((-half - 0.006, back, z), (half + 0.006, front - 0.2, z + 0.09), stripe)
    for side in (-1, 1):
        low, high = sorted((side * half, side * (half + 0.015)))
        for y0, y1 in ((back + 0.4, back + 1.4), (front - 1.4, front - 0.5)):
            builder.box((low, y0, 1.4), (high, y1, 2.0), 'car_glass')
        builder.box((low - 0.02, -0.45, 0.4), (high + 0.02, 0.55, 0.85), 'trim_black')
        add_wheel(builder, (side * (half + 0.02), 0.05, 0.33), 0.33, 0.2, 'plate')
        builder.box(
            (side * 0.8 - 0.12, back - 0.14, 0.62),
            (side * 0.8 + 0.12, back - 0.06, 0.95),
            'tail_light',
        )
    builder.box((half, -1.0, 0.55), (half + 0.02, -0.35, 2.3), 'frame_white')
    builder.box((-0.75, back - 0.1, 1.4), (0.75, back - 0.07, 2.05), 'car_glass')
    builder.box((-0.8, front - 0.05, 1.3), (0.8, front + 0.06, 1.8), 'car_glass')
    builder.box((-0.26, back - 0.13, 0.62), (0.26, back - 0.08, 0.74), 'plate')
    for x in (-0.5, 0.5):
        builder.tube([(x, front - 0.3, 0.48), (0, front + 1.15, 0.5)], 0.05, 'metal_dark')
    builder.cylinder((0, front + 0.8, 0.02), (0, front + 0.8, 0.6), 0.035, 'metal_dark')
    builder.box((-0.4, front + 0.1, 0.5), (0.4, front + 0.5, 0.95), 'fibreglass')
    builder.box((-0.35, -0.6, 2.53), (0.35, 0.1, 2.68), 'plastic_white')
    return Model('caravan', UNKNOWN, (builder.build(bevel_m=0.05),))
