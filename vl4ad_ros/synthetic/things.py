"""Models and the things placed in a scene."""

import math
from dataclasses import dataclass

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
class Thing:
    """A model at a place in the street, moving straight ahead where it has a speed."""

    model: Model
    position_m: Place = (0.0, 0.0, 0.0)
    yaw_rad: float = 0.0  # about z, counter-clockwise from above; 0 faces +y
    scale: float = 1.0
    speed_mps: float = 0.0
    rides: bool = False  # it travels with the camera

    def position_at(self, time_s: float) -> Place:
        """Return where the thing is after a time."""
        way = self.speed_mps * time_s
        x, y, z = self.position_m
        return x - way * math.sin(self.yaw_rad), y + way * math.cos(self.yaw_rad), z
