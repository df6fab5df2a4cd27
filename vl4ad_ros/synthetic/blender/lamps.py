"""Light at night: the lamps of things and the headlights of the ego car."""

import math
from typing import Any

import bpy
from mathutils import Matrix, Vector

from ..things import Lamp, Thing

WHITE, SODIUM = (1.0, 0.95, 0.88), (1.0, 0.55, 0.2)
HEADLIGHT_W = 2200.0
HEADLIGHT_DROP_M = 0.6  # below the camera
HEADLIGHT_AHEAD_M = 1.9  # of the camera, at the front of the bonnet
HEADLIGHT_DIP_RAD = 0.05


def add_lamp(lamp: Lamp, thing: Thing) -> Any:
    """Add the light of a lamp on a thing."""
    turn = Matrix.Rotation(thing.yaw_rad, 4, 'Z')
    place = Vector(thing.position_m) + turn @ (Vector(lamp.position_m) * thing.scale)
    made = _spot('lamp', lamp.power_w, lamp.cone_deg, lamp.warmth)
    made.location = place
    made.rotation_euler = (turn @ Vector(lamp.direction)).to_track_quat('-Z', 'Y').to_euler()
    return made


def add_headlights(camera: Any) -> None:
    """Add a pair of lights that travel with the camera."""
    for side in (-0.65, 0.65):
        made = _spot('headlight', HEADLIGHT_W, 75.0, 0.15)
        made.parent = camera
        made.location = (side, -HEADLIGHT_DROP_M, -HEADLIGHT_AHEAD_M)
        made.rotation_euler = (-HEADLIGHT_DIP_RAD, 0.0, 0.0)


def _spot(name: str, power_w: float, cone_deg: float, warmth: float) -> Any:
    light = bpy.data.lights.new(name, 'SPOT')
    light.energy = power_w
    light.spot_size = math.radians(cone_deg)
    light.spot_blend = 0.6
    light.shadow_soft_size = 0.08
    light.color = tuple(
        cold + (warm - cold) * warmth for cold, warm in zip(WHITE, SODIUM, strict=True)
    )
    made = bpy.data.objects.new(name, light)
    bpy.context.scene.collection.objects.link(made)
    return made
