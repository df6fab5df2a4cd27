"""Blender materials from the palette of a scene."""

from collections.abc import Mapping
from typing import Any

import bpy

from ..palette import Material
from .patterns import PATTERNS
from .shader_graph import ShaderGraph, Socket

ROOM_LIGHT, ROOM_M = (1.0, 0.72, 0.42, 1.0), 2.7


def material(name: str) -> Any:
    """Return the Blender material of a name of the palette, empty until it is painted."""
    return bpy.data.materials.get(name) or bpy.data.materials.new(name)


def paint(palette: Mapping[str, Material]) -> None:
    """Give every material in use its look."""
    for made in bpy.data.materials:
        if made.users and made.name in palette:
            _paint(made, palette[made.name])


def _paint(made: Any, recipe: Material) -> None:
    made.use_nodes = True
    nodes = made.node_tree.nodes
    nodes.clear()
    graph = ShaderGraph(made.node_tree)
    output = nodes.new('ShaderNodeOutputMaterial')
    surface = graph.add('ShaderNodeBsdfPrincipled')
    shader = surface.node
    colour, roughness = PATTERNS[recipe.pattern](graph, recipe)
    if recipe.wetness:
        colour, roughness = _wet(graph, recipe.wetness, colour, roughness)
    graph.feed(shader.inputs['Base Color'], colour)
    graph.feed(shader.inputs['Roughness'], roughness)
    graph.feed(shader.inputs['Metallic'], recipe.metallic)
    graph.feed(shader.inputs['Coat Weight'], recipe.coat)
    graph.feed(shader.inputs['Coat Roughness'], 0.06)
    if recipe.emission:
        _shine(made, graph, shader, recipe, colour)
    if recipe.pattern == 'leaf':
        surface = _let_light_through(graph, surface, colour)
    graph.feed(output.inputs['Surface'], surface)


def _wet(
    graph: ShaderGraph, wetness: float, colour: Socket, roughness: Socket
) -> tuple[Socket, Socket]:
    """Darken the ground and let water stand where it is low."""
    place = graph.add('ShaderNodeTexCoord', output='UV')
    low = graph.noise(place, 0.35, 3)
    water = graph.remap(low, (0.62 - 0.12 * wetness, 0.68), (0.45 * wetness, wetness))
    damp = graph.math('MULTIPLY', roughness, 1 - 0.45 * wetness)
    smooth = graph.math('MULTIPLY', damp, graph.math('SUBTRACT', 1.0, water))
    rough = graph.math('MAXIMUM', smooth, 0.04)
    return graph.scale_colour(colour, 1 - 0.5 * wetness), rough


def _shine(made: Any, graph: ShaderGraph, shader: Any, recipe: Material, colour: Socket) -> None:
    """Let a surface shine; it lights nothing else, which lamps do, without their noise."""
    made.cycles.emission_sampling = 'NONE'
    strength: Socket = recipe.emission
    glow = colour
    if recipe.pattern == 'window':  # a light in some of the rooms
        place = graph.add('ShaderNodeTexCoord', output='Object')
        inputs = {0: place, 1: (ROOM_M, ROOM_M, ROOM_M)}
        room = graph.add('ShaderNodeVectorMath', inputs, operation='SNAP')
        chance = graph.add('ShaderNodeTexWhiteNoise', {'Vector': room})
        rooms = graph.remap(chance, (0.72, 1.0), (0.0, 0.9))
        strength, glow = graph.math('MULTIPLY', rooms, recipe.emission), ROOM_LIGHT
    graph.feed(shader.inputs['Emission Color'], glow)
    graph.feed(shader.inputs['Emission Strength'], strength)


def _let_light_through(graph: ShaderGraph, shader: Socket, colour: Socket) -> Socket:
    """Mix in translucency, without which crowns against the light are black."""
    through = graph.add('ShaderNodeBsdfTranslucent', {'Color': graph.scale_colour(colour, 1.6)})
    return graph.add('ShaderNodeMixShader', {0: 0.4, 1: shader, 2: through})
