"""A motorway or a fast open road: lanes in one direction, rails, banks, barriers, gantries."""

import math

from numpy.random import Generator

from ..centreline import Centreline
from ..ground import ground, ribbon
from ..mesh_builder import Mesh
from ..objects import guard_rail, signs
from ..objects.variants import pick
from ..seeds import generator
from ..things import Model, Thing
from . import borders
from .layout import FIRST_M, SPAN, bands, curved_line, dashes, place, plain
from .street import Street
from .surface import blemishes
from .traffic import Lane, driving

LANE_M, SHOULDER_M, MEDIAN_M = 3.65, 2.6, 1.6  # the median: half of it
MARGIN_M = 0.6  # between the median and the first lane


def lay_out(seed: int) -> Street:
    """Lay out a motorway; its centreline is the middle of the median."""
    rng = generator(seed, 'motorway', 'form')
    count = int(rng.choice([2, 2, 3]))
    line = curved_line(rng, hills=True)
    edge = edge_offset(count, MEDIAN_M)
    things = carriageways(rng, line, count, MEDIAN_M, edge)
    things += rails(rng, line, edge)
    things += _beyond(generator(seed, 'motorway', 'beyond'), line, edge)
    rng = generator(seed, 'motorway', 'traffic')
    middles = lane_middles(count, MEDIAN_M)
    lanes = [Lane(x) for x in middles] + [Lane(-x, oncoming=True) for x in middles]
    kinds = ('car', 'car', 'car', 'truck', 'truck', 'bus', 'motorcyclist')
    things += driving(rng, line, lanes, int(rng.choice([1, 3, 6, 9])), kinds, 28.0)
    return Street(line, middles[int(rng.integers(count))], tuple(things))


def edge_offset(count: int, median_m: float) -> float:
    """Return where a carriageway of COUNT lanes ends, from the middle of the median."""
    return median_m + MARGIN_M + count * LANE_M + SHOULDER_M


def lane_middles(count: int, median_m: float) -> list[float]:
    """Return the middles of COUNT lanes, from the middle of the median."""
    return [median_m + MARGIN_M + LANE_M * (lane + 0.5) for lane in range(count)]


def carriageways(
    rng: Generator, line: Centreline, count: int, median_m: float, edge: float
) -> list[Thing]:
    """Return two carriageways of COUNT lanes from half a median to their edges, and the verges."""
    surface = str(
        rng.choice(
            ['asphalt', 'asphalt_worn', 'asphalt_dark', 'concrete'], p=(0.35, 0.3, 0.2, 0.15)
        )
    )
    road: list[Mesh] = []
    land: list[Mesh] = []
    width = float(rng.uniform(0.12, 0.2))
    for side in (-1, 1):
        low, high = sorted((side * median_m, side * edge))
        road.append(ribbon(line, SPAN, (low, 0), (high, 0), surface))
        road += blemishes(rng, line, low, high)
        for lane in range(1, count):
            offset = side * (median_m + MARGIN_M + LANE_M * lane)
            road += dashes(line, offset, width, 5.0, 9.0, 'marking')
        for offset in (median_m + 0.4, edge - SHOULDER_M):
            road += dashes(line, side * offset, width, 1.0, 0.0, 'marking')
        slope = float(rng.choice([-2.5, 0.0, 2.0, 5.0]))
        field = str(rng.choice(['meadow', 'crop_ripe', 'crop_green', 'grass_dry']))
        edges = [(edge, 0), (edge + 1.5, 0), (edge + 8, slope), (edge + 220, slope + 1)]
        land += bands(line, side, edges, ['gravel', 'meadow', field])
    median = str(rng.choice(['meadow', 'concrete', 'gravel', 'lawn']))
    land.append(ribbon(line, SPAN, (-median_m, 0.003), (median_m, 0.003), median))
    land.append(plain(line, 'meadow'))
    return [ground('road', 'road', road), ground('verges', 'terrain', land)]


def rails(rng: Generator, line: Centreline, edge: float) -> list[Thing]:
    """Return guard rails along the median, and mostly along the edges."""
    rail = pick(rng, _guard_rail, 1)
    things = []
    starts = [FIRST_M + guard_rail.LENGTH_M * step for step in range(13)]
    for at in starts:
        things.append(place(line, rail, at, 0.9))
        things.append(place(line, rail, at + guard_rail.LENGTH_M, -0.9, math.pi))
    if rng.random() < 0.75:
        for at in starts:
            things.append(place(line, rail, at, edge + 0.6))
            things.append(place(line, rail, at + guard_rail.LENGTH_M, -edge - 0.6, math.pi))
    return things


def _beyond(rng: Generator, line: Centreline, edge: float) -> list[Thing]:
    forms = (
        borders.noise_barrier,
        borders.wood,
        borders.avenue,
        borders.hedgerow,
        borders.nothing,
    )
    things = []
    for side in (-1, 1):
        border = forms[int(rng.choice(len(forms), p=(0.22, 0.25, 0.2, 0.13, 0.2)))]
        near = edge + (1.3 if border is borders.noise_barrier else 4.0)
        things += border(rng, line, side, near, 0.0)
        things += borders.long_grass(rng, line, side, edge + 1.2, 0.0, 3.0)
    if rng.random() < 0.4:
        things += gantry(rng, line, edge)
    things += borders.traffic_signs(rng, line, edge + 0.9, 0.0, int(rng.choice([0, 1, 2])))
    if rng.random() < 0.25:
        things += borders.lamps(rng, line, edge + 1.0, 0.0, both=False)
    return things + borders.far_trees(rng, line, edge + 10)


def gantry(rng: Generator, line: Centreline, edge: float) -> list[Thing]:
    """Return boards over the right carriageway, and what carries them."""
    at = float(rng.uniform(35, 90))
    things = [place(line, pick(rng, _gantry, 1, edge), at, 0.0)]
    for x in (edge * 0.35, edge * 0.7):
        board = pick(rng, signs.build_gantry_board, 6)
        things.append(place(line, board, at, x, math.pi, 5.9))
    return things


def _guard_rail(rng: Generator) -> Model:
    return guard_rail.build()


def _gantry(rng: Generator, edge: float) -> Model:
    return signs.build_gantry(edge + 1.0)
