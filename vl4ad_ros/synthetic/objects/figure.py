"""Human figures in any pose, from where hips, feet and hands are."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from ..mesh_builder import MeshBuilder, Points

CLOTHES = (
    'cloth_navy', 'cloth_red', 'cloth_beige', 'cloth_black', 'cloth_green', 'cloth_white',
    'cloth_jeans', 'cloth_grey', 'cloth_orange', 'cloth_yellow', 'cloth_purple',
)  # fmt: skip
TROUSERS = ('cloth_navy', 'cloth_black', 'cloth_jeans', 'cloth_grey', 'cloth_beige')


@dataclass(frozen=True)
class Pose:
    """A pose; the figure looks to +y, right is +x."""

    hip: tuple[float, float, float]
    neck: tuple[float, float, float]
    feet: tuple[tuple[float, float, float], tuple[float, float, float]]  # ankles, left and right
    hands: tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True)
class Dress:
    """Materials of a figure."""

    coat: str
    trousers: str
    skin: str
    hair: str
    helmet: bool = False


def random_dress(rng: Generator, helmet: bool = False) -> Dress:
    """Return what somebody may wear."""
    return Dress(
        str(rng.choice(CLOTHES)),
        str(rng.choice(TROUSERS)),
        str(rng.choice(['skin', 'skin', 'skin_dark'])),
        str(rng.choice(['hair_dark', 'hair_dark', 'hair_fair', 'fur_grey'])),
        helmet,
    )


def walking(rng: Generator, hip_m: float = 0.92) -> Pose:
    """Return somebody on foot, mid-stride or standing."""
    stride = float(rng.choice([0.05, rng.uniform(0.15, 0.38)]))
    feet = ((-0.1, -stride, 0.07), (0.1, stride, 0.07))
    arm = stride * 0.9
    hands = ((-0.28, arm, 0.84), (0.28, -arm, 0.84))
    if rng.random() < 0.25:  # a telephone
        hands = ((-0.28, arm, 0.84), (0.1, 0.3, 1.25))
    return Pose((0, 0, hip_m), (0, 0.04, hip_m + 0.55), feet, hands)


def add_figure(builder: MeshBuilder, pose: Pose, dress: Dress) -> None:
    """Add a person of about 1.75 m; scale the thing for others."""
    hip, neck = np.array(pose.hip), np.array(pose.neck)
    up = (neck - hip) / np.linalg.norm(neck - hip)
    chest = neck - 0.14 * up
    builder.ellipsoid(hip, (0.17, 0.14, 0.15), dress.trousers)
    builder.cylinder(hip, chest, (0.16, 0.19), dress.coat, 12)
    builder.ellipsoid(chest, (0.2, 0.13, 0.14), dress.coat)
    for side, foot, hand in zip((-1, 1), pose.feet, pose.hands, strict=True):
        joint = hip + np.array((side * 0.1, 0, -0.02))
        knee = _middle(joint, foot, 0.43, 0.42, (0, 1, 0.2))
        builder.cylinder(joint, knee, (0.095, 0.065), dress.trousers, 10)
        builder.cylinder(knee, foot, (0.07, 0.05), dress.trousers, 10)
        shoe = np.array(foot) + np.array((0, 0.05, -0.02))
        builder.ellipsoid(shoe, (0.05, 0.14, 0.05), 'rubber', 8)
        shoulder = chest + np.array((side * 0.2, 0, 0.04))
        elbow = _middle(shoulder, hand, 0.29, 0.28, (side * 0.5, -1, -0.6))
        builder.cylinder(shoulder, elbow, (0.065, 0.05), dress.coat, 8)
        builder.cylinder(elbow, hand, (0.05, 0.035), dress.coat, 8)
        builder.ellipsoid(hand, (0.045, 0.05, 0.06), dress.skin, 8)
    builder.cylinder(chest + 0.08 * up, neck + 0.1 * up, 0.055, dress.skin, 8)
    head = neck + 0.18 * up
    builder.ellipsoid(head, (0.08, 0.1, 0.12), dress.skin)
    if dress.helmet:
        builder.ellipsoid(head + np.array((0, 0, 0.04)), (0.12, 0.14, 0.12), dress.coat)
    else:
        builder.ellipsoid(head + np.array((0, -0.03, 0.04)), (0.092, 0.1, 0.1), dress.hair)


def _middle(
    root: Points, tip: ArrayLike, first: float, second: float, towards: ArrayLike
) -> Points:
    """Return knee or elbow of a limb of two bones that bends towards a direction."""
    way = np.asarray(tip, float) - root
    length = min(float(np.linalg.norm(way)), 0.999 * (first + second))
    unit = way / np.linalg.norm(way)
    along = (first**2 - second**2 + length**2) / (2 * length)
    bend = np.asarray(towards, float) - unit * float(np.dot(towards, unit))
    bend /= np.linalg.norm(bend)
    return np.asarray(root + unit * along + bend * np.sqrt(max(0.0, first**2 - along**2)))
