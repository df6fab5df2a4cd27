"""Four-legged animals from a few measures."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder


@dataclass(frozen=True)
class Quadruped:
    """Measures in metres of an animal that looks to +y."""

    shoulder: float  # height of the back
    length: float  # from chest to rump
    girth: float  # half the width of the trunk
    leg: float  # thickness at the top
    neck: tuple[float, float]  # how far forward and up the head is from the shoulder
    head: float  # length
    fur: str
    face: str
    tail: float  # length
    ear: float = 0.1


def add_quadruped(builder: MeshBuilder, rng: Generator, animal: Quadruped) -> tuple[float, ...]:
    """Add the animal, standing or walking, and return the middle of its head."""
    half, back = animal.length / 2, animal.shoulder
    deep = animal.girth * 1.15
    middle = back - deep
    builder.ellipsoid((0, 0, middle), (animal.girth, half * 1.05, deep), animal.fur, 16)
    builder.ellipsoid(
        (0, half * 0.55, middle + 0.05 * deep),
        (animal.girth * 0.92, half * 0.5, deep),
        animal.fur,
        14,
    )
    builder.ellipsoid(
        (0, -half * 0.6, middle + 0.1 * deep),
        (animal.girth * 0.95, half * 0.45, deep * 0.95),
        animal.fur,
        14,
    )
    _legs(builder, rng, animal, middle)
    root = np.array([0, half * 0.75, middle + deep * 0.45])
    head = root + np.array((0, *animal.neck))
    builder.cylinder(
        root - (0, 0.05, 0), head, (animal.girth * 0.62, animal.head * 0.26), animal.fur, 12
    )
    _head(builder, animal, head)
    rump = np.array([0, -half * 0.98, middle + deep * 0.55])
    tail = np.array([float(rng.uniform(-0.3, 0.3)), -0.35, -0.9]) * animal.tail
    builder.cylinder(rump, rump + tail, (animal.leg * 0.35, animal.leg * 0.2), animal.fur, 8)
    return tuple(head.tolist())


def _legs(builder: MeshBuilder, rng: Generator, animal: Quadruped, middle: float) -> None:
    half = animal.length / 2
    step = float(rng.uniform(0, 0.12)) * animal.length
    for y, hind in ((half * 0.62, False), (-half * 0.68, True)):
        for side in (-1, 1):
            swing = step * side * (-1 if hind else 1)
            x = side * animal.girth * 0.58
            knee = np.array(
                [x, y + swing * 0.4 + (-0.08 if hind else 0.02) * animal.length, middle * 0.5]
            )
            foot = np.array([x, y + swing, 0.03])
            builder.cylinder((x, y, middle), knee, (animal.leg, animal.leg * 0.6), animal.fur, 10)
            builder.cylinder(knee, foot, (animal.leg * 0.6, animal.leg * 0.42), animal.fur, 8)
            builder.cylinder(
                foot - (0, 0, 0.03), foot + np.array((0, 0, 0.05)), animal.leg * 0.55, 'horn', 8
            )


def _head(builder: MeshBuilder, animal: Quadruped, head: np.ndarray) -> None:
    size = animal.head
    builder.ellipsoid(head, (size * 0.3, size * 0.42, size * 0.33), animal.face)
    muzzle = head + np.array((0, size * 0.62, -size * 0.3))
    builder.cylinder(
        head + np.array((0, size * 0.1, 0)), muzzle, (size * 0.28, size * 0.17), animal.face, 10
    )
    builder.ellipsoid(muzzle, (size * 0.18, size * 0.14, size * 0.17), animal.face, 10)
    builder.ellipsoid(
        muzzle + np.array((0, size * 0.1, 0.02)),
        (size * 0.1, size * 0.06, size * 0.07),
        'rubber',
        8,
    )
    for side in (-1, 1):
        root = head + np.array((side * size * 0.22, -size * 0.15, size * 0.22))
        builder.cylinder(
            root,
            root + np.array((side * animal.ear * 0.6, 0, animal.ear)),
            (0.3 * animal.ear, 0.02),
            animal.fur,
            8,
        )
        eye = head + np.array((side * size * 0.27, size * 0.18, size * 0.08))
        builder.ellipsoid(eye, (0.02, 0.025, 0.025), 'sign_black', 6)
