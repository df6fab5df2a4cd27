"""A car: a body lofted over cross-sections, with wheels, lights, plates and mirrors."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from ..mesh_builder import Mesh, MeshBuilder, Points, grid_faces
from ..things import Model

PAINTS = (
    'paint_silver', 'paint_black', 'paint_white', 'paint_blue', 'paint_red', 'paint_grey',
    'paint_green', 'paint_white', 'paint_grey',
)  # fmt: skip
WHEEL_M = 0.32  # radius


@dataclass(frozen=True)
class Section:
    """A cross-section of the body at one place along its length, in metres."""

    y: float
    half_width: float
    shoulder: float  # height of the lower edge of the windows
    top: float
    top_half_width: float
    side: str = 'paint'  # what fills the side above the shoulder up to the next section
    upper: str = 'paint'  # what fills the top up to the next section


SHAPES = {
    'hatchback': (
        Section(-1.98, 0.78, 0.80, 0.86, 0.68),
        Section(-1.92, 0.84, 0.90, 0.98, 0.72, 'paint', 'glass'),
        Section(-1.50, 0.87, 0.94, 1.40, 0.63),
        Section(-1.28, 0.87, 0.94, 1.45, 0.64, 'glass'),
        Section(-0.34, 0.88, 0.94, 1.48, 0.65),
        Section(-0.26, 0.88, 0.94, 1.48, 0.65, 'glass'),
        Section(0.40, 0.88, 0.93, 1.43, 0.63, 'glass', 'glass'),
        Section(1.12, 0.87, 0.91, 0.97, 0.72),
        Section(1.65, 0.85, 0.82, 0.88, 0.68),
        Section(1.95, 0.80, 0.68, 0.73, 0.64),
        Section(2.02, 0.74, 0.58, 0.62, 0.60),
    ),
    'saloon': (
        Section(-2.25, 0.76, 0.84, 0.90, 0.66),
        Section(-2.17, 0.84, 0.92, 0.99, 0.70),
        Section(-1.60, 0.87, 0.94, 1.02, 0.70, 'paint', 'glass'),
        Section(-1.00, 0.88, 0.94, 1.38, 0.60, 'glass'),
        Section(-0.30, 0.88, 0.94, 1.42, 0.62),
        Section(-0.22, 0.88, 0.94, 1.42, 0.62, 'glass'),
        Section(0.42, 0.88, 0.93, 1.38, 0.60, 'glass', 'glass'),
        Section(1.12, 0.87, 0.91, 0.96, 0.72),
        Section(1.75, 0.85, 0.82, 0.87, 0.68),
        Section(2.10, 0.80, 0.68, 0.73, 0.64),
        Section(2.18, 0.74, 0.58, 0.62, 0.60),
    ),
    'suv': (
        Section(-2.18, 0.82, 0.98, 1.04, 0.72),
        Section(-2.12, 0.88, 1.06, 1.14, 0.76, 'paint', 'glass'),
        Section(-1.86, 0.91, 1.08, 1.62, 0.68, 'glass'),
        Section(-1.15, 0.92, 1.08, 1.67, 0.69),
        Section(-1.07, 0.92, 1.08, 1.67, 0.69, 'glass'),
        Section(-0.24, 0.92, 1.08, 1.69, 0.70),
        Section(-0.16, 0.92, 1.08, 1.69, 0.70, 'glass'),
        Section(0.48, 0.92, 1.06, 1.63, 0.68, 'glass', 'glass'),
        Section(1.12, 0.91, 1.04, 1.10, 0.76),
        Section(1.85, 0.88, 0.96, 1.02, 0.72),
        Section(2.12, 0.82, 0.80, 0.85, 0.68),
        Section(2.20, 0.78, 0.66, 0.70, 0.64),
    ),
    'van': (
        Section(-2.50, 0.86, 1.05, 2.02, 0.74, 'paint', 'paint'),
        Section(-2.42, 0.93, 1.08, 2.12, 0.78),
        Section(-0.35, 0.94, 1.08, 2.14, 0.79),
        Section(0.30, 0.94, 1.06, 2.14, 0.79, 'glass'),
        Section(1.10, 0.94, 1.05, 2.06, 0.76, 'glass', 'glass'),
        Section(1.90, 0.92, 1.02, 1.14, 0.78),
        Section(2.38, 0.87, 0.86, 0.94, 0.72),
        Section(2.48, 0.82, 0.70, 0.74, 0.68),
    ),
}


def build(rng: Generator, shape: str | None = None, paint: str | None = None) -> Model:
    """Build a parked or driving car, of a random shape and paint where none is named."""
    sections = SHAPES[shape or str(rng.choice(list(SHAPES), p=[0.38, 0.28, 0.22, 0.12]))]
    colour = paint or str(rng.choice(PAINTS))
    return Model('car', 'car', (_body(sections, colour), _parts(sections), _wheels(sections)))


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


def _parts(sections: tuple[Section, ...]) -> Mesh:
    """Add what is screwed on: lights, plates, bumpers, grille and mirrors."""
    builder = MeshBuilder()
    rear, front = sections[1], sections[-2]
    back, nose = sections[0].y, sections[-1].y
    windscreen = next(section for section in reversed(sections) if section.upper == 'glass')
    for side in (-1, 1):
        low = (side * (rear.half_width - 0.13), rear.y + 0.01, rear.shoulder - 0.12)
        builder.ellipsoid(low, (0.12, 0.09, 0.075), 'tail_light')
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
