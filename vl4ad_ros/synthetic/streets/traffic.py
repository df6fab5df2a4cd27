"""Vehicles and people in a street."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

from ..centreline import Centreline
from ..objects import bicycle, bus, car, motorcycle, pedestrian, rider, truck
from ..objects.variants import Parts, parts, pick
from ..things import Thing
from .layout import place

CYCLE_M, GAP_M = 3.0, 3.0  # what is shorter has two wheels; between vehicles


@dataclass(frozen=True)
class Lane:
    """A lane: where it is and which way one drives in it."""

    offset_m: float
    oncoming: bool = False

    @property
    def turn_rad(self) -> float:
        """Return the turn of a vehicle in the lane."""
        return math.pi if self.oncoming else 0.0


VEHICLES: dict[str, tuple[Parts, float, float]] = {  # what is built, length, share of its speed
    'car': (parts((car.build, 28)), 4.6, 1.0),
    'any car': (parts((car.build_any, 40)), 5.2, 1.0),
    'truck': (parts((truck.build, 12)), 10.0, 0.85),
    'bus': (parts((bus.build, 5)), 12.0, 0.8),
    'cyclist': (parts((bicycle.build, 6), (rider.build_cyclist, 8)), 1.9, 0.4),
    'motorcyclist': (parts((motorcycle.build, 5), (rider.build_motorcyclist, 6)), 2.2, 1.0),
}


def driving(
    rng: Generator,
    line: Centreline,
    lanes: Sequence[Lane],
    count: int,
    kinds: Sequence[str],
    speed_mps: float,
    reach_m: float = 110.0,
) -> list[Thing]:
    """Return vehicles in lanes, none in another; a kind said twice is twice as likely."""
    things = []
    taken: list[tuple[Lane, float, float]] = []
    for _ in range(count):
        lane = lanes[int(rng.integers(len(lanes)))]
        build, length, pace = VEHICLES[str(rng.choice(list(kinds)))]
        at = float(rng.uniform(9, reach_m))
        models = build(rng)
        spot = lane.offset_m + float(rng.normal(0, 0.15))
        if length < CYCLE_M:  # keeps to the edge of the road
            spot += -0.9 if lane.oncoming else 0.9
        if any(
            lane == other and abs(at - there) < (length + size) / 2 + GAP_M
            for other, there, size in taken
        ):
            continue
        taken.append((lane, at, length))
        turn = lane.turn_rad + float(rng.normal(0, 0.02))
        for model in models:
            things.append(place(line, model, at, spot, turn, speed_mps=pace * speed_mps))
    return things


def parked(
    rng: Generator, line: Centreline, side: int, offset: float, share: float, height: float = 0.0
) -> list[Thing]:
    """Return parked cars along one side, with vans, motorcycles and gaps between them."""
    things = []
    at = -12.0
    while at < 110:
        if rng.random() < share:
            turn = (0 if side > 0 else math.pi) + float(rng.normal(0, 0.02))
            spot = side * (offset + float(rng.normal(0, 0.06)))
            small = rng.random() < 0.07
            model = pick(rng, motorcycle.build, 5) if small else pick(rng, car.build, 28)
            things.append(place(line, model, at, spot, turn, height))
        at += float(rng.uniform(5.3, 6.6))
    return things


def walking(
    rng: Generator, line: Centreline, low: float, high: float, height: float, count: int
) -> list[Thing]:
    """Return people between two offsets without sign, on both sides, some together."""
    things = []
    for _ in range(count):
        side = int(rng.choice([-1, 1]))
        at, spot = float(rng.uniform(5, 60)), side * float(rng.uniform(low, high))
        things.append(person(rng, line, at, spot, height))
        if rng.random() < 0.3:
            things.append(person(rng, line, at + 0.2, spot + 0.6, height))
    return things


def person(rng: Generator, line: Centreline, at: float, spot: float, height: float) -> Thing:
    """Return somebody who walks along the street or stands about."""
    model = pick(rng, pedestrian.build, 24)
    walks = rng.random() < 0.8
    if walks:
        turn = float(rng.choice([0, math.pi]) + rng.normal(0, 0.2))
    else:
        turn = float(rng.uniform(0, 6.28))
    child = rng.random() < 0.12
    size = float(rng.uniform(0.6, 0.8) if child else rng.uniform(0.92, 1.08))
    return place(line, model, at, spot, turn, height, size, 1.2 if walks else 0.0)
