"""A road that is partly closed: rows of boards, fences, posts and plants on the carriageway."""

import math

from numpy.random import Generator

from ..centreline import Centreline
from ..objects import bicycle, roadworks, shrub, signs
from ..objects.roadside_posts import build_bollard
from ..objects.variants import Parts, parts, pick
from ..things import Model, Thing
from .layout import SIDES, place
from .traffic import person

NEAR_M, FAR_M = 5.0, 50.0  # ahead of the camera
LOW_M = -1.45  # height of a low sign's place: what is below the road is not seen


def _low_sign(rng: Generator) -> tuple[Model, ...]:
    return signs.build_post(), pick(rng, signs.build_plate, 12)


ROWS: tuple[tuple[Parts, float, float], ...] = (  # what is built, metres to the next, height
    (parts((roadworks.build_board, 16)), 2.6, 0.0),
    (parts((roadworks.build_board, 16)), 2.6, 0.0),
    (parts((roadworks.build_panel, 8)), 3.5, 0.0),
    (parts((roadworks.build_beacon, 12)), 2.5, 0.0),
    (parts((roadworks.build_beacon, 12)), 2.5, 0.0),
    (parts((build_bollard, 8)), 1.4, 0.0),
    (parts((roadworks.build_block, 16)), 2.3, 0.0),
    (parts((roadworks.build_block, 16)), 2.3, 0.0),
    (parts((shrub.build, 12)), 1.8, 0.0),
    (parts((bicycle.build, 6)), 1.6, 0.0),
    (_low_sign, 9.0, LOW_M),
    (_low_sign, 9.0, LOW_M),
)


def close_road(
    rng: Generator, line: Centreline, lane_offset_m: float, from_m: float
) -> list[Thing]:
    """Return two to six rows of things, and sometimes somebody, on the carriageway."""
    things = []
    for _ in range(int(rng.integers(2, 7))):
        things += _row(rng, line, lane_offset_m, from_m)
    if rng.random() < 0.4:
        at = from_m + float(rng.uniform(9, 40))
        things.append(person(rng, line, at, lane_offset_m + float(rng.uniform(-4, 2)), 0.0))
    return things


def _row(rng: Generator, line: Centreline, lane_offset_m: float, from_m: float) -> list[Thing]:
    """Return up to six of a kind, along the road, across it or aslant."""
    build, step, height = ROWS[int(rng.integers(len(ROWS)))]
    at = from_m + NEAR_M + (FAR_M - NEAR_M) * float(rng.random()) ** 1.5
    spot = lane_offset_m + float(rng.uniform(-4.5, 2.2))
    course = float(rng.choice([0.0, math.pi / 2, rng.uniform(0, math.pi / 2)]))
    side = int(rng.choice(SIDES))
    models = build(rng)
    turn = math.pi / 2 - side * course if rng.random() < 0.6 else math.pi
    turn += float(rng.normal(0, 0.2))
    things = []
    for number in range(int(rng.choice([1, 1, 2, 3, 6]))):
        ahead = at + number * step * math.cos(course)
        aside = spot + side * number * step * math.sin(course)
        size = float(rng.uniform(0.85, 1.1))
        things += [place(line, model, ahead, aside, turn, height, size) for model in models]
    return things
