"""A street of terraced houses: two lanes, parked cars, pavements, trees and front gardens."""

import math
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.random import Generator

from ..centreline import Centreline
from ..ground import ground, ribbon
from ..mesh_builder import Mesh
from ..objects import (
    car,
    garden_wall,
    hedge,
    house,
    lamp_post,
    person,
    railing,
    shrub,
    speed_sign,
    tree,
    wheeled_bin,
)
from ..seeds import generator
from ..things import Model, Thing
from .layout import KERB_M, SIDES, facing_road, place
from .street import Street

LANE_M = 3.1
PARKING_M = 2.05
KERB_X_M = LANE_M + PARKING_M
PAVEMENT_X_M = KERB_X_M + 0.15
GARDEN_X_M = PAVEMENT_X_M + 2.6
FRONT_X_M = GARDEN_X_M + 2.4  # fronts of the houses
FIRST_M, LAST_M = -25.0, 210.0

_on_kerb = partial(place, height=KERB_M)


def lay_out(seed: int) -> Street:
    """Lay out a street for driving on the right."""
    rng = generator(seed, 'residential', 'bend')
    bend = float(rng.uniform(0.0035, 0.006) * rng.choice([-1, 1]))
    line = Centreline(bend_start_m=62.0, curvature_per_m=bend)
    things = [
        *_ground(line),
        *_houses(seed, line),
        *_gardens(seed, line),
        *_trees(seed, line),
        *_parked_cars(seed, line),
        *_traffic(seed, line),
        *_furniture(seed, line),
        *_people(seed, line),
    ]
    return Street(line, LANE_M / 2, tuple(things))


def _ground(line: Centreline) -> list[Thing]:
    pavement, garden = [], []
    for side in SIDES:
        pavement += _kerb(line, side)
    for side in SIDES:
        pavement.append(_flat(line, side, PAVEMENT_X_M, GARDEN_X_M, 'slabs'))
        garden.append(_flat(line, side, GARDEN_X_M, FRONT_X_M + 1, 'lawn'))
        garden.append(_flat(line, side, FRONT_X_M + 1, 150, 'lawn'))
    return [
        ground('road', 'road', [*_carriageway(line), *_markings(line)]),
        ground('pavement', 'sidewalk', pavement),
        ground('garden', 'terrain', garden),
    ]


def _carriageway(line: Centreline) -> list[Mesh]:
    whole = (FIRST_M, LAST_M)
    asphalt = ribbon(line, whole, (-KERB_X_M, 0), (KERB_X_M, 0), 'asphalt')
    gutters = [
        ribbon(line, whole, (x, 0.003), (x + 0.3, 0.003), 'gutter')
        for x in (-KERB_X_M, KERB_X_M - 0.3)
    ]
    covers = [
        ribbon(line, (along, along + 0.5), (x, 0.004), (x + 0.5, 0.004), 'cast_iron')
        for along, x in ((9.0, 1.9), (21.0, -1.3), (37.0, 0.7), (55.0, -2.0))
    ]
    return [asphalt, *gutters, *covers]


def _markings(line: Centreline) -> list[Mesh]:
    """Return the dashes between the lanes and the dots that part lanes from parking."""
    dashes = [(along, 3.0, 0.0, 0.12) for along in np.arange(FIRST_M, LAST_M - 3, 6)]
    dots = [
        (along, 1.0, side * LANE_M, 0.1)
        for side in SIDES
        for along in np.arange(FIRST_M, LAST_M - 3, 2)
    ]
    height = 0.006  # above the asphalt
    return [
        ribbon(
            line,
            (along, along + length),
            (x - width / 2, height),
            (x + width / 2, height),
            'marking',
        )
        for along, length, x, width in dashes + dots
    ]


def _flat(line: Centreline, side: int, inner: float, outer: float, material: str) -> Mesh:
    near, far = sorted((side * inner, side * outer))
    return ribbon(line, (FIRST_M, LAST_M), (near, KERB_M), (far, KERB_M), material)


def _kerb(line: Centreline, side: int) -> list[Mesh]:
    foot, edge = (side * KERB_X_M, 0.0), (side * (KERB_X_M + 0.02), KERB_M)
    face = (foot, edge) if side > 0 else (edge, foot)
    top = _flat(line, side, KERB_X_M + 0.02, PAVEMENT_X_M, 'kerb')
    return [ribbon(line, (FIRST_M, LAST_M), *face, 'kerb'), top]


def _houses(seed: int, line: Centreline) -> list[Thing]:
    things = []
    for side in SIDES:
        rng = generator(seed, 'residential', 'houses', side)
        along = FIRST_M
        while along < LAST_M:
            width = float(rng.uniform(5.4, 8.2))
            middle = along + width / 2
            setback = float(rng.choice([0.0, 0.0, 0.3, 0.6]))
            model = house.build(rng, width)
            things.append(
                _on_kerb(line, model, middle, side * (FRONT_X_M + setback), facing_road(side))
            )
            gap = 3.5 if rng.random() < 0.16 else -0.02
            along += width + gap
    return things


