"""A car: a body lofted over cross-sections, with wheels, lights, plates and mirrors."""

import math

import numpy as np
from numpy.random import Generator

from ..mesh_builder import Mesh, MeshBuilder, Points, grid_faces
from ..things import Model
from .car_shapes import SHAPES, Section

PAINTS = (
    'paint_silver', 'paint_black', 'paint_white', 'paint_blue', 'paint_red', 'paint_grey',
    'paint_green', 'paint_white', 'paint_grey',
)  # fmt: skip
CLASSIC = {'hatchback': 0.38, 'saloon': 0.28, 'suv': 0.22, 'van': 0.12}  # shapes by their shares
TAIL_LIGHTS = {  # inwards from the side, down from the shoulder; half extents along x, y, z
    'round': (0.13, 0.12, (0.12, 0.09, 0.075)),
    'tall': (0.09, 0.10, (0.07, 0.10, 0.22)),
    'wide': (0.24, 0.10, (0.24, 0.07, 0.07)),
}
WHEEL_M = 0.32  # radius


def build(rng: Generator, shape: str | None = None, paint: str | None = None) -> Model:
    """Build a parked or driving car, of a random shape and paint where none is named."""
    sections = SHAPES[shape or str(rng.choice(list(CLASSIC), p=list(CLASSIC.values())))]
    colour = paint or str(rng.choice(PAINTS))
    return _assemble(sections, colour, 'round')


def build_any(rng: Generator) -> Model:
    """Build a car of any shape, with one of the forms of tail light."""
    sections = SHAPES[str(rng.choice(list(SHAPES)))]
    return _assemble(sections, str(rng.choice(PAINTS)), str(rng.choice(list(TAIL_LIGHTS))))


def _assemble(sections: tuple[Section, ...], paint: str, tail_light: str) -> Model:
    parts = _parts(sections, tail_light)
    return Model('car', 'car', (_body(sections, paint), parts, _wheels(sections)))


def _body(sections: tuple[Section, ...], paint: str) -> Mesh:
    loops = np.stack([_loop(section) for section in sections])  # (S, P, 3)
    count, points = loops.shape[:2]
    faces = grid_faces(count, points)
    glazed = []
    for face in faces:
        station, strip = divmod(min(face), points)
        section = sections[station]
        from_sill = min(strip, points - 2 - strip)  # 4: beside the cabin; above 4: over it
        part = section.side if from_sill == 4 else section.upper if from_sill > 4 else 'paint'
        glazed.append(int(part == 'glass'))
    rear = tuple(range(points))[::-1]
    front = tuple(range((count - 1) * points, count * points))
    return Mesh(
        loops.reshape(-1, 3),
        (*faces, rear, front),
        (paint, 'car_glass'),
        (*glazed, 0, 0),
        smooth=True,
        subdivisions=2,
    )


def _loop(section: Section) -> Points:
    """Return a cross-section from the left sill over the roof to the right sill, (P, 3)."""
    w, s = section.half_width, section.shoulder
    half = [
        (w * 0.80, 0.22),
        (w * 0.95, 0.24),
        (w, 0.42),
        (w * 1.01, s - 0.16),
        (w * 0.97, s),
        (section.top_half_width, section.top - 0.05),
        (section.top_half_width * 0.86, section.top),
        (section.top_half_width * 0.3, section.top + 0.02),
    ]
    right = [(x, section.y, z) for x, z in half]
    left = [(-x, y, z) for x, y, z in right]
    return np.array(left + right[::-1])


def _parts(sections: tuple[Section, ...], tail_light: str) -> Mesh:
    """Add what is screwed on: lights, plates, bumpers, grille and mirrors."""
    builder = MeshBuilder()
    rear, front = sections[1], sections[-2]
    back, nose = sections[0].y, sections[-1].y
    windscreen = next(section for section in reversed(sections) if section.upper == 'glass')
    inwards, down, extents = TAIL_LIGHTS[tail_light]
    for side in (-1, 1):
        low = (side * (rear.half_width - inwards), rear.y + 0.01, rear.shoulder - down)
        builder.ellipsoid(low, extents, 'tail_light')
        lamp = (side * (front.half_width - 0.19), front.y - 0.07, front.shoulder - 0.03)
        builder.ellipsoid(lamp, (0.18, 0.14, 0.07), 'head_light')
        mirror = (side * (windscreen.half_width + 0.09), windscreen.y + 0.35)
        height = windscreen.shoulder + 0.06
        builder.ellipsoid((*mirror, height), (0.11, 0.06, 0.08), 'trim_black')
    builder.box((-0.26, back - 0.025, 0.52), (0.26, back + 0.05, 0.63), 'plate')
    builder.box((-0.26, nose - 0.05, 0.38), (0.26, nose + 0.03, 0.49), 'plate')
    half = sections[0].half_width
    builder.box((-half + 0.05, back - 0.02, 0.27), (half - 0.05, back + 0.2, 0.42), 'trim_black')
    half = sections[-1].half_width
    builder.box((-half + 0.08, nose - 0.2, 0.25), (half - 0.08, nose + 0.02, 0.36), 'trim_black')
    builder.box((-0.4, nose - 0.2, 0.5), (0.4, nose + 0.008, 0.58), 'trim_black')
    builder.box((-0.7, back + 0.3, 0.16), (0.7, nose - 0.3, 0.4), 'rubber')
    return builder.build(smooth=True, bevel_m=0.015)


def _wheels(sections: tuple[Section, ...]) -> Mesh:
    builder = MeshBuilder()
    width = max(section.half_width for section in sections)
    for y in (sections[0].y + 0.78, sections[-1].y - 0.72):
        for side in (-1, 1):
            _wheel(builder, side, width, y)
    return builder.build(bevel_m=0.01)


def _wheel(builder: MeshBuilder, side: int, width: float, y: float) -> None:
    def disc(inner: float, outer: float, radius: float, material: str, sides: int) -> None:
        start, end = (side * inner, y, WHEEL_M), (side * outer, y, WHEEL_M)
        builder.cylinder(start, end, radius, material, sides)

    disc(width - 0.3, width - 0.005, WHEEL_M + 0.05, 'trim_black', 28)
    disc(width - 0.25, width + 0.01, WHEEL_M, 'rubber', 28)
    disc(width, width + 0.014, WHEEL_M * 0.68, 'trim_black', 24)
    disc(width, width + 0.018, WHEEL_M * 0.7, 'rim', 24)
    disc(width, width + 0.02, WHEEL_M * 0.6, 'trim_black', 24)
    disc(width, width + 0.024, WHEEL_M * 0.16, 'rim', 10)
    outer = side * (width + 0.02)
    for spoke in range(9):
        angle = 2 * math.pi * spoke / 9
        along = np.array([0.0, math.cos(angle), math.sin(angle)])
        middle = np.array([outer, y, WHEEL_M])
        tip = middle + along * WHEEL_M * 0.66
        builder.cylinder(middle, tip, 0.02, 'rim', 6)
