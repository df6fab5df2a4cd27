"""A street of a town: house fronts with shops, wide pavements, lights, buses, trams, people."""

import math

from numpy.random import Generator

from ..centreline import Centreline
from ..ground import ground, ribbon
from ..mesh_builder import Mesh
from ..objects import (
    bicycle,
    city_block,
    roadside_posts,
    street_furniture,
    traffic_light,
    tram,
    tree,
)
from ..objects.variants import pick
from ..seeds import generator
from ..things import Model, Thing
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
from .surface import arrow, blemishes, markings, stop_line, zebra
from .traffic import Lane, driving, parked, person, walking

CROSS_M = 13.0  # width of the street that crosses
LANE_M = 3.2


def lay_out(seed: int) -> Street:
    """Lay out a street of a town, often with a crossing ahead."""
    rng = generator(seed, 'city', 'form')
    lanes = int(rng.choice([1, 1, 2]))  # in each direction
    parking = float(rng.choice([0.0, 2.1]))
    half, pavement = lanes * LANE_M + parking, float(rng.uniform(2.4, 5.5))
    front = half + 0.15 + pavement
    crossing = float(rng.uniform(26, 75)) if rng.random() < 0.65 else None
    rails = rng.random() < 0.25
    line = curved_line(rng, hills=False)
    things = _ground(rng, line, half, lanes, front, crossing, rails)
    for side in SIDES:
        things += _fronts(generator(seed, 'city', 'fronts', side), line, side, front, crossing)
    rng = generator(seed, 'city', 'street')
    if parking:
        for side in SIDES:
            things += parked(rng, line, side, half - 1.05, float(rng.uniform(0.3, 0.9)))
    things += _furniture(rng, line, half, front)
    if crossing:
        things += _lights(rng, line, half, crossing)
        for _ in range(int(rng.choice([0, 2, 4]))):
            spot = float(rng.uniform(-half, half))
            things.append(person(rng, line, crossing - 2.4, spot, 0.0))
    things += _traffic(rng, line, lanes, rails)
    count = int(rng.choice([2, 5, 9, 14]))
    things += walking(rng, line, half + 0.6, front - 0.4, KERB_M, count)
    ego = int(rng.integers(lanes))
    return Street(line, LANE_M * (ego + 0.5), tuple(things))


def _ground(
    rng: Generator,
    line: Centreline,
    half: float,
    lanes: int,
    front: float,
    crossing: float | None,
    rails: bool,
) -> list[Thing]:
    surface = str(
        rng.choice(
            ['asphalt', 'asphalt_worn', 'asphalt_dark', 'cobbles', 'concrete'],
            p=(0.4, 0.25, 0.2, 0.1, 0.05),
        )
    )
    road: list[Mesh] = [ribbon(line, SPAN, (-half, 0), (half, 0), surface)]
    road += blemishes(rng, line, -half, half)
    if rng.random() < 0.85:
        between = [LANE_M * lane for lane in range(-lanes + 1, lanes)]
        road += markings(rng, line, between, -half, half)
    paving = str(rng.choice(['slabs', 'slabs', 'cobbles', 'concrete', 'asphalt_worn']))
    walk: list[Mesh] = []
    for side in SIDES:
        edges = [(half, 0), (half + 0.02, KERB_M), (half + 0.25, KERB_M)]
        walk += bands(line, side, edges, ['kerb', 'kerb'])
        walk += bands(line, side, [(half + 0.25, KERB_M), (front + 90, KERB_M)], [paving])
    if crossing:
        road += _crossing(rng, line, half, front, crossing, surface)
    if rails:
        for x in (-LANE_M / 2 - 0.72, -LANE_M / 2 + 0.72, LANE_M / 2 - 0.72, LANE_M / 2 + 0.72):
            road.append(ribbon(line, SPAN, (x - 0.04, 0.008), (x + 0.04, 0.008), 'rail'))
            road.append(ribbon(line, SPAN, (x - 0.12, 0.004), (x + 0.12, 0.004), 'tar'))
    land = [plain(line, 'lawn')]
    return [
        ground('road', 'road', road),
        ground('pavement', 'sidewalk', walk),
        ground('land', 'terrain', land),
    ]


def _crossing(
    rng: Generator, line: Centreline, half: float, front: float, at: float, surface: str
) -> list[Mesh]:
    span = (at + 1.0, at + CROSS_M - 1.0)
    road = [ribbon(line, span, (-front - 90, KERB_M + 0.004), (-half, 0.003), surface)]
    road.append(ribbon(line, span, (half, 0.003), (front + 90, KERB_M + 0.004), surface))
    road += zebra(line, at - 4.0, -half, half)
    road += zebra(line, at + CROSS_M + 1.0, -half, half)
    road.append(stop_line(line, at - 5.6, 0, half))
    if rng.random() < 0.6:
        road += arrow(line, at - 14, LANE_M / 2)
    return road


