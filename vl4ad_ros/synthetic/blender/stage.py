"""Things as Blender objects; a thing's instance id travels in the object's pass index."""

from collections.abc import Sequence
from typing import Any

import bpy

from ..things import Place, Thing
from .lamps import add_lamp
from .mesh_store import MeshStore


class Stage:
    """Holds the objects of one scene at a time and moves those that move."""

    def __init__(self) -> None:
        self._store = MeshStore()
        self._things: Sequence[Thing] = ()  # keeps their meshes alive
        self._objects: list[Any] = []
        self._moving: list[tuple[Thing, Any]] = []

    def show(self, things: Sequence[Thing], night: bool) -> None:
        """Replace what stands on the stage; lamps shine at night and go with all lights."""
        for made in self._objects:
            bpy.data.objects.remove(made)
        self._objects, self._moving = [], []
        self._things = things
        self._store.add(thing.model for thing in things)
        for number, thing in enumerate(things, 1):
            self._add(number, thing)
            for lamp in thing.model.lamps if night else ():
                add_lamp(lamp, thing)

    def move_to(self, time_s: float, eye_m: Place, yaw_rad: float) -> None:
        """Put every moving thing where it is at a time, and what rides where the camera is."""
        for thing, made in self._moving:
            place, yaw = (eye_m, yaw_rad) if thing.rides else thing.pose_at(time_s)
            made.location, made.rotation_euler = place, (0.0, 0.0, yaw)

    def _add(self, number: int, thing: Thing) -> None:
        for data in self._store.meshes(thing.model):
            made = bpy.data.objects.new(f'{number:04d} {thing.model.kind}', data)
            made.pass_index = number
            made.location = thing.position_m
            made.rotation_euler = (0.0, 0.0, thing.yaw_rad)
            made.scale = (thing.scale,) * 3
            bpy.context.scene.collection.objects.link(made)
            self._objects.append(made)
            if thing.speed_mps or thing.rides:
                self._moving.append((thing, made))
