"""A street of houses with gardens: kerbs, pavements, hedges, walls, fences, parked cars."""

import math

from numpy.random import Generator

from ..centreline import Centreline
from ..ground import ground, ribbon
from ..mesh_builder import Mesh
from ..objects import detached_house, shrub, street_furniture, wheeled_bin
from ..objects.variants import pick
from ..seeds import generator
from ..things import Thing
from . import borders
from .layout import (
    FIRST_M,
    KERB_M,
    SIDES,
    SPAN,
    along,
    bands,
    curved_line,
    facing_road,
    place,
    plain,
)
from .street import Street
from .surface import blemishes, markings, zebra
from .traffic import Lane, driving, parked, walking

PAVINGS = ('slabs', 'slabs', 'asphalt_worn', 'cobbles', 'concrete')
KERBS = ('kerb', 'kerb', 'concrete', 'gutter')


def lay_out(seed: int) -> Street:
    """Lay out a street of a suburb or a village."""
    rng = generator(seed, 'suburb', 'form')
    half, kerb = float(rng.uniform(2.6, 4.6)), float(rng.choice([KERB_M, KERB_M, 0.05]))
    green, pavement = float(rng.choice([0.0, 0.0, 1.6])), float(rng.uniform(1.1, 2.6))
    surface = str(
        rng.choice(
            ['asphalt', 'asphalt_worn', 'asphalt_dark', 'cobbles', 'concrete'],
            p=(0.36, 0.3, 0.16, 0.1, 0.08),
        )
    )
    line = curved_line(rng, hills=rng.random() < 0.4)
    garden = half + 0.15 + green + pavement
    things = _ground(rng, line, half, kerb, green, garden, surface)
    for side in SIDES:
        things += _plots(generator(seed, 'suburb', 'plots', side), line, side, garden, kerb)
    rng = generator(seed, 'suburb', 'street')
    parks = half > 3.2
    for side in SIDES:
        if parks and rng.random() < 0.7:
            share = float(rng.uniform(0.15, 0.8))
            things += parked(rng, line, side, half - 1.05, share)
    things += _furniture(rng, line, half, green, pavement, kerb)
    lane = min(half / 2, half - 2.9) if parks else half / 2
    lanes = [Lane(max(0.9, lane)), Lane(-max(0.9, lane), oncoming=True)]
    kinds = ('car', 'car', 'car', 'car', 'truck', 'bus', 'cyclist', 'cyclist', 'motorcyclist')
    things += driving(rng, line, lanes, int(rng.choice([0, 1, 1, 2, 4])), kinds, 9.0)
    count = int(rng.choice([0, 1, 3, 6]))
    things += walking(rng, line, garden - pavement + 0.3, garden - 0.3, kerb, count)
    things += borders.far_trees(rng, line, garden + 25)
    return Street(line, max(0.7, lane), tuple(things))


def _ground(
    rng: Generator,
    line: Centreline,
    half: float,
    kerb: float,
    green: float,
    garden: float,
    surface: str,
) -> list[Thing]:
    road: list[Mesh] = [ribbon(line, SPAN, (-half, 0), (half, 0), surface)]
    road += blemishes(rng, line, -half, half)
    if rng.random() < 0.5:
        road += markings(rng, line, [0.0], -half, half)
    if rng.random() < 0.2:
        road += zebra(line, float(rng.uniform(12, 45)), -half, half)
    paving, edge = str(rng.choice(PAVINGS)), str(rng.choice(KERBS))
    walk: list[Mesh] = []
    land: list[Mesh] = [plain(line, 'meadow')]
    for side in SIDES:
        walk += bands(
            line, side, [(half, 0), (half + 0.02, kerb), (half + 0.15, kerb)], [edge, edge]
        )
        inner = half + 0.15 + green
        if green:
            land += bands(line, side, [(half + 0.15, kerb), (inner, kerb)], ['lawn'])
        walk += bands(line, side, [(inner, kerb), (garden, kerb)], [paving])
        land += bands(
            line,
            side,
            [(garden, kerb), (garden + 14, kerb + 0.1), (garden + 160, kerb)],
            ['lawn', 'meadow'],
        )
    return [
        ground('road', 'road', road),
        ground('pavement', 'sidewalk', walk),
        ground('gardens', 'terrain', land),
    ]


def _plots(rng: Generator, line: Centreline, side: int, garden: float, kerb: float) -> list[Thing]:
    """Return houses, what parts their gardens from the street, and what grows there."""
    forms = (borders.hedgerow, borders.wall, borders.fence, borders.avenue, borders.nothing)
    border = forms[int(rng.choice(len(forms), p=(0.3, 0.25, 0.25, 0.12, 0.08)))]
    things = border(rng, line, side, garden + 0.1, kerb)
    setback = float(rng.uniform(4, 10))
    for at in along(rng, FIRST_M, 170, (13, 21)):
        spot = side * (garden + setback + 4.5 + float(rng.normal(0, 0.5)))
        turn = (
            facing_road(side) + float(rng.choice([0, 0, math.pi / 2])) + float(rng.normal(0, 0.02))
        )
        things.append(place(line, pick(rng, detached_house.build, 14), at, spot, turn, kerb))
        if rng.random() < 0.5:
            spot = side * (garden + float(rng.uniform(1.2, setback)))
            model = pick(rng, shrub.build, 5)
            things.append(
                place(
                    line,
                    model,
                    at + float(rng.uniform(3, 8)),
                    spot,
                    0.0,
                    kerb,
                    float(rng.uniform(0.7, 1.8)),
                )
            )
    if rng.random() < 0.7:
        things += borders.avenue(rng, line, side, garden + float(rng.uniform(0.8, 4)), kerb)
    return things


def _furniture(
    rng: Generator, line: Centreline, half: float, green: float, pavement: float, kerb: float
) -> list[Thing]:
    edge = half + 0.15
    things = borders.lamps(rng, line, edge + 0.35, kerb, both=rng.random() < 0.4)
    things += borders.traffic_signs(rng, line, edge + 0.4, kerb, int(rng.choice([0, 1, 3])))
    if green and rng.random() < 0.7:
        for side in SIDES:
            things += borders.avenue(rng, line, side, edge, kerb)
    for at in along(rng, 0, 80, (14, 40)):
        side = int(rng.choice(SIDES))
        spot = side * (edge + green + pavement - 0.35)
        thing = pick(rng, wheeled_bin.build, 5)
        if rng.random() < 0.35:
            thing = pick(rng, street_furniture.build_cabinet, 5)
        things.append(place(line, thing, at, spot, facing_road(side), kerb))
    if rng.random() < 0.3:
        things += borders.utility_poles(rng, line, int(rng.choice(SIDES)), edge + 0.4, kerb)
    return things
