"""What all streets need: placing things along the line, and strips beside the carriageway."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from ..centreline import Centreline
from ..ground import Edge, ribbon
from ..mesh_builder import Mesh, MeshBuilder
from ..things import Model, Thing, Track

SIDES = (-1, 1)
FIRST_M, LAST_M = -14.0, 190.0
SPAN = (FIRST_M, LAST_M)
KERB_M = 0.12  # height
MARK_M = 0.006  # markings above the asphalt
PLAIN_M = 3.0  # how deep the far land lies


def place(
    line: Centreline,
    model: Model,
    along: float,
    offset: float,
    turn_rad: float = 0.0,
    height: float = 0.0,
    scale: float = 1.0,
    speed_mps: float = 0.0,
) -> Thing:
    """Place a model beside the centreline, turned against the street's direction it moves in."""
    yaw = line.heading_rad(along) + turn_rad
    track = Track(line, along, offset, height, turn_rad) if speed_mps else None
    return Thing(model, line.point(along, offset, height), yaw, scale, speed_mps, track)


def facing_road(side: int) -> float:
    """Return the turn that lets the front of a thing on one side look at the road."""
    return side * math.pi / 2


def along(rng: Generator, start: float, end: float, step: tuple[float, float]) -> list[float]:
    """Return places from start to end at steps drawn from a range."""
    places = []
    at = start + float(rng.uniform(0, step[1]))
    while at < end:
        places.append(at)
        at += float(rng.uniform(*step))
    return places


def bands(
    line: Centreline, side: int, edges: Sequence[Edge], materials: Sequence[str]
) -> list[Mesh]:
    """Return strips from edge to edge outwards on one side; offsets are given without sign."""
    made = []
    for (inner, low), (outer, high), material in zip(
        edges[:-1], edges[1:], materials, strict=True
    ):
        near, far = (side * inner, low), (side * outer, high)
        left, right = (near, far) if side > 0 else (far, near)
        made.append(ribbon(line, SPAN, left, right, material))
    return made


def plain(line: Centreline, material: str) -> Mesh:
    """Return the land below all else, out to the horizon."""
    builder = MeshBuilder()
    z = min(0.0, line.hill_m) - PLAIN_M
    builder.quad([(-2000, -300, z), (2000, -300, z), (2000, 3000, z), (-2000, 3000, z)], material)
    return builder.build()


def dashes(
    line: Centreline, offset: float, width: float, length: float, gap: float, material: str
) -> list[Mesh]:
    """Return a line on the road, solid where the gap is zero."""
    edges = (offset - width / 2, MARK_M), (offset + width / 2, MARK_M)
    if not gap:
        return [ribbon(line, SPAN, *edges, material)]
    starts = np.arange(FIRST_M, LAST_M - length, length + gap)
    return [ribbon(line, (at, at + length), *edges, material) for at in map(float, starts)]


def curved_line(rng: Generator, hills: bool) -> Centreline:
    """Return a line that bends, sways and climbs as roads do."""
    bend = float(rng.choice([0.0, rng.uniform(0.001, 0.008)]) * rng.choice(SIDES))
    sway = float(rng.choice([0.0, rng.uniform(0, 5.0)]))
    hill = float(rng.choice([0.0, rng.uniform(-4, 5)])) if hills else 0.0
    return Centreline(
        bend_start_m=float(rng.uniform(15, 90)),
        curvature_per_m=bend,
        sway_m=sway,
        sway_length_m=float(rng.uniform(110, 220)),
        hill_m=hill,
        hill_length_m=float(rng.uniform(150, 320)),
    )
