"""Blender materials from the palette."""

from typing import Any

import bpy

from ..palette import PALETTE, Material
from .patterns import PATTERNS
from .shader_graph import ShaderGraph


def material(name: str) -> Any:
    """Return the Blender material of a name of the palette, made on first use."""
    found = bpy.data.materials.get(name)
    return found if found is not None else _make(name, PALETTE[name])


def _make(name: str, recipe: Material) -> Any:
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    graph = ShaderGraph(made.node_tree)
    shader = made.node_tree.nodes['Principled BSDF']
    colour, roughness = PATTERNS[recipe.pattern](graph, recipe)
    graph.feed(shader.inputs['Base Color'], colour)
    graph.feed(shader.inputs['Roughness'], roughness)
    graph.feed(shader.inputs['Metallic'], recipe.metallic)
    graph.feed(shader.inputs['Coat Weight'], recipe.coat)
    graph.feed(shader.inputs['Coat Roughness'], 0.06)
    if recipe.pattern == 'leaf':
        _let_light_through(made, graph, shader, colour)
    return made


def _let_light_through(made: Any, graph: ShaderGraph, shader: Any, colour: Any) -> None:
    """Mix in translucency, without which crowns against the light are black."""
    through = graph.add('ShaderNodeBsdfTranslucent', {'Color': graph.scale_colour(colour, 1.6)})
    both = graph.add('ShaderNodeMixShader', {0: 0.4, 1: shader.outputs[0], 2: through})
    graph.feed(made.node_tree.nodes['Material Output'].inputs['Surface'], both)
