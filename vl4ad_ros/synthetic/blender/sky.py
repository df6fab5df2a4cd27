"""Daylight: a physical sky with clouds, and the sun."""

import math

import bpy
from mathutils import Vector

from ..seeds import generator
from ..settings import SkySettings
from .shader_graph import ShaderGraph, Socket

SKY_STRENGTH = 0.19  # brings the sky's radiance to about one
SUN_STRENGTH = 4.6


def add_daylight(settings: SkySettings, seed: int) -> None:
    """Light the scene."""
    world = bpy.data.worlds.new('sky')
    bpy.context.scene.world = world
    world.use_nodes = True
    graph = ShaderGraph(world.node_tree)
    colour = _sky_colour(graph, settings, seed)
    background = world.node_tree.nodes['Background']
    graph.feed(background.inputs['Color'], colour)
    graph.feed(background.inputs['Strength'], 1.0)
    _add_sun(settings)


def _sky_colour(graph: ShaderGraph, settings: SkySettings, seed: int) -> Socket:
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


def _add_sun(settings: SkySettings) -> None:
    light = bpy.data.lights.new('sun', 'SUN')
    light.energy = SUN_STRENGTH * (1 - 0.3 * settings.cloud_cover)
    light.angle = math.radians(1.2)
    light.color = (1.0, 0.89, 0.74)
    elevation = math.radians(settings.sun_elevation_deg)
    azimuth = math.radians(settings.sun_azimuth_deg)
    flat = math.cos(elevation)
    towards = Vector((flat * math.sin(azimuth), flat * math.cos(azimuth), math.sin(elevation)))
    sun = bpy.data.objects.new('sun', light)
    sun.rotation_euler = towards.to_track_quat('Z', 'Y').to_euler()
    bpy.context.scene.collection.objects.link(sun)
