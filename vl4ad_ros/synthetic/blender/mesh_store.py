"""Models as Blender meshes: made once, bevels and subdivision applied, gone with the model."""

import weakref
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

from ..mesh_builder import Mesh
from ..things import Model
from .materials import material


class MeshStore:
    """Holds the meshes of all models that anything still refers to."""

    def __init__(self) -> None:
        self._made: weakref.WeakKeyDictionary[Model, list[Any]] = weakref.WeakKeyDictionary()

    def add(self, models: Iterable[Model]) -> None:
        """Make the meshes of the models that have none yet."""
        new = [model for model in dict.fromkeys(models) if model not in self._made]
        raw = [(model, mesh, _to_blender(mesh)) for model in new for mesh in model.meshes]
        modified = [
            (number, _with_modifiers(data, mesh))
            for number, (_, mesh, data) in enumerate(raw)
            if mesh.bevel_m or mesh.subdivisions
        ]
        bpy.context.view_layer.update()
        graph = bpy.context.evaluated_depsgraph_get()
        for number, made in modified:
            model, mesh, data = raw[number]
            applied = bpy.data.meshes.new_from_object(made.evaluated_get(graph))
            bpy.data.objects.remove(made)
            bpy.data.meshes.remove(data)
            raw[number] = (model, mesh, applied)
        for model in new:
            self._made[model] = []
        for model, _, data in raw:
            self._made[model].append(data)
            weakref.finalize(model, _remove, data.name).atexit = False

    def meshes(self, model: Model) -> list[Any]:
        """Return the Blender meshes of a model that was added."""
        return self._made[model]


def _remove(name: str) -> None:
    data = bpy.data.meshes.get(name)
    if data is not None:
        bpy.data.meshes.remove(data)


def _to_blender(mesh: Mesh) -> Any:
    data = bpy.data.meshes.new('mesh')
    sizes = np.array([len(face) for face in mesh.faces], np.int32)
    corners = np.fromiter((i for face in mesh.faces for i in face), np.int32, int(sizes.sum()))
    data.vertices.add(len(mesh.vertices))
    data.vertices.foreach_set('co', mesh.vertices.astype(np.float32).ravel())
    data.loops.add(len(corners))
    data.loops.foreach_set('vertex_index', corners)
    data.polygons.add(len(sizes))
    data.polygons.foreach_set('loop_start', np.cumsum(sizes) - sizes)
    for name in mesh.materials:
        data.materials.append(material(name))
    data.polygons.foreach_set('material_index', np.asarray(mesh.face_material, np.int32))
    data.polygons.foreach_set('use_smooth', np.full(len(mesh.faces), mesh.smooth))
    if mesh.uv is not None:
        layer = data.uv_layers.new()
        layer.data.foreach_set('uv', mesh.uv[corners].astype(np.float32).ravel())
    data.update(calc_edges=True)
    return data


def _with_modifiers(data: Any, mesh: Mesh) -> Any:
    """Return an object in the scene whose evaluated mesh has bevels and subdivision."""
    made = bpy.data.objects.new('raw', data)
    bpy.context.scene.collection.objects.link(made)
    if mesh.bevel_m:
        bevel = made.modifiers.new('bevel', 'BEVEL')
        bevel.width = mesh.bevel_m
        bevel.segments = 3
        bevel.limit_method = 'ANGLE'
    if mesh.subdivisions:
        subdivision = made.modifiers.new('subdivision', 'SUBSURF')
        subdivision.levels = subdivision.render_levels = mesh.subdivisions
    return made
