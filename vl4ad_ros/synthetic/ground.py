"""Ribbons of ground along a street: carriageway, markings, kerbs, pavements, verges."""

from collections.abc import Iterable

import numpy as np

from .centreline import Centreline
from .mesh_builder import Mesh, MeshBuilder, Points
from .things import Model, Thing

STEP_M = 1.0


def ribbon(
    line: Centreline,
    along_m: tuple[float, float],
    left: tuple[float, float],  # offset from the centreline and height of the left edge
    right: tuple[float, float],
    material: str,
) -> Mesh:
    """Return a strip of ground whose texture coordinates are offset and distance in metres."""
    builder = MeshBuilder()
    start, end = along_m
    stations = np.linspace(start, end, max(2, int((end - start) / STEP_M) + 1))
    edges = [_edge(line, stations, *edge) for edge in (left, right)]
    rows = len(stations)
    uv = [np.stack([np.full(rows, edge[0]), stations], -1) for edge in (left, right)]
    faces = [(i, rows + i, rows + i + 1, i + 1) for i in range(rows - 1)]
    builder.add(np.vstack(edges), faces, material, np.vstack(uv))
    return builder.build()


def ground(kind: str, label: str, meshes: Iterable[Mesh]) -> Thing:
    """Return ribbons of one kind as one thing."""
    return Thing(Model(kind, label, tuple(meshes)))


def _edge(line: Centreline, stations: Points, offset_m: float, height_m: float) -> Points:
    return np.array([line.point(float(along), offset_m, height_m) for along in stations])
