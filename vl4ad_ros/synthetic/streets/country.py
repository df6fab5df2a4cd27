"""A country road: hedges, woods, walls and fields, from a marked road to a gravel track."""

import math
from dataclasses import dataclass

from numpy.random import Generator

from ..centreline import Centreline
from ..ground import ground, ragged_ribbon, ribbon
from ..mesh_builder import Mesh
from ..objects import barn, detached_house, roadside_posts
from ..objects.variants import pick
from ..seeds import generator
from ..things import Model, Thing
from . import borders
from .layout import FIRST_M, SIDES, SPAN, bands, curved_line, place, plain
from .street import Street
from .surface import blemishes, markings
from .traffic import Lane, driving, person

SURFACES = ('asphalt', 'asphalt_worn', 'asphalt_dark', 'gravel', 'dirt', 'concrete')
SURFACE_SHARES = (0.28, 0.3, 0.14, 0.14, 0.06, 0.08)
FIELDS = ('meadow', 'lawn', 'crop_green', 'crop_ripe', 'stubble', 'ploughed', 'grass_dry')
VERGES = ('meadow', 'lawn', 'meadow', 'grass_dry')


@dataclass(frozen=True)
class Side:
    """One side of the road."""

    side: int
    shoulder_m: float  # dirt between the road and the grass
    verge_m: float  # grass up to what stands along the road
    bank_m: float  # height of the ground where the verge ends
    border: borders.Border
    field: str

    def border_at(self, half_m: float) -> float:
        """Return the offset of what stands along the road."""
        return half_m + self.shoulder_m + self.verge_m


def lay_out(seed: int) -> Street:
    """Lay out a road through fields."""
    return _lay_out(seed, 'country', (0.3, 0.15, 0.2, 0.12, 0.08, 0.15))


def lay_out_wood(seed: int) -> Street:
    """Lay out a road through a wood."""
    return _lay_out(seed, 'wood', (0.06, 0.8, 0.08, 0.02, 0.02, 0.02))


def _lay_out(seed: int, purpose: str, border_shares: tuple[float, ...]) -> Street:
    rng = generator(seed, purpose, 'form')
    surface = str(rng.choice(SURFACES, p=SURFACE_SHARES))
    loose = surface in ('gravel', 'dirt')
    half = float(rng.uniform(1.5, 2.4) if loose else rng.uniform(1.9, 4.2))
    line = curved_line(rng, hills=True)
    sides = [_side(rng, side, border_shares) for side in SIDES]
    things = _ground(generator(seed, purpose, 'ground'), line, half, surface, sides)
    for side in sides:
        things += _beside(generator(seed, purpose, 'beside', side.side), line, half, side)
    rng = generator(seed, purpose, 'things')
    things += borders.far_trees(rng, line, half + 10)
    things += _buildings(rng, line, half)
    things += _posts(rng, line, half, loose)
    lane = half / 2 if half > 2.5 else 0.1 * half
    lanes = [Lane(half / 2), Lane(-half / 2, oncoming=True)]
    kinds = ('car', 'car', 'car', 'truck', 'cyclist', 'motorcyclist', 'bus')
    things += driving(rng, line, lanes, int(rng.choice([0, 0, 1, 1, 2, 3])), kinds, 14.0)
    if rng.random() < 0.15:
        spot = float(rng.choice(SIDES)) * (half - 0.3)
        things.append(person(rng, line, float(rng.uniform(9, 40)), spot, 0.0))
    return Street(line, lane, tuple(things))


def _side(rng: Generator, side: int, shares: tuple[float, ...]) -> Side:
    forms = (
        borders.hedgerow, borders.wood, borders.avenue, borders.fence, borders.wall,
        borders.nothing,
    )  # fmt: skip
    return Side(
        side,
        float(rng.choice([0.0, rng.uniform(0.2, 1.4)])),
        float(rng.uniform(0.4, 4.5)),
        float(rng.choice([0.0, 0.0, -0.5, 0.4, 1.2])),
        forms[int(rng.choice(len(forms), p=shares))],
        str(rng.choice(FIELDS)),
    )


