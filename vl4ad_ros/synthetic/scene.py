"""A street with the unknown objects of a drive in it."""

import math
from dataclasses import dataclass

import numpy as np

from ..errors import SettingsError
from .objects import bonnet
from .objects.unknowns import UNKNOWN_KINDS
from .seeds import generator
from .settings import DriveSettings, UnknownSettings
from .streets.hills import hills
from .streets.roadworks import close_road
from .streets.street import Street
from .streets.types import STREET_TYPES
from .things import Thing

EGO_HALF_M = (1.1, 4.0)  # half the width and length that traffic leaves to the ego car
CHECKS_PER_S = 4.0


def build_scene(settings: DriveSettings) -> Street:
    """Lay out the street with the unknown objects, without traffic that would hit them."""
    if settings.street not in STREET_TYPES:
        known = ', '.join(STREET_TYPES)
        raise SettingsError(f'no street is called {settings.street!r}; choose one of {known}')
    street = STREET_TYPES[settings.street](settings.seed)
    unknowns = [
        _unknown(settings.seed, number, entry, street)
        for number, entry in enumerate(settings.unknowns)
    ]
    works = _roadworks(settings, street)
    duration_s = settings.frames / settings.fps
    boxes = [_box(thing) for thing in (*unknowns, *works)] + [_ego(settings, street)]
    free = [thing for thing in street.things if not _hits(thing, boxes, duration_s)]
    if settings.camera.bonnet:
        free.append(Thing(bonnet.build(generator(settings.seed, 'bonnet')), rides=True))
    if settings.hills:
        free += hills(generator(settings.seed, 'hills'))
    return Street(street.line, street.lane_offset_m, (*free, *works, *unknowns))


def instance_labels(street: Street) -> dict[int, str]:
    """Return the label of every instance id; ids count the things from 1."""
    return {number: thing.model.label for number, thing in enumerate(street.things, 1)}


def _roadworks(settings: DriveSettings, street: Street) -> list[Thing]:
    if not settings.roadworks:
        return []
    rng = generator(settings.seed, 'roadworks')
    return close_road(rng, street.line, street.lane_offset_m, settings.camera.start_m)


def _unknown(seed: int, number: int, entry: UnknownSettings, street: Street) -> Thing:
    if entry.kind not in UNKNOWN_KINDS:
        known = ', '.join(UNKNOWN_KINDS)
        raise SettingsError(f'no unknown is called {entry.kind!r}; choose one of {known}')
    model = UNKNOWN_KINDS[entry.kind].build(generator(seed, 'unknown', number, entry.kind))
    place = street.line.point(entry.ahead_m, street.lane_offset_m + entry.offset_m)
    yaw = street.line.heading_rad(entry.ahead_m) + math.radians(entry.yaw_deg)
    return Thing(model, place, yaw)


@dataclass(frozen=True)
class _Box:
    """The ground something takes, seen from above, while it moves along the street."""

    x: float
    y: float
    half_x: float
    half_y: float
    speed_mps: float = 0.0  # along +y


def _box(thing: Thing) -> _Box:
    points = np.vstack([mesh.vertices[:, :2] for mesh in thing.model.meshes]) * thing.scale
    cos, sin = math.cos(thing.yaw_rad), math.sin(thing.yaw_rad)
    turned = points @ np.array([[cos, sin], [-sin, cos]])
    half_x, half_y = np.ptp(turned, axis=0) / 2
    x, y, _ = thing.position_m
    return _Box(x, y, float(half_x), float(half_y), thing.speed_mps * cos)


def _ego(settings: DriveSettings, street: Street) -> _Box:
    camera = settings.camera
    x, y, _ = street.line.point(camera.start_m, street.lane_offset_m + camera.offset_m)
    return _Box(x, y, *EGO_HALF_M, camera.speed_mps)


def _hits(thing: Thing, boxes: list[_Box], duration_s: float) -> bool:
    """Tell whether something that moves would drive into one of the boxes."""
    if not thing.speed_mps:
        return False
    own = _box(thing)
    times = np.arange(0, duration_s + 1 / CHECKS_PER_S, 1 / CHECKS_PER_S)
    for other in boxes:
        aside = abs(own.x - other.x) - own.half_x - other.half_x
        gaps = np.abs(own.y - other.y + (own.speed_mps - other.speed_mps) * times)
        if aside < 0 and gaps.min() < own.half_y + other.half_y:
            return True
    return False
