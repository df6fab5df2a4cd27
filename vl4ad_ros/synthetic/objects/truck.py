"""A lorry: box body, tipper, tank or a semi-trailer under a tarpaulin."""

from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model
from .wheels import add_wheel

PAINTS = ('paint_white', 'paint_red', 'paint_blue', 'paint_green', 'paint_orange', 'paint_silver')
BODIES = ('box', 'box', 'tipper', 'tank', 'trailer')
HALF_M, WHEEL_M = 1.22, 0.5


def build(rng: Generator, body: str | None = None) -> Model:
    """Build a lorry whose middle is at the origin and whose cab looks to +y."""
    kind = body or str(rng.choice(BODIES))
    length = 12.5 if kind == 'trailer' else float(rng.uniform(6.8, 8.6))
    builder = MeshBuilder()
    front, rear = length / 2, -length / 2
    paint = str(rng.choice(PAINTS))
    _cab(builder, front, paint)
    builder.box((-0.45, rear + 0.1, 0.55), (0.45, front - 0.6, 0.85), 'trim_black')
    _load(builder, rng, kind, rear, front - 2.15, paint)
    axles = [front - 1.2, rear + 1.1, rear + 2.2]
    if kind == 'trailer':
        axles += [rear + 3.3, front - 4.2]
    for y in axles:
        for x in (-HALF_M, HALF_M):
            add_wheel(builder, (x, y, WHEEL_M), WHEEL_M, 0.45)
            builder.box(
                (min(x, x * 0.75), y - 0.6, 1.04), (max(x, x * 0.75), y + 0.6, 1.1), 'trim_black'
            )
    _rear(builder, rear)
    return Model('truck', 'truck', (builder.build(bevel_m=0.03),))


def _cab(builder: MeshBuilder, front: float, paint: str) -> None:
    outline = [(-2.0, 0.5), (-0.05, 0.5), (0.0, 1.2), (-0.03, 1.75), (-0.3, 2.75), (-2.0, 2.85)]
    builder.extrude([(front + y, z) for y, z in outline], -HALF_M, HALF_M, paint)
    glass = [(-0.015, 1.72), (0.0, 1.72), (-0.27, 2.65), (-0.3, 2.65)]
    builder.extrude([(front + y, z) for y, z in glass], -1.1, 1.1, 'car_glass')
    for side in (-1, 1):
        low, high = sorted((side * HALF_M, side * (HALF_M + 0.012)))
        builder.box((low, front - 1.25, 1.6), (high, front - 0.42, 2.4), 'car_glass')
        builder.box((low, front - 1.5, 0.75), (high, front - 0.4, 0.79), 'trim_black')
        mirror = side * (HALF_M + 0.2)
        builder.box(
            (mirror - 0.1, front - 0.25, 1.7), (mirror + 0.1, front - 0.15, 2.3), 'trim_black'
        )
        low, high = sorted((side * 0.75, side * 1.12))
        builder.box((low, front - 0.03, 0.72), (high, front + 0.03, 0.92), 'head_light')
    builder.box((-0.75, front - 0.1, 1.05), (0.75, front + 0.012, 1.5), 'trim_black')
    builder.box((-1.2, front - 0.2, 0.4), (1.2, front + 0.04, 0.64), 'trim_black')
    builder.box((-0.26, front, 0.45), (0.26, front + 0.06, 0.57), 'plate')


def _load(
    builder: MeshBuilder, rng: Generator, kind: str, rear: float, front: float, paint: str
) -> None:
    if kind == 'tank':
        builder.cylinder((0, rear + 0.1, 1.85), (0, front, 1.85), 1.0, 'aluminium', 28)
        for y in (rear + 0.6, (rear + front) / 2, front - 0.5):
            builder.cylinder((0, y, 1.85), (0, y + 0.12, 1.85), 1.03, 'metal_dark', 28)
        return
    if kind == 'tipper':
        builder.box((-1.2, rear, 1.0), (1.2, front, 1.2), paint)
        for x in (-1.2, 1.12):
            builder.box((x, rear, 1.2), (x + 0.08, front, 2.15), paint)
        builder.box((-1.2, rear, 1.2), (1.2, rear + 0.08, 2.15), paint)
        builder.box((-1.2, front - 0.08, 1.2), (1.2, front, 2.4), paint)
        builder.ellipsoid((0, (rear + front) / 2, 1.9), (1.05, (front - rear) / 2.2, 0.6), 'soil')
        return
    top = 3.9 if kind == 'trailer' else float(rng.uniform(3.1, 3.7))
    cover = str(rng.choice(['box_white', 'box_white', 'box_blue', 'tarpaulin', 'tarpaulin_red']))
    builder.box((-1.25, rear, 1.05), (1.25, front, top), cover)
    builder.box((-1.26, rear + 0.02, 1.0), (1.26, front, 1.12), 'metal_dark')
    for x in (-1.26, -0.01, 1.2):
        builder.box((x, rear - 0.02, 1.1), (x + 0.06, rear, top), 'metal_dark')
    stripe = str(rng.choice(['shop_sign_1', 'shop_sign_2', 'shop_sign_3', cover]))
    middle = (rear + front) / 2
    builder.box((-1.26, middle - 1.4, 2.0), (1.26, middle + 1.4, 2.7), stripe)


def _rear(builder: MeshBuilder, rear: float) -> None:
    builder.box((-1.15, rear - 0.03, 0.5), (1.15, rear + 0.08, 0.65), 'metal_dark')
    for x in (-1.1, 0.8):
        builder.box((x, rear - 0.05, 0.8), (x + 0.3, rear, 0.95), 'tail_light')
    builder.box((-0.26, rear - 0.06, 0.52), (0.26, rear, 0.64), 'plate')
    builder.box((-1.0, rear + 0.1, 0.35), (1.0, rear + 0.14, 0.95), 'rubber')
