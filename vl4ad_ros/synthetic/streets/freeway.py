"""A busy road of many lanes through a town: dense traffic, high walls, bridges, few rails."""

from numpy.random import Generator

from ..centreline import Centreline
from ..objects import overpass
from ..objects.variants import pick
from ..seeds import generator
from ..things import Thing
from . import borders, motorway
from .layout import LAST_M, SIDES, curved_line, place
from .street import Street
from .traffic import Lane, driving

MEDIANS_M = {'barrier': 1.2, 'rails': motorway.MEDIAN_M, 'green': 6.0}  # half of each
KINDS = ('any car',) * 9 + ('truck', 'bus', 'motorcyclist')
BORDERS = {
    'wall': borders.sound_wall,
    'barrier': borders.jersey_barrier,
    'fence': borders.fence,
    'plants': borders.nothing,
}


def lay_out(seed: int) -> Street:
    """Lay out a freeway; its centreline is the middle of the median."""
    rng = generator(seed, 'freeway', 'form')
    count = int(rng.choice([3, 3, 4, 5]))
    median = str(rng.choice(['barrier', 'barrier', 'rails', 'green']))
    half = MEDIANS_M[median]
    line = curved_line(rng, hills=True)
    edge = motorway.edge_offset(count, half)
    things = motorway.carriageways(rng, line, count, half, edge)
    things += _median(rng, line, median, edge)
    things += _beyond(generator(seed, 'freeway', 'beyond'), line, edge)
    rng = generator(seed, 'freeway', 'traffic')
    middles = motorway.lane_middles(count, half)
    ahead = [Lane(x) for x in middles]  # twice as busy as what comes
    lanes = ahead + ahead + [Lane(-x, oncoming=True) for x in middles]
    vehicles = int(rng.choice([6, 15, 30, 50]))
    things += driving(rng, line, lanes, vehicles, KINDS, 25.0, LAST_M - 10)
    return Street(line, middles[int(rng.integers(count))], tuple(things))


def _median(rng: Generator, line: Centreline, kind: str, edge: float) -> list[Thing]:
    if kind == 'barrier':
        return borders.jersey_barrier(rng, line, 1, 0.0, 0.0)
    if kind == 'rails':
        return motorway.rails(rng, line, edge)
    side = int(rng.choice(SIDES))
    return borders.hedgerow(rng, line, side, 0.5, 0.0) if rng.random() < 0.6 else []


def _beyond(rng: Generator, line: Centreline, edge: float) -> list[Thing]:
    things = []
    for side in SIDES:
        things += _border(rng, line, side, edge)
    if rng.random() < 0.35:
        bridge = pick(rng, overpass.build, 4, round(edge))
        things.append(place(line, bridge, float(rng.uniform(25, 140)), 0.0))
    if rng.random() < 0.4:
        things += motorway.gantry(rng, line, edge)
    things += borders.traffic_signs(rng, line, edge + 0.9, 0.0, int(rng.choice([0, 1, 2])))
    if rng.random() < 0.4:
        things += borders.lamps(rng, line, edge + 1.0, 0.0, both=False)
    return things + borders.far_trees(rng, line, edge + 10)


def _border(rng: Generator, line: Centreline, side: int, edge: float) -> list[Thing]:
    """Return what closes one side: mostly a wall or a barrier, with plants before or behind it."""
    near = edge + float(rng.choice([0.8, 2.5, 4.5]))
    form = str(rng.choice(list(BORDERS), p=(0.35, 0.15, 0.2, 0.3)))
    made = BORDERS[form](rng, line, side, edge + 0.4 if form == 'barrier' else near, 0.0)
    if form != 'wall' or rng.random() < 0.5:
        plants = (borders.wood, borders.avenue, borders.hedgerow)[int(rng.integers(3))]
        made += plants(rng, line, side, near + 2.0, 0.0)
    return made
