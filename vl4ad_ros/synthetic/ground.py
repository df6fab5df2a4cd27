"""Ribbons of ground along a street: carriageway, markings, kerbs, pavements, verges."""

from collections.abc import Iterable

import numpy as np
from numpy.random import Generator

from .centreline import Centreline
from .mesh_builder import Mesh, MeshBuilder, Points
from .things import Model, Thing

STEP_M = 1.0

Edge = tuple[float, float]  # offset from the centreline and height


def ribbon(
    line: Centreline, along_m: tuple[float, float], left: Edge, right: Edge, material: str
) -> Mesh:
    """Return a strip of ground whose texture coordinates are offset and distance in metres."""
    stations = _stations(along_m)
    rows = len(stations)
    first, last = ((np.full(rows, offset), height) for offset, height in (left, right))
    return _strip(line, stations, first, last, material)


def ragged_ribbon(
    line: Centreline,
    along_m: tuple[float, float],
    left: Edge,
    right: Edge,
    material: str,
    rng: Generator,
    ragged_m: tuple[float, float],  # how far the left and the right edge stray
) -> Mesh:
    """Return a strip whose edges wander, as those of grass and dirt do."""
    stations = _stations(along_m, STEP_M / 2)
    edges = []
    for (offset, height), amount in zip((left, right), ragged_m, strict=True):
        noise = np.convolve(rng.normal(size=len(stations) + 4), np.ones(5) / 5, 'valid')
        edges.append((offset + 2 * amount * noise, height))
    return _strip(line, stations, edges[0], edges[1], material)


def ground(kind: str, label: str, meshes: Iterable[Mesh]) -> Thing:
    """Return ribbons of one kind as one thing."""
    return Thing(Model(kind, label, tuple(meshes)))


def _stations(along_m: tuple[float, float], step_m: float = STEP_M) -> Points:
    start, end = along_m
    return np.linspace(start, end, max(2, int((end - start) / step_m) + 1))


def _strip(
    line: Centreline,
    stations: Points,  # (N,)
    left: tuple[Points, float],  # (N,) offsets, and the height
    right: tuple[Points, float],
    material: str,
) -> Mesh:
    builder = MeshBuilder()
    rows = len(stations)
    edges = [_edge(line, stations, *edge) for edge in (left, right)]
    uv = [np.stack([edge[0], stations], -1) for edge in (left, right)]
    faces = [(i, rows + i, rows + i + 1, i + 1) for i in range(rows - 1)]
    builder.add(np.vstack(edges), faces, material, np.vstack(uv))
    return builder.build()


def _edge(line: Centreline, stations: Points, offsets_m: Points, height_m: float) -> Points:
    return np.array(
        [
            line.point(float(along), float(offset), height_m)
            for along, offset in zip(stations, offsets_m, strict=True)
        ]
    )
