"""The sky: a physical one with clouds and the sun, or the glow of a town at night."""

import math

import bpy
from mathutils import Vector

from ..seeds import generator
from ..settings import SkySettings
from .shader_graph import ShaderGraph, Socket

SKY_STRENGTH = 0.19  # brings the sky's radiance to about one
SUN_STRENGTH = 4.6
NIGHT_GLOW = 0.035
CLOSED = 0.7  # cloud cover above which the sun fades


def add_sky(settings: SkySettings, seed: int) -> None:
    """Light the scene."""
    world = bpy.context.scene.world
    world.use_nodes = True
    nodes = world.node_tree.nodes
    nodes.clear()
    graph = ShaderGraph(world.node_tree)
    colour = _night_colour(graph) if settings.night else _day_colour(graph, settings, seed)
    background = graph.add('ShaderNodeBackground', {'Color': colour, 'Strength': 1.0})
    graph.feed(nodes.new('ShaderNodeOutputWorld').inputs['Surface'], background)


def add_sun(settings: SkySettings) -> None:
    """Add the sun, pale behind closed clouds and gone at night."""
    fade = min(1.0, max(0.02, (1 - settings.cloud_cover) / (1 - CLOSED)))
    light = bpy.data.lights.new('sun', 'SUN')
    light.energy = SUN_STRENGTH * (1 - 0.3 * settings.cloud_cover) * fade
    if settings.night:
        light.energy = 0.0
    light.angle = math.radians(1.2)
    warmth = max(0.0, 1 - settings.sun_elevation_deg / 20)  # redder near the horizon
    light.color = (1.0, 0.89 - 0.25 * warmth, 0.74 - 0.4 * warmth)
    elevation = math.radians(settings.sun_elevation_deg)
    azimuth = math.radians(settings.sun_azimuth_deg)
    flat = math.cos(elevation)
    towards = Vector((flat * math.sin(azimuth), flat * math.cos(azimuth), math.sin(elevation)))
    sun = bpy.data.objects.new('sun', light)
    sun.rotation_euler = towards.to_track_quat('Z', 'Y').to_euler()
    bpy.context.scene.collection.objects.link(sun)


def haze_colour(settings: SkySettings) -> tuple[float, float, float, float]:
    """Return the light that haze adds to what is far."""
    if settings.night:
        return 0.012, 0.013, 0.016, 1.0
    grey = max(0.0, (settings.cloud_cover - CLOSED) / (1 - CLOSED))
    red, green, blue = 0.62 + 0.06 * grey, 0.68 + 0.01 * grey, 0.76 - 0.05 * grey
    return red, green, blue, 1.0


def _night_colour(graph: ShaderGraph) -> Socket:
    """Return darkness with the glow of a town over the horizon."""
    direction = graph.add('ShaderNodeTexCoord', output='Generated')
    _, _, height = graph.separate(direction)
    share = graph.remap(height, (-0.05, 0.35), (1.0, 0.12))
    return graph.scale_colour((1.0, 0.86, 0.78, 1.0), graph.math('MULTIPLY', share, NIGHT_GLOW))


def _day_colour(graph: ShaderGraph, settings: SkySettings, seed: int) -> Socket:
    sky = graph.add(
        'ShaderNodeTexSky',
        sky_type='NISHITA',
        sun_disc=False,
        sun_elevation=math.radians(settings.sun_elevation_deg),
        sun_rotation=math.radians(settings.sun_azimuth_deg),
        air_density=1.0,
        dust_density=0.5,
        ozone_density=2.5,
    )
    clear = graph.scale_colour(sky, SKY_STRENGTH)
    return graph.mix(_clouds(graph, settings.cloud_cover, seed), clear, (1.3, 1.29, 1.28, 1.0))


def _clouds(graph: ShaderGraph, cover: float, seed: int) -> Socket:
    """Return how much cloud lies in a direction: noise on a plane high above."""
    direction = graph.add('ShaderNodeTexCoord', output='Generated')
    x, y, z = graph.separate(direction)
    height = graph.math('MAXIMUM', graph.math('ADD', z, 0.12), 0.05)
    drift_x, drift_y = generator(seed, 'clouds').uniform(0, 50, 2)
    place = graph.combine(
        graph.math('ADD', graph.math('DIVIDE', x, height), float(drift_x)),
        graph.math('ADD', graph.math('DIVIDE', y, height), float(drift_y)),
    )
    cloud = graph.noise(place, 0.8, 9)
    edge = 0.78 - 0.5 * cover
    return graph.remap(cloud, (edge, edge + 0.3), (0.0, 0.95))