def _gardens(seed: int, line: Centreline) -> list[Thing]:
    things = []
    for side in SIDES:
        rng = generator(seed, 'residential', 'gardens', side)
        along = FIRST_M
        while along < LAST_M:
            length = float(rng.uniform(4.5, 6.5))
            middle, turn = along + length / 2, facing_road(side)
            border = _border(rng, length)
            things.append(_on_kerb(line, border, middle, side * (GARDEN_X_M + 0.25), turn))
            for _ in range(int(rng.integers(0, 3))):
                spot = along + float(rng.uniform(0, length))
                offset = side * float(rng.uniform(GARDEN_X_M + 0.9, FRONT_X_M - 0.6))
                size = float(rng.uniform(0.7, 1.3))
                things.append(_on_kerb(line, shrub.build(rng), spot, offset, scale=size))
            along += length + float(rng.choice([0.0, 1.1]))
    return things


def _border(rng: Generator, length_m: float) -> Model:
    """Return what parts a garden from the pavement."""
    choice = int(rng.choice(3, p=[0.35, 0.4, 0.25]))
    if choice == 0:
        return garden_wall.build(rng, length_m)
    return hedge.build(rng, length_m) if choice == 1 else railing.build(length_m)


def _trees(seed: int, line: Centreline) -> list[Thing]:
    rng = generator(seed, 'residential', 'trees')
    models = [tree.build(rng) for _ in range(5)]
    things = []
    for side in SIDES:
        along = FIRST_M + float(rng.uniform(2, 9))
        while along < LAST_M:
            model = models[int(rng.integers(len(models)))]
            turn, size = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(0.85, 1.2))
            things.append(
                _on_kerb(line, model, along, side * (PAVEMENT_X_M + 0.5), turn, scale=size)
            )
            along += float(rng.uniform(10, 17))
    return things


def _parked_cars(seed: int, line: Centreline) -> list[Thing]:
    things = []
    for side in SIDES:
        rng = generator(seed, 'residential', 'parked', side)
        along = FIRST_M
        while along < 150:
            if rng.random() < 0.78:
                turn = (0 if side > 0 else math.pi) + float(rng.normal(0, 0.015))
                offset = side * (KERB_X_M - 1.08 + float(rng.normal(0, 0.05)))
                things.append(place(line, car.build(rng), along, offset, turn))
            along += float(rng.uniform(5.4, 6.6))
    return things


def _traffic(seed: int, line: Centreline) -> list[Thing]:
    rng = generator(seed, 'residential', 'traffic')
    oncoming = car.build(rng, 'saloon')
    ahead = car.build(rng, 'hatchback')
    return [
        _straight(place(line, oncoming, 52, -LANE_M / 2, math.pi, speed_mps=7.5)),
        _straight(place(line, ahead, 66, LANE_M / 2, speed_mps=4.0)),
    ]


def _furniture(seed: int, line: Centreline) -> list[Thing]:
    rng = generator(seed, 'residential', 'furniture')
    lamp, post, plate = lamp_post.build(), speed_sign.build_post(), speed_sign.build_plate()
    things = []
    for number, along in enumerate(np.arange(-12, LAST_M, 19)):
        side = SIDES[number % 2]
        spot = side * (PAVEMENT_X_M + 0.3)
        things.append(_on_kerb(line, lamp, float(along), spot, facing_road(side)))
    for along in (17.0, 58.0):
        for model in (post, plate):
            things.append(_on_kerb(line, model, along, PAVEMENT_X_M + 0.35, math.pi))
    for along in np.arange(FIRST_M, 120, 11):
        side = int(rng.choice(SIDES))
        offset = side * (GARDEN_X_M - 0.4)
        spot = float(along + rng.uniform(0, 8))
        things.append(_on_kerb(line, wheeled_bin.build(rng), spot, offset, facing_road(side)))
    return things


def _people(seed: int, line: Centreline) -> list[Thing]:
    rng = generator(seed, 'residential', 'people')
    things = []
    for along in (13.0, 24.0, 33.0, 34.0, 52.0, 71.0):
        side = int(rng.choice(SIDES))
        turn = float(rng.choice([0, math.pi]) + rng.normal(0, 0.1))
        offset = side * float(rng.uniform(PAVEMENT_X_M + 1.0, GARDEN_X_M - 0.5))
        size = float(rng.uniform(0.94, 1.06))
        model = person.build(rng)
        walker = _on_kerb(line, model, along, offset, turn, scale=size, speed_mps=1.2)
        things.append(_straight(walker))
    return things


def _straight(thing: Thing) -> Thing:
    """Let a thing move straight ahead, as in the default drive."""
    return replace(thing, track=None)
