"""Things as Blender objects; a thing's instance id travels in the object's pass index."""

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np

from ..mesh_builder import Mesh
from ..things import Model, Thing
from .materials import material


class Stage:
    """Holds the objects of a scene and moves those that move."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self._meshes: dict[Model, list[Any]] = {}
        self._moving: list[tuple[Thing, Any]] = []
        for number, thing in enumerate(things, 1):
            self._add(number, thing)

    def move_to(self, time_s: float) -> None:
        """Put every moving thing where it is at a time."""
        for thing, made in self._moving:
            made.location = thing.position_at(time_s)

    def _add(self, number: int, thing: Thing) -> None:
        if thing.model not in self._meshes:
            self._meshes[thing.model] = [_to_blender(mesh) for mesh in thing.model.meshes]
        for mesh, data in zip(thing.model.meshes, self._meshes[thing.model], strict=True):
            made = bpy.data.objects.new(f'{number:04d} {thing.model.kind}', data)
            made.pass_index = number
            made.location = thing.position_m
            made.rotation_euler = (0.0, 0.0, thing.yaw_rad)
            made.scale = (thing.scale,) * 3
            _add_modifiers(made, mesh)
            bpy.context.scene.collection.objects.link(made)
            if thing.speed_mps:
                self._moving.append((thing, made))


def _to_blender(mesh: Mesh) -> Any:
    data = bpy.data.meshes.new('mesh')
    data.from_pydata(mesh.vertices.tolist(), [], [list(face) for face in mesh.faces])
    for name in mesh.materials:
        data.materials.append(material(name))
    data.polygons.foreach_set('material_index', np.asarray(mesh.face_material, np.int32))
    data.polygons.foreach_set('use_smooth', np.full(len(mesh.faces), mesh.smooth))
    if mesh.uv is not None:
        corners = np.empty(len(data.loops), np.int32)
        data.loops.foreach_get('vertex_index', corners)
        layer = data.uv_layers.new()
        layer.data.foreach_set('uv', mesh.uv[corners].astype(np.float32).ravel())
    data.update()
    return data


def _add_modifiers(made: Any, mesh: Mesh) -> None:
    if mesh.bevel_m:
        bevel = made.modifiers.new('bevel', 'BEVEL')
        bevel.width = mesh.bevel_m
        bevel.segments = 3
        bevel.limit_method = 'ANGLE'
    if mesh.subdivisions:
        subdivision = made.modifiers.new('subdivision', 'SUBSURF')
        subdivision.levels = subdivision.render_levels = mesh.subdivisions
