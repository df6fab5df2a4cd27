"""A street with the unknown objects of a drive in it."""

import math

from ..errors import SettingsError
from .objects.unknowns import UNKNOWN_KINDS
from .seeds import generator
from .settings import DriveSettings, UnknownSettings
from .streets.street import Street
from .streets.types import STREET_TYPES
from .things import Thing


def build_scene(settings: DriveSettings) -> Street:
    """Lay out the street and put the unknown objects into its ego lane."""
    if settings.street not in STREET_TYPES:
        known = ', '.join(STREET_TYPES)
        raise SettingsError(f'no street is called {settings.street!r}; choose one of {known}')
    street = STREET_TYPES[settings.street](settings.seed)
    unknowns = [
        _unknown(settings.seed, number, entry, street)
        for number, entry in enumerate(settings.unknowns)
    ]
    return Street(street.line, street.lane_offset_m, (*street.things, *unknowns))


def instance_labels(street: Street) -> dict[int, str]:
    """Return the label of every instance id; ids count the things from 1."""
    return {number: thing.model.label for number, thing in enumerate(street.things, 1)}


def _unknown(seed: int, number: int, entry: UnknownSettings, street: Street) -> Thing:
    if entry.kind not in UNKNOWN_KINDS:
        known = ', '.join(UNKNOWN_KINDS)
        raise SettingsError(f'no unknown is called {entry.kind!r}; choose one of {known}')
    model = UNKNOWN_KINDS[entry.kind](generator(seed, 'unknown', number, entry.kind))
    place = street.line.point(entry.ahead_m, street.lane_offset_m + entry.offset_m)
    yaw = street.line.heading_rad(entry.ahead_m) + math.radians(entry.yaw_deg)
    return Thing(model, place, yaw)
