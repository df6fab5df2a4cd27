"""A road that is partly closed: rows of boards, fences, posts and plants on the carriageway."""

import math

from numpy.random import Generator

from ..centreline import Centreline
from ..objects import bicycle, roadworks, shrub, signs
from ..objects.roadside_posts import build_bollard
from ..objects.variants import pick
from ..things import Model, Thing
from .layout import SIDES, place
from .traffic import Parts, person

NEAR_M, FAR_M = 5.0, 50.0  # ahead of the camera
LOW_M = -1.45  # height of a low sign's place: what is below the road is not seen


def _board(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, roadworks.build_board, 16),)


def _panel(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, roadworks.build_panel, 8),)


def _beacon(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, roadworks.build_beacon, 12),)


def _block(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, roadworks.build_block, 16),)


def _bollard(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, build_bollard, 8),)


def _plant(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, shrub.build, 12),)


def _bicycle(rng: Generator) -> tuple[Model, ...]:
    return (pick(rng, bicycle.build, 6),)


def _low_sign(rng: Generator) -> tuple[Model, ...]:
    return signs.build_post(), pick(rng, signs.build_plate, 12)


ROWS: tuple[tuple[Parts, float, float], ...] = (  # what is built, metres to the next, height
    (_board, 2.6, 0.0),
    (_board, 2.6, 0.0),
    (_panel, 3.5, 0.0),
    (_beacon, 2.5, 0.0),
    (_beacon, 2.5, 0.0),
    (_bollard, 1.4, 0.0),
    (_block, 2.3, 0.0),
    (_block, 2.3, 0.0),
    (_plant, 1.8, 0.0),
    (_bicycle, 1.6, 0.0),
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
    parts, step, height = ROWS[int(rng.integers(len(ROWS)))]
    at = from_m + NEAR_M + (FAR_M - NEAR_M) * float(rng.random()) ** 1.5
    spot = lane_offset_m + float(rng.uniform(-4.5, 2.2))
    course = float(rng.choice([0.0, math.pi / 2, rng.uniform(0, math.pi / 2)]))
    side = int(rng.choice(SIDES))
    models = parts(rng)
    turn = math.pi / 2 - side * course if rng.random() < 0.6 else math.pi
    turn += float(rng.normal(0, 0.2))
    things = []
    for number in range(int(rng.choice([1, 1, 2, 3, 6]))):
        ahead = at + number * step * math.cos(course)
        aside = spot + side * number * step * math.sin(course)
        size = float(rng.uniform(0.85, 1.1))
        things += [place(line, model, ahead, aside, turn, height, size) for model in models]
    return things
