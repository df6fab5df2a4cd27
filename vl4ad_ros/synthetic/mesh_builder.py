"""Meshes of named materials, put together from primitives with numpy alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]

_BOX_FACES = ((0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))


@dataclass(frozen=True, eq=False)
class Mesh:
    """Faces with a material each; bevel and subdivision are left to the renderer."""

    vertices: Points  # (V, 3) metres
    faces: tuple[tuple[int, ...], ...]
    materials: tuple[str, ...]
    face_material: tuple[int, ...]  # per face, index into materials
    uv: Points | None = None  # (V, 2) metres along the surface, where a texture follows it
    smooth: bool = False
    bevel_m: float = 0.0
    subdivisions: int = 0


class MeshBuilder:
    """Collects primitives; lengths are metres, z is up, the front of a thing is +y."""

    def __init__(self) -> None:
        self._vertices: list[Points] = []
        self._uv: list[Points] = []
        self._faces: list[tuple[int, ...]] = []
        self._materials: list[str] = []
        self._face_material: list[int] = []
        self._count = 0

    def add(
        self,
        vertices: ArrayLike,  # (V, 3)
        faces: Iterable[Sequence[int]],
        material: str,
        uv: ArrayLike | None = None,  # (V, 2)
    ) -> None:
        """Add vertices and the faces between them."""
        points = np.asarray(vertices, float)
        if material not in self._materials:
            self._materials.append(material)
        slot = self._materials.index(material)
        new = [tuple(int(index) + self._count for index in face) for face in faces]
        self._vertices.append(points)
        self._uv.append(points[:, :2] if uv is None else np.asarray(uv, float))
        self._faces += new
        self._face_material += [slot] * len(new)
        self._count += len(points)

    def quad(self, corners: ArrayLike, material: str) -> None:
        """Add one face through the corners, counter-clockwise as seen from outside."""
        points = np.asarray(corners, float)
        self.add(points, [range(len(points))], material)

    def box(self, low: ArrayLike, high: ArrayLike, material: str) -> None:
        """Add the axis-aligned box between two corners."""
        (x0, y0, z0), (x1, y1, z1) = np.asarray(low, float), np.asarray(high, float)
        ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        self.add([(x, y, z) for z in (z0, z1) for x, y in ring], _BOX_FACES, material)

    def cylinder(
        self,
        start: ArrayLike,
        end: ArrayLike,
        radius: float | tuple[float, float],
        material: str,
        sides: int = 12,
    ) -> None:
        """Add a closed cylinder, or a cone where the two radii differ."""
        first, last = np.asarray(start, float), np.asarray(end, float)
        r0, r1 = radius if isinstance(radius, tuple) else (radius, radius)
        circle = ring_around(last - first, sides)
        faces = [(i, (i + 1) % sides, sides + (i + 1) % sides, sides + i) for i in range(sides)]
        caps = [tuple(range(sides))[::-1], tuple(range(sides, 2 * sides))]
        vertices = np.vstack([first + r0 * circle, last + r1 * circle])
        self.add(vertices, [*faces, *caps], material)

    def ellipsoid(
        self, centre: ArrayLike, radii: ArrayLike, material: str, sides: int = 12
    ) -> None:
        """Add an ellipsoid with its axes along x, y and z."""
        rows = max(4, sides // 2)
        turn = np.arange(sides) * 2 * np.pi / sides
        rise = np.linspace(-np.pi / 2, np.pi / 2, rows + 1)
        a, e = np.meshgrid(turn, rise)
        unit = np.stack([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)], -1)
        vertices = np.asarray(centre, float) + unit.reshape(-1, 3) * np.asarray(radii, float)
        self.add(vertices, grid_faces(rows + 1, sides, closed=True), material)

    def lathe(
        self,
        profile: Sequence[tuple[float, float]],  # (radius, z) from the bottom up
        material: str,
        sides: int = 24,
    ) -> None:
        """Add the surface that the profile sweeps around the z axis."""
        turn = np.arange(sides) * 2 * np.pi / sides
        rows = [
            np.stack([r * np.cos(turn), r * np.sin(turn), np.full(sides, z)], -1)
            for r, z in profile
        ]
        self.add(np.vstack(rows), grid_faces(len(rows), sides, closed=True), material)

    def tube(
        self, points: Sequence[ArrayLike], radius: float, material: str, sides: int = 8
    ) -> None:
        """Add cylinders from each point to the next: frames, rails, handles."""
        for start, end in pairwise(points):
            self.cylinder(start, end, radius, material, sides)

    def extrude(
        self,
        outline: ArrayLike,  # (P, 2): y and z, counter-clockwise as seen from +x
        low_x: float,
        high_x: float,
        material: str,
    ) -> None:
        """Add the solid of a side view: cabs, bodies, gables."""
        profile = np.asarray(outline, float)
        count = len(profile)
        sides = [np.column_stack([np.full(count, x), profile]) for x in (low_x, high_x)]
        faces = [(i, (i + 1) % count, count + (i + 1) % count, count + i) for i in range(count)]
        caps = [tuple(range(count))[::-1], tuple(range(count, 2 * count))]
        self.add(np.vstack(sides), [*faces, *caps], material)

    def build(self, smooth: bool = False, bevel_m: float = 0.0, subdivisions: int = 0) -> Mesh:
        """Return everything added so far as one mesh."""
        return Mesh(
            np.vstack(self._vertices),
            tuple(self._faces),
            tuple(self._materials),
            tuple(self._face_material),
            np.vstack(self._uv),
            smooth,
            bevel_m,
            subdivisions,
        )


def ring_around(axis: Points, sides: int) -> Points:
    """Return (sides, 3) unit vectors at right angles to an axis."""
    unit = axis / np.linalg.norm(axis)
    helper = np.array([0.0, 0.0, 1.0]) if abs(unit[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    side = np.cross(helper, unit)
    side /= np.linalg.norm(side)
    turn = (np.arange(sides) * 2 * np.pi / sides)[:, None]
    return np.asarray(np.cos(turn) * side + np.sin(turn) * np.cross(unit, side))


def grid_faces(rows: int, columns: int, closed: bool = False) -> list[tuple[int, ...]]:
    """Return the quads of a grid of vertices; closed joins the last column to the first."""
    return [
        (
            r * columns + c,
            r * columns + (c + 1) % columns,
            (r + 1) * columns + (c + 1) % columns,
            (r + 1) * columns + c,
        )
        for r in range(rows - 1)
        for c in range(columns if closed else columns - 1)
    ]
