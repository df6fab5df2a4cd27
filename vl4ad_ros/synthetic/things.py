"""Models and the things placed in a scene."""

import math
from dataclasses import dataclass

from .centreline import Centreline
from .mesh_builder import Mesh

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Lamp:
    """A light of a model that shines at night, into a cone."""

    position_m: Place
    direction: Place
    power_w: float
    cone_deg: float = 150.0
    warmth: float = 0.5  # 0 is white, 1 is the orange of sodium


@dataclass(frozen=True, eq=False)
class Model:
    """One variant of a kind; many things may share it, and then they share its memory."""

    kind: str
    label: str  # a class of labels.CLASSES, labels.UNKNOWN or labels.OUTSIDE
    meshes: tuple[Mesh, ...]
    lamps: tuple[Lamp, ...] = ()


@dataclass(frozen=True)
class Track:
    """A way along a street, at an offset to its line."""

    line: Centreline
    along_m: float  # where it begins
    offset_m: float
    height_m: float
    turn_rad: (
        float  # against the direction of the street; beyond a right angle it is followed back
    )

    def pose(self, way_m: float) -> tuple[Place, float]:
        """Return place and yaw after a way."""
        along = self.along_m + way_m * math.cos(self.turn_rad)
        place = self.line.point(along, self.offset_m, self.height_m)
        return place, self.line.heading_rad(along) + self.turn_rad


@dataclass(frozen=True)
class Thing:
    """A model at a place in the street; with a speed it moves on its track, or straight ahead."""

    model: Model
    position_m: Place = (0.0, 0.0, 0.0)
    yaw_rad: float = 0.0  # about z, counter-clockwise from above; 0 faces +y
    scale: float = 1.0
    speed_mps: float = 0.0
    track: Track | None = None
    rides: bool = False  # it travels with the camera

    def pose_at(self, time_s: float) -> tuple[Place, float]:
        """Return where the thing is after a time, and its yaw."""
        way = self.speed_mps * time_s
        if self.track is not None:
            return self.track.pose(way)
        x, y, z = self.position_m
        yaw = self.yaw_rad
        return (x - way * math.sin(yaw), y + way * math.cos(yaw), z), yaw