def _fronts(
    rng: Generator, line: Centreline, side: int, front: float, crossing: float | None
) -> list[Thing]:
    things = []
    at = FIRST_M
    while at < 175:
        model = pick(rng, city_block.build, 20)
        wide = city_block.width_of(model)
        if crossing and at < crossing + CROSS_M and at + wide > crossing:
            at = crossing + CROSS_M
        turn = facing_road(side)
        things.append(
            place(
                line,
                model,
                at + wide / 2,
                side * (front + float(rng.choice([0, 0, 0.4]))),
                turn,
                KERB_M,
            )
        )
        at += wide
    return things


def _furniture(rng: Generator, line: Centreline, half: float, front: float) -> list[Thing]:
    edge = half + 0.55
    things = borders.lamps(rng, line, edge, KERB_M, both=True)
    things += borders.traffic_signs(rng, line, edge, KERB_M, int(rng.choice([1, 3, 5])))
    if rng.random() < 0.55:
        model, step = pick(rng, tree.build, 6), float(rng.uniform(8, 16))
        for side in SIDES:
            for at in along(rng, FIRST_M, 120, (step, step * 1.3)):
                turn = float(rng.uniform(0, 6))
                things.append(
                    place(
                        line,
                        model,
                        at,
                        side * (edge + 0.3),
                        turn,
                        KERB_M,
                        float(rng.uniform(0.7, 1.1)),
                    )
                )
    for at in along(rng, 0, 70, (6, 16)):
        side = int(rng.choice(SIDES))
        things += _piece(rng, line, side, at, edge, front)
    if rng.random() < 0.3:
        model, side = pick(rng, roadside_posts.build_bollard, 4), int(rng.choice(SIDES))
        for at in along(rng, 0, 45, (1.5, 1.6)):
            things.append(place(line, model, at, side * (half + 0.4), 0.0, KERB_M))
    return things


def _piece(
    rng: Generator, line: Centreline, side: int, at: float, edge: float, front: float
) -> list[Thing]:
    """Return one piece of furniture, or bicycles leaning on nothing."""
    form = str(rng.choice(['bench', 'shelter', 'column', 'cabinet', 'bicycles', 'bicycles']))
    turn = facing_road(side)
    if form == 'bicycles':
        return [
            place(
                line,
                pick(rng, bicycle.build, 6),
                at + 0.6 * step,
                side * (edge + 0.5),
                turn + float(rng.normal(0, 0.15)),
                KERB_M,
            )
            for step in range(int(rng.integers(1, 6)))
        ]
    if form == 'cabinet':
        model = pick(rng, street_furniture.build_cabinet, 5)
        return [place(line, model, at, side * (front - 0.4), turn, KERB_M)]
    builds = {'bench': _bench, 'shelter': _shelter, 'column': _column}
    spot = side * (edge + (1.0 if form == 'shelter' else 0.6))
    return [place(line, pick(rng, builds[form], 1), at, spot, turn, KERB_M)]


def _lights(rng: Generator, line: Centreline, half: float, crossing: float) -> list[Thing]:
    things = []
    over = bool(rng.random() < 0.4)
    for side, at, turn in (
        (1, crossing - 5.5, math.pi),
        (-1, crossing - 5.5, math.pi),
        (1, crossing + CROSS_M + 4, math.pi),
    ):
        arm = over and side > 0
        spot = side * (half + 0.5)
        post = pick(rng, _signal_post, 1, arm)
        heads = pick(rng, traffic_light.build_heads, 8, arm)
        things += [place(line, model, at, spot, turn, KERB_M) for model in (post, heads)]
    return things


def _traffic(rng: Generator, line: Centreline, lanes: int, rails: bool) -> list[Thing]:
    driven = [Lane(LANE_M * (lane + 0.5)) for lane in range(lanes)]
    driven += [Lane(-LANE_M * (lane + 0.5), oncoming=True) for lane in range(lanes)]
    things = []
    if rails and rng.random() < 0.7:
        at = float(rng.uniform(30, 90))
        things.append(
            place(line, pick(rng, tram.build, 5), at, -LANE_M / 2, math.pi, speed_mps=7.0)
        )
        driven = [lane for lane in driven if lane.offset_m != -LANE_M / 2]
    kinds = ('car', 'car', 'car', 'car', 'truck', 'bus', 'bus', 'cyclist', 'motorcyclist')
    return things + driving(rng, line, driven, int(rng.choice([1, 3, 5, 8])), kinds, 8.0)


def _bench(rng: Generator) -> Model:
    return street_furniture.build_bench()


def _shelter(rng: Generator) -> Model:
    return street_furniture.build_shelter()


def _column(rng: Generator) -> Model:
    return street_furniture.build_column()


def _signal_post(rng: Generator, reaches_over: bool) -> Model:
    return traffic_light.build_post(reaches_over)
