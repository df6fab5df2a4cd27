"""What every type of street comes to."""

from dataclasses import dataclass

from ..centreline import Centreline
from ..things import Thing


@dataclass(frozen=True)
class Street:
    """A street and all that belongs in it."""

    line: Centreline
    lane_offset_m: float  # middle of the ego lane, to the right of the centreline
    things: tuple[Thing, ...]