def _ground(
    rng: Generator, line: Centreline, half: float, surface: str, sides: list[Side]
) -> list[Thing]:
    road: list[Mesh] = [ribbon(line, SPAN, (-half - 0.3, 0), (half + 0.3, 0), surface)]
    if surface not in ('gravel', 'dirt'):
        road += blemishes(rng, line, -half, half)
        if rng.random() < 0.55:
            road += markings(rng, line, [0.0] if half > 2.4 else [], -half, half)
    land: list[Mesh] = []
    for side in sides:
        land += _land(rng, line, half, side)
    return [
        ground('road', 'road', road),
        ground('fields', 'terrain', [*land, plain(line, 'meadow')]),
    ]


def _land(rng: Generator, line: Centreline, half: float, side: Side) -> list[Mesh]:
    """Return shoulder, verge and field; the grass creeps over the edge of the road."""
    verge, edge = str(rng.choice(VERGES)), side.border_at(half)
    ragged = float(rng.uniform(0.03, 0.25))
    at = half
    made = []
    if side.shoulder_m:
        dirt = str(rng.choice(['dirt', 'gravel', 'dirt']))
        made.append(
            _creeping(rng, line, side.side, at, at + side.shoulder_m + 0.4, dirt, 0.004, ragged)
        )
        at += side.shoulder_m
    made.append(_creeping(rng, line, side.side, at, at + 0.5, verge, 0.012, ragged))
    hill = side.bank_m + float(rng.uniform(-1.0, 5.0))
    edges = [
        (at + 0.45, 0.012),
        (edge + 0.6, side.bank_m),
        (edge + 30, side.bank_m),
        (edge + 240, hill),
    ]
    return made + bands(line, side.side, edges, [verge, side.field, side.field])


def _creeping(
    rng: Generator,
    line: Centreline,
    side: int,
    inner: float,
    outer: float,
    material: str,
    height: float,
    ragged: float,
) -> Mesh:
    near, far = (side * inner, height), (side * outer, height)
    if side > 0:
        return ragged_ribbon(line, SPAN, near, far, material, rng, (ragged, 0.0))
    return ragged_ribbon(line, SPAN, far, near, material, rng, (0.0, ragged))


def _beside(rng: Generator, line: Centreline, half: float, side: Side) -> list[Thing]:
    edge = side.border_at(half)
    things = side.border(rng, line, side.side, edge, side.bank_m)
    start = half + side.shoulder_m + 0.1
    if rng.random() < 0.8:
        things += borders.long_grass(rng, line, side.side, start, 0.0, min(1.6, side.verge_m))
    if side.border is not borders.wood and rng.random() < 0.35:
        things += borders.utility_poles(rng, line, side.side, edge + 1.0, side.bank_m)
    if side.border in (borders.fence, borders.wall) and rng.random() < 0.6:
        things += borders.avenue(rng, line, side.side, edge + 1.5, side.bank_m)
    return things


def _buildings(rng: Generator, line: Centreline, half: float) -> list[Thing]:
    things = []
    for _ in range(int(rng.choice([0, 0, 1, 3]))):
        side, at = int(rng.choice(SIDES)), float(rng.uniform(25, 150))
        far = rng.random() < 0.6
        build = barn.build if far else detached_house.build
        spot = side * (half + float(rng.uniform(22, 60) if far else rng.uniform(14, 24)))
        turn = side * math.pi / 2 + float(rng.normal(0, 0.4))
        things.append(place(line, pick(rng, build, 8), at, spot, turn))
    return things


def _posts(rng: Generator, line: Centreline, half: float, loose: bool) -> list[Thing]:
    things = []
    if not loose and rng.random() < 0.4:
        model = pick(rng, _delineator, 1)
        for step in range(5):
            for side in SIDES:
                things.append(place(line, model, FIRST_M + 18 + 25 * step, side * (half + 0.6)))
    if not loose:
        count = int(rng.choice([0, 1, 2]))
        things += borders.traffic_signs(rng, line, half + float(rng.uniform(0.5, 1.3)), 0.0, count)
    if rng.random() < 0.1:
        things += borders.lamps(rng, line, half + 1.2, 0.0, both=False)
    return things


def _delineator(rng: Generator) -> Model:
    return roadside_posts.build_delineator()
