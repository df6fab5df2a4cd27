"""Patterns of materials as shader nodes; each returns colour and roughness."""

from collections.abc import Callable

from ..palette import Colour, Material
from .shader_graph import ShaderGraph, Socket

Pattern = Callable[[ShaderGraph, Material], tuple[Socket, Socket]]


def _rgba(colour: Colour) -> tuple[float, float, float, float]:
    return (*colour, 1.0)


def _tones(graph: ShaderGraph, material: Material, share: Socket) -> Socket:
    light = material.light or material.dark
    return graph.mix(share, _rgba(material.dark), _rgba(light))


def _place(graph: ShaderGraph) -> Socket:
    return graph.add('ShaderNodeTexCoord', output='Object')


def _surface(graph: ShaderGraph) -> Socket:
    return graph.add('ShaderNodeTexCoord', output='UV')


def _plain(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    return _rgba(material.dark), material.roughness


def _mottled(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    place = _place(graph)
    fine = graph.noise(place, 8 * material.scale, 6)
    coarse = graph.noise(place, 0.9 * material.scale, 3)
    share = graph.remap(graph.math('ADD', fine, coarse), (0.75, 1.25), (0.0, 1.0))
    return _tones(graph, material, share), material.roughness


def _cloth(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    place = _place(graph)
    weave = graph.noise(place, material.scale, 2)
    folds = graph.noise(place, 5, 2)
    share = graph.remap(graph.math('ADD', weave, folds), (0.7, 1.3), (0.0, 1.0))
    return _tones(graph, material, share), material.roughness


def _leaf(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    island = graph.add('ShaderNodeNewGeometry', output='Random Per Island')
    tree = graph.add('ShaderNodeObjectInfo', output='Random')
    share = graph.math('MULTIPLY_ADD', tree, 0.35)
    graph.feed(share.node.inputs[2], graph.math('MULTIPLY', island, 0.65))
    return _tones(graph, material, share), material.roughness


def _window(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    place = _place(graph)
    rooms = graph.remap(graph.noise(place, 0.8, 1), (0.4, 0.7), (0.6, 3.0))
    return graph.scale_colour(_rgba(material.dark), rooms), material.roughness


def _brick(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    inputs = {
        'Vector': _along_wall(graph),
        'Color1': _rgba(material.dark),
        'Color2': _rgba(material.light or material.dark),
        'Mortar': (0.34, 0.32, 0.29, 1.0),
        'Scale': 1.0,
        'Mortar Size': 0.009,
        'Brick Width': 0.24,
        'Row Height': 0.08,
    }
    colour = graph.add('ShaderNodeTexBrick', inputs, 'Color')
    stains = graph.remap(graph.noise(_place(graph), 0.7, 5), (0.3, 0.7), (0.75, 1.15))
    return graph.scale_colour(colour, stains), material.roughness


def _along_wall(graph: ShaderGraph) -> Socket:
    """Return (distance along an upright face, height), whichever way the face looks."""
    x, y, z = graph.separate(_place(graph))
    normal = graph.add('ShaderNodeTexCoord', output='Normal')
    nx, ny, _ = graph.separate(normal)
    along_x = graph.math('MULTIPLY', x, graph.math('ABSOLUTE', ny))
    along_y = graph.math('MULTIPLY', y, graph.math('ABSOLUTE', nx))
    return graph.combine(graph.math('ADD', along_x, along_y), z)


def _tiles(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    x, _, z = graph.separate(_place(graph))
    inputs = {
        'Vector': graph.combine(x, z),
        'Color1': _rgba(material.dark),
        'Color2': _rgba(material.light or material.dark),
        'Mortar': (0.01, 0.01, 0.01, 1.0),
        'Scale': 1.0,
        'Mortar Size': 0.012,
        'Brick Width': 0.3,
        'Row Height': 0.19,
    }
    colour = graph.add('ShaderNodeTexBrick', inputs, 'Color')
    stains = graph.remap(graph.noise(_place(graph), 0.5, 4), (0.3, 0.7), (0.65, 1.2))
    return graph.scale_colour(colour, stains), material.roughness


def _slabs(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    surface = _surface(graph)
    inputs = {
        'Vector': surface,
        'Color1': _rgba(material.dark),
        'Color2': _rgba(material.light or material.dark),
        'Mortar': (0.07, 0.065, 0.06, 1.0),
        'Scale': material.scale,
        'Mortar Size': 0.012,
        'Brick Width': 1.0,
        'Row Height': 0.9,
    }
    colour = graph.add('ShaderNodeTexBrick', inputs, 'Color')
    grain = graph.remap(graph.noise(surface, 25, 5), (0.3, 0.7), (0.85, 1.12))
    stains = graph.remap(graph.noise(surface, 0.9, 4), (0.3, 0.7), (0.75, 1.1))
    return graph.scale_colour(colour, graph.math('MULTIPLY', grain, stains)), material.roughness


def _asphalt(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Grain, stains, wheel tracks, repaired strips and cracks, all laid along the street."""
    surface = _surface(graph)
    offset, along, _ = graph.separate(surface)
    grain = graph.math('ADD', graph.noise(surface, 70, 3), graph.noise(surface, 22, 3))
    colour = _tones(graph, material, graph.remap(grain, (0.65, 1.35), (0.0, 1.0)))
    lengthwise = graph.combine(offset, graph.math('MULTIPLY', along, 0.25))
    stains = graph.remap(graph.noise(lengthwise, 0.9, 5), (0.3, 0.7), (0.62, 1.32))
    wheels = graph.math('COSINE', graph.math('MULTIPLY', offset, 4.05))
    tracks = graph.remap(wheels, (-1.0, 1.0), (1.1, 0.86))
    shade = graph.math('MULTIPLY', stains, tracks)
    shade = graph.math('MULTIPLY', shade, _cracks(graph, surface, material.wear))
    shade = graph.math('MULTIPLY', shade, _repairs(graph, surface, material.wear))
    rough = graph.remap(stains, (0.7, 1.2), (material.roughness - 0.2, material.roughness + 0.1))
    return graph.scale_colour(colour, shade), rough


def _cracks(graph: ShaderGraph, surface: Socket, wear: float) -> Socket:
    wobble = graph.add(
        'ShaderNodeTexNoise', {'Vector': surface, 'Scale': 1.4, 'Detail': 5.0}, 'Color'
    )
    bent = graph.add('ShaderNodeVectorMath', {0: surface, 1: wobble}, operation='ADD')
    inputs = {'Vector': bent, 'Scale': 0.22}
    edge = graph.add('ShaderNodeTexVoronoi', inputs, 'Distance', feature='DISTANCE_TO_EDGE')
    return graph.remap(edge, (0.0, 0.006), (max(0.1, 1 - 0.55 * wear), 1.0))


def _repairs(graph: ShaderGraph, surface: Socket, wear: float) -> Socket:
    """Return darker rectangles where the road was opened and closed again."""
    tone = max(0.3, 1 - 0.38 * wear)
    inputs = {
        'Vector': surface,
        'Color1': (1, 1, 1, 1),
        'Color2': (tone, tone, tone, 1),
        'Mortar': (tone, tone, tone, 1),
        'Scale': 1.0,
        'Mortar Size': 0.0,
        'Bias': -0.72,
        'Brick Width': 2.6,
        'Row Height': 7.0,
    }
    return graph.add('ShaderNodeTexBrick', inputs, 'Color')


def _marking(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    surface = _surface(graph)
    worn = graph.math('ADD', graph.noise(surface, 30, 6), graph.noise(surface, 2, 3))
    share = graph.remap(worn, (0.72, 0.95), (0.0, 1.0))
    return _tones(graph, material, share), material.roughness


def _gravel(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Stones of every grey, finer between two wheel tracks than on them."""
    surface = _surface(graph)
    inputs = {'Vector': surface, 'Scale': 22 * material.scale}
    stones = graph.add('ShaderNodeTexVoronoi', inputs, 'Color')
    tone, _, _ = graph.separate(stones)
    grain = graph.math('ADD', tone, graph.noise(surface, 60, 3))
    colour = _tones(graph, material, graph.remap(grain, (0.3, 1.5), (0.0, 1.0)))
    stains = graph.remap(graph.noise(surface, 0.5, 5), (0.3, 0.7), (0.6, 1.25))
    offset, _, _ = graph.separate(surface)
    wheels = graph.math('COSINE', graph.math('MULTIPLY', offset, 4.05))
    tracks = graph.remap(wheels, (-1.0, 1.0), (1.12, 0.85))
    return graph.scale_colour(colour, graph.math('MULTIPLY', stains, tracks)), material.roughness


def _cobbles(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    surface = _surface(graph)
    inputs = {
        'Vector': surface,
        'Color1': _rgba(material.dark),
        'Color2': _rgba(material.light or material.dark),
        'Mortar': (0.03, 0.028, 0.025, 1.0),
        'Scale': material.scale,
        'Mortar Size': 0.012,
        'Mortar Smooth': 0.4,
        'Brick Width': 0.19,
        'Row Height': 0.14,
    }
    colour = graph.add('ShaderNodeTexBrick', inputs, 'Color')
    stains = graph.remap(graph.noise(surface, 0.7, 4), (0.3, 0.7), (0.7, 1.2))
    return graph.scale_colour(colour, stains), material.roughness


def _concrete(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Slabs as wide as a lane, with joints of tar and stains."""
    surface = _surface(graph)
    inputs = {
        'Vector': surface,
        'Color1': _rgba(material.dark),
        'Color2': _rgba(material.light or material.dark),
        'Mortar': (0.03, 0.03, 0.03, 1.0),
        'Scale': 1.0,
        'Mortar Size': 0.02,
        'Bias': 0.3,
        'Brick Width': 3.6,
        'Row Height': 5.0,
    }
    colour = graph.add('ShaderNodeTexBrick', inputs, 'Color', offset=0.0)
    grain = graph.remap(graph.noise(surface, 45, 4), (0.3, 0.7), (0.85, 1.12))
    stains = graph.remap(graph.noise(surface, 0.6, 5), (0.3, 0.7), (0.72, 1.15))
    return graph.scale_colour(colour, graph.math('MULTIPLY', grain, stains)), material.roughness


def _crops(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Rows along the street, half grown together."""
    surface = _surface(graph)
    offset, _, _ = graph.separate(surface)
    rows = graph.math('SINE', graph.math('MULTIPLY', offset, 9.0 * material.scale))
    grain = graph.math('ADD', graph.noise(surface, 6, 5), graph.noise(surface, 0.25, 3))
    share = graph.math('ADD', grain, graph.math('MULTIPLY', rows, 0.2))
    return _tones(graph, material, graph.remap(share, (0.7, 1.3), (0.0, 1.0))), material.roughness


def _stones(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Field stones in a wall, dark between them."""
    inputs = {'Vector': _place(graph), 'Scale': material.scale}
    cells = graph.add('ShaderNodeTexVoronoi', inputs, 'Color')
    tone, _, _ = graph.separate(cells)
    colour = _tones(graph, material, tone)
    edge = graph.add('ShaderNodeTexVoronoi', inputs, 'Distance', feature='DISTANCE_TO_EDGE')
    joints = graph.remap(edge, (0.01, 0.06), (0.3, 1.0))
    grain = graph.remap(graph.noise(_place(graph), 20, 4), (0.3, 0.7), (0.8, 1.2))
    return graph.scale_colour(colour, graph.math('MULTIPLY', joints, grain)), material.roughness


def _corrugated(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    along, _, _ = graph.separate(_along_wall(graph))
    wave = graph.math('SINE', graph.math('MULTIPLY', along, 40.0 * material.scale))
    stains = graph.remap(graph.noise(_place(graph), 0.8, 4), (0.3, 0.7), (0.75, 1.15))
    colour = _tones(graph, material, graph.remap(wave, (-1.0, 1.0), (0.0, 1.0)))
    return graph.scale_colour(colour, stains), material.roughness


def _planks(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Upright boards, each of a tone of its own."""
    along, height, _ = graph.separate(_along_wall(graph))
    inputs = {
        'Vector': graph.combine(height, along),
        'Color1': _rgba(material.dark),
        'Color2': _rgba(material.light or material.dark),
        'Mortar': (0.015, 0.012, 0.01, 1.0),
        'Scale': material.scale,
        'Mortar Size': 0.008,
        'Brick Width': 4.0,
        'Row Height': 0.15,
    }
    colour = graph.add('ShaderNodeTexBrick', inputs, 'Color')
    weather = graph.remap(graph.noise(_place(graph), 3, 5), (0.3, 0.7), (0.7, 1.2))
    return graph.scale_colour(colour, weather), material.roughness


def _goods(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Patches of every colour: what lies in a shop window or is printed on a poster."""
    inputs = {'Vector': _place(graph), 'Scale': 5.0 * material.scale}
    cells = graph.add('ShaderNodeTexVoronoi', inputs, 'Color', distance='CHEBYCHEV')
    mixed = graph.add('ShaderNodeVectorMath', {0: cells, 1: cells}, operation='MULTIPLY')
    _, tone, _ = graph.separate(cells)
    plain = _tones(graph, material, tone)
    shade = graph.remap(graph.noise(_place(graph), 0.9, 2), (0.35, 0.65), (0.1, 0.8))
    return graph.scale_colour(graph.mix(0.25, plain, mixed), shade), material.roughness


def _pied(graph: ShaderGraph, material: Material) -> tuple[Socket, Socket]:
    """Patches with sharp edges, as cattle has them."""
    patches = graph.remap(graph.noise(_place(graph), 1.6, 2), (0.49, 0.51), (0.0, 1.0))
    return _tones(graph, material, patches), material.roughness


PATTERNS: dict[str, Pattern] = {
    'asphalt': _asphalt,
    'brick': _brick,
    'cobbles': _cobbles,
    'concrete': _concrete,
    'corrugated': _corrugated,
    'crops': _crops,
    'goods': _goods,
    'gravel': _gravel,
    'pied': _pied,
    'planks': _planks,
    'stones': _stones,
    'cloth': _cloth,
    'leaf': _leaf,
    'marking': _marking,
    'mottled': _mottled,
    'plain': _plain,
    'slabs': _slabs,
    'tiles': _tiles,
    'window': _window,
}
