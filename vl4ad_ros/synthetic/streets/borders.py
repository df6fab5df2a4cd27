"""What stands along a road: hedges, woods, avenues, fences, walls, poles, far trees."""

import math
from collections.abc import Callable

from numpy.random import Generator

from ..centreline import Centreline
from ..objects import (
    bush,
    conifer,
    fences,
    forest_tree,
    grass,
    hedge,
    roadside_posts,
    shrub,
    signs,
    tree,
    walls,
)
from ..objects.variants import pick
from ..things import Model, Thing
from .layout import FIRST_M, LAST_M, SIDES, along, place

TURN = 2 * math.pi
HEDGE_M = 4.0


def hedgerow(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return clipped hedges end to end, or bushes side by side."""
    things = []
    if rng.random() < 0.5:
        model, size = pick(rng, hedge.build, 6, HEDGE_M), float(rng.uniform(0.9, 1.5))
        at = FIRST_M
        while at < 120:
            things.append(
                place(line, model, at, side * (offset + 0.5), math.pi / 2, height - 0.05, size)
            )
            at += (HEDGE_M - 0.1) * size
        return things
    for at in along(rng, FIRST_M, 130, (1.3, 2.6)):
        things.append(
            _plant(
                rng, line, pick(rng, bush.build, 6), at, side * (offset + 1.2), height, (0.6, 1.2)
            )
        )
    return things


def wood(rng: Generator, line: Centreline, side: int, offset: float, height: float) -> list[Thing]:
    """Return the edge of a wood: bushes before rows of trees."""
    things = []
    needles = float(rng.choice([0.0, 0.3, 0.9]))
    for at in along(rng, FIRST_M, 120, (1.8, 4.0)):
        spot = side * (offset + float(rng.uniform(0.6, 2.0)))
        things.append(_plant(rng, line, pick(rng, bush.build, 6), at, spot, height, (0.5, 1.1)))
    for row in range(3):
        for at in along(rng, FIRST_M, 170, (2.5, 5.0)):
            spot = side * (offset + 1.5 + 3.5 * row + float(rng.uniform(0, 3)))
            things.append(_plant(rng, line, _tree(rng, needles), at, spot, height, (0.7, 1.4)))
    return things


def avenue(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return single trees and bushes."""
    model = pick(rng, tree.build, 6)
    same = rng.random() < 0.5
    step = float(rng.uniform(6, 22))
    things = []
    for at in along(rng, FIRST_M, 150, (step, 1.4 * step)):
        chosen = model if same else _tree(rng, 0.1)
        spot = side * (offset + float(rng.uniform(0.6, 2.5)))
        things.append(_plant(rng, line, chosen, at, spot, height, (0.7, 1.2)))
        if rng.random() < 0.4:
            spot = side * (offset + float(rng.uniform(0.8, 5)))
            things.append(
                _plant(rng, line, pick(rng, shrub.build, 5), at + 3, spot, height, (0.7, 1.4))
            )
    return things


def fence(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return a fence of one form."""
    return _end_to_end(pick(rng, fences.build, 10), fences.LENGTH_M, line, side * offset, height)


def wall(rng: Generator, line: Centreline, side: int, offset: float, height: float) -> list[Thing]:
    """Return a wall."""
    return _end_to_end(
        pick(rng, walls.build, 10), walls.LENGTH_M, line, side * (offset + 0.2), height
    )


def noise_barrier(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return a noise barrier."""
    model = pick(rng, walls.build_noise_barrier, 6)
    return _end_to_end(model, walls.LENGTH_M, line, side * offset, height)


def sound_wall(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return a wall as high as a house."""
    model = pick(rng, walls.build_sound_wall, 10)
    return _end_to_end(model, walls.LENGTH_M, line, side * offset, height)


def jersey_barrier(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return a concrete barrier."""
    model = pick(rng, walls.build_jersey_barrier, 4)
    return _end_to_end(model, walls.LENGTH_M, line, side * offset, height)


def nothing(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return nothing: the view is open."""
    return []


Border = Callable[[Generator, Centreline, int, float, float], list[Thing]]


def long_grass(
    rng: Generator, line: Centreline, side: int, offset: float, height: float, wide: float
) -> list[Thing]:
    """Return grass near the camera; what is farther is a texture."""
    width = float(min(3.0, max(1.0, round(wide))))
    things = []
    for step in range(11):
        model = pick(rng, grass.build, 4, width)
        at = -5 + grass.LENGTH_M * step
        turn = 0.0 if side > 0 else math.pi
        things.append(
            place(
                line, model, at, side * offset, turn, height - 0.02, float(rng.uniform(0.7, 1.2))
            )
        )
    return things


def utility_poles(
    rng: Generator, line: Centreline, side: int, offset: float, height: float
) -> list[Thing]:
    """Return a row of poles with wires left out, which are thinner than a pixel."""
    model, step = pick(rng, roadside_posts.build_utility_pole, 4), float(rng.uniform(25, 42))
    spots = along(rng, 0, LAST_M, (step, step + 0.01))
    return [place(line, model, at, side * offset, 0.0, height) for at in spots]


def lamps(
    rng: Generator, line: Centreline, offset: float, height: float, both: bool
) -> list[Thing]:
    """Return street lamps, on one side or on both in turns."""
    model, step = pick(rng, roadside_posts.build_lamp, 6), float(rng.uniform(18, 32))
    side = int(rng.choice(SIDES))
    things = []
    for at in along(rng, FIRST_M, 150, (step, step + 0.01)):
        side = -side if both else side
        things.append(place(line, model, at, side * offset, side * math.pi / 2, height))
    return things


def traffic_signs(
    rng: Generator, line: Centreline, offset: float, height: float, count: int
) -> list[Thing]:
    """Return signs at the right for the ego car, and at the left for those that come."""
    things = []
    for _ in range(count):
        side = 1 if rng.random() < 0.75 else -1
        turn = (math.pi if side > 0 else 0.0) + float(rng.normal(0, 0.12))
        at, spot = float(rng.uniform(5, 75)), side * offset
        plate = pick(rng, signs.build_plate, 24)
        for model in (pick(rng, _sign_post, 1), plate):
            things.append(place(line, model, at, spot, turn, height))
    return things


def far_trees(rng: Generator, line: Centreline, near: float) -> list[Thing]:
    """Return trees that close the view."""
    things = []
    for _ in range(int(rng.choice([40, 90, 180]))):
        at, side = float(rng.uniform(90, 230)), int(rng.choice(SIDES))
        spot = side * (near + float(rng.uniform(4, 110)))
        things.append(_plant(rng, line, _tree(rng, 0.25), at, spot, 0.0, (0.9, 2.0)))
    return things


def _sign_post(rng: Generator) -> Model:
    return signs.build_post()


def _tree(rng: Generator, needles: float) -> Model:
    if rng.random() < needles:
        return pick(rng, conifer.build, 5)
    return pick(rng, forest_tree.build, 8)


def _plant(
    rng: Generator,
    line: Centreline,
    model: Model,
    at: float,
    spot: float,
    height: float,
    sizes: tuple[float, float],
) -> Thing:
    turn, size = float(rng.uniform(0, TURN)), float(rng.uniform(*sizes))
    return place(line, model, at, spot, turn, height - 0.1, size)


def _end_to_end(
    model: Model, length: float, line: Centreline, offset: float, height: float
) -> list[Thing]:
    starts = [FIRST_M + length * step for step in range(int((130 - FIRST_M) / length))]
    return [place(line, model, at, offset, 0.0, height) for at in starts]
