"""What lies on a carriageway and is no obstacle: markings, repairs, covers, leaves, dirt."""

import numpy as np
from numpy.random import Generator

from ..centreline import Centreline
from ..foliage import add_leaves
from ..ground import ragged_ribbon, ribbon
from ..mesh_builder import Mesh, MeshBuilder
from .layout import MARK_M, dashes


def blemishes(rng: Generator, line: Centreline, low: float, high: float) -> list[Mesh]:
    """Return repairs, tar lines, covers, dirt and fallen leaves between two offsets."""
    made = []
    wide = high - low
    for _ in range(int(rng.choice([0, 1, 2, 5]))):
        size, at = float(rng.uniform(0.4, 0.5 * wide)), float(rng.uniform(2, 70))
        x = float(rng.uniform(low + 0.1, high - size - 0.1))
        material = str(rng.choice(['asphalt_dark', 'asphalt_worn', 'asphalt']))
        made.append(_patch(line, at, float(rng.uniform(0.6, 14)), x, size, 0.002, material))
    for _ in range(int(rng.choice([0, 0, 2, 5]))):  # cracks filled with tar, and tyre marks
        x, at = float(rng.uniform(low + 0.3, high - 0.3)), float(rng.uniform(2, 60))
        span = (at, at + float(rng.uniform(2, 14)))
        thin = 0.05 if rng.random() < 0.7 else 0.18
        edges = (x, 0.003), (x + thin, 0.003)
        made.append(ragged_ribbon(line, span, *edges, 'tar', rng, (0.08, 0.08)))
    for _ in range(int(rng.choice([0, 0, 1, 3]))):
        x, at = float(rng.uniform(low + 0.3, high - 0.9)), float(rng.uniform(3, 50))
        made.append(_patch(line, at, 0.6, x, 0.6, 0.004, 'cast_iron'))
    if rng.random() < 0.3:
        made.append(_fallen_leaves(rng, line, low, high))
    return made


def markings(
    rng: Generator, line: Centreline, lanes: list[float], low: float, high: float
) -> list[Mesh]:
    """Return lines between lanes, at the edges, or none; lanes are the offsets between them."""
    material = 'marking' if rng.random() < 0.82 else 'marking_yellow'
    width = float(rng.uniform(0.1, 0.18))
    made = []
    length, gap = float(rng.uniform(1.5, 6)), float(rng.uniform(2.5, 10))
    for offset in lanes:
        form = str(rng.choice(['dash', 'dash', 'dash', 'solid', 'double']))
        if form == 'double':
            for shift in (-0.13, 0.13):
                made += dashes(line, offset + shift, width, 1.0, 0.0, material)
        else:
            made += dashes(line, offset, width, length, 0.0 if form == 'solid' else gap, material)
    if rng.random() < 0.6:
        inset = float(rng.uniform(0.15, 0.45))
        for offset in (low + inset, high - inset):
            made += dashes(line, offset, width, 1.0, 0.0, 'marking')
    return made


def zebra(line: Centreline, at: float, low: float, high: float) -> list[Mesh]:
    """Return a crossing for people on foot."""
    starts = np.arange(low + 0.4, high - 0.5, 1.0)
    return [_patch(line, at, 3.2, float(x), 0.5, MARK_M, 'marking') for x in starts]


def stop_line(line: Centreline, at: float, low: float, high: float) -> Mesh:
    """Return the line before which one waits."""
    return _patch(line, at, 0.4, low + 0.2, high - low - 0.4, MARK_M, 'marking')


def arrow(line: Centreline, at: float, offset: float) -> list[Mesh]:
    """Return an arrow straight ahead."""
    shaft = _patch(line, at, 2.4, offset - 0.08, 0.16, MARK_M, 'marking')
    head = MeshBuilder()
    tip = [(offset - 0.35, at + 2.4), (offset + 0.35, at + 2.4), (offset, at + 4.0)]
    points = [line.point(y, x, MARK_M) for x, y in tip]
    head.add(points, [(0, 1, 2)], 'marking', tip)
    return [shaft, head.build()]


def _patch(
    line: Centreline, at: float, long: float, x: float, wide: float, height: float, material: str
) -> Mesh:
    return ribbon(line, (at, at + long), (x, height), (x + wide, height), material)


def _fallen_leaves(rng: Generator, line: Centreline, low: float, high: float) -> Mesh:
    builder = MeshBuilder()
    count = int(rng.integers(100, 900))
    edge = rng.random(count) ** 2.2 * (high - low) * 0.6  # most lie near the edges
    x = np.where(rng.random(count) < 0.5, low + edge, high - edge)
    y = rng.uniform(-4, 45, count)
    points = np.array([line.point(float(b), float(a), 0.012) for a, b in zip(x, y, strict=True)])
    add_leaves(builder, rng, points, (0, 0, -1e4), 0.07, 'leaf_fallen')
    return builder.build()
