"""A boat on a trailer."""

import numpy as np
from numpy.random import Generator

from ..labels import UNKNOWN
from ..mesh_builder import MeshBuilder, grid_faces
from ..things import Model
from .wheels import add_wheel


def build(rng: Generator) -> Model:
    """Build a motor boat whose bow looks to +y, on a trailer with one axle."""
    builder = MeshBuilder()
    colour = str(rng.choice(['paint_blue', 'paint_red', 'fibreglass', 'paint_green']))
    _hull(builder, colour)
    builder.extrude([(0.2, 1.35), (1.3, 1.35), (0.55, 1.85), (0.2, 1.85)], -0.7, 0.7, 'fibreglass')
    builder.extrude([(0.5, 1.8), (1.25, 1.42), (1.28, 1.46), (0.54, 1.9)], -0.6, 0.6, 'car_glass')
    builder.box((-0.2, -2.75, 0.7), (0.2, -2.4, 1.6), 'trim_black')
    builder.box((-0.06, -2.65, 0.3), (0.06, -2.5, 0.8), 'trim_black')
    for x in (-0.75, 0.75):
        builder.tube([(x, -2.3, 0.5), (x, 1.2, 0.5), (0, 3.3, 0.5)], 0.05, 'galvanised')
        add_wheel(builder, (x * 1.35, -0.7, 0.32), 0.32, 0.18)
        builder.box((x * 1.2 - 0.14, -1.1, 0.66), (x * 1.2 + 0.14, -0.3, 0.7), 'trim_black')
    for y in (-1.9, -0.2, 1.2):
        builder.box((-0.75, y, 0.46), (0.75, y + 0.1, 0.56), 'galvanised')
    builder.box((-0.9, -2.6, 0.42), (0.9, -2.5, 0.6), 'tail_light')
    builder.cylinder((0, 2.9, 0.05), (0, 2.9, 0.6), 0.04, 'galvanised')
    return Model('boat trailer', UNKNOWN, (builder.build(),))


def _hull(builder: MeshBuilder, colour: str) -> None:
    rows = []
    for y in np.linspace(-2.4, 2.6, 12):
        fine = max(0.0, (y - 0.2) / 2.4) ** 2
        wide, keel = 0.98 * (1 - 0.97 * fine), 0.62 + 0.75 * fine**1.5
        top = 1.32 + 0.18 * fine
        rows.append(
            [
                (-wide, y, top),
                (-wide * 0.85, y, keel + 0.25),
                (0, y, keel),
                (wide * 0.85, y, keel + 0.25),
                (wide, y, top),
            ]
        )
    points = np.array(rows)
    builder.add(points.reshape(-1, 3), grid_faces(12, 5), colour)
    builder.quad(points[0][::-1], colour)
    deck = np.stack([points[:, 0], points[:, 4]], 1) - (0, 0, 0.03)
    builder.add(deck.reshape(-1, 3), [face[::-1] for face in grid_faces(12, 2)], 'fibreglass')
    for edge in (0, 4):
        builder.tube([*points[:, edge]], 0.035, 'plastic_white', 6)
