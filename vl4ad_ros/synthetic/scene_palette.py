"""The palette of one scene: every colour strays a little, and weather wets and lights things."""

import colorsys
import math
from dataclasses import dataclass, replace

from numpy.random import Generator

from .palette import PALETTE, Colour, Material
from .seeds import generator
from .settings import SkySettings

GROUND = ('asphalt', 'cobbles', 'concrete', 'gravel', 'marking', 'slabs')  # patterns that get wet
LIT_AT_NIGHT = {'head_light': 5.0, 'lamp_white': 14.0, 'tail_light': 2.5, 'window': 1.0}


@dataclass(frozen=True)
class Stray:
    """How far a pattern's colours stray in a scene of full variety."""

    hue: float = 0.015  # added, either way
    tint: float = 0.02  # added to the saturation, up to
    saturation: float = 0.25  # log of the factor, standard deviation
    value: float = 0.22
    scale: float = 0.2
    lift: float = 0.0  # log of what the value is multiplied by on average


STRAYS = {
    'asphalt': Stray(0.03, 0.1, 0.3, 0.42, 0.0),
    'cobbles': Stray(0.03, 0.1, 0.3, 0.35, 0.3),
    'concrete': Stray(0.02, 0.08, 0.3, 0.25, 0.0),
    'crops': Stray(0.03, 0.05, 0.2, 0.3, 0.3),
    'gravel': Stray(0.025, 0.2, 0.4, 0.4, 0.4),
    'leaf': Stray(0.03, 0.0, 0.15, 0.3, 0.0, 0.3),
    'mottled': Stray(0.02, 0.03, 0.25, 0.28, 0.3),
    'slabs': Stray(0.04, 0.12, 0.3, 0.3, 0.3),
    'stones': Stray(0.03, 0.1, 0.3, 0.25, 0.3),
    'window': Stray(0.2, 0.2, 0.0, 0.4, 0.3),
}
FREE_HUE = ('paint_', 'cloth_', 'fabric_', 'door_', 'shop_sign_', 'tarpaulin', 'awning')
FACADES = ('render_', 'brick_', 'planks', 'box_')
SEASONAL = ('lawn', 'meadow', 'blade_green', 'leaf_', 'crop_green', 'hedge')


def scene_palette(seed: int, variety: float, sky: SkySettings) -> dict[str, Material]:
    """Return every material as it looks in one scene; unchanged without variety, by day, dry."""
    season = generator(seed, 'season')
    autumn = float(season.normal(0, 0.03)) - (0.07 if season.random() < 0.15 else 0.0)
    made = {}
    for name, material in PALETTE.items():
        rng = generator(seed, 'material', name)
        if variety:
            turn = autumn * variety if name.startswith(SEASONAL) else 0.0
            material = _strayed(rng, name, material, variety, turn)
        if sky.wetness and material.pattern in GROUND:
            material = replace(material, wetness=sky.wetness)
        if sky.night and name in LIT_AT_NIGHT:
            material = replace(material, emission=LIT_AT_NIGHT[name])
        made[name] = material
    return made


def _strayed(
    rng: Generator, name: str, material: Material, variety: float, turn: float
) -> Material:
    stray = STRAYS.get(material.pattern, Stray())
    hue = turn + variety * stray.hue * float(rng.uniform(-1, 1))
    if name.startswith(FREE_HUE) and rng.random() < 0.6 * variety:
        hue = float(rng.random())
    if name.startswith(FACADES):
        hue += variety * float(rng.uniform(-0.06, 0.06))
    tint = variety * stray.tint * float(rng.random())
    saturation = math.exp(variety * stray.saturation * float(rng.normal()))
    value = math.exp(variety * (stray.lift + stray.value * float(rng.uniform(-1.7, 1.7))))
    contrast = math.exp(variety * 0.25 * float(rng.normal()))

    def moved(colour: Colour, share: float) -> Colour:
        h, s, v = colorsys.rgb_to_hsv(*colour)
        s, v = min(0.95, s * saturation + tint), min(0.85, v * value * share)
        red, green, blue = colorsys.hsv_to_rgb((h + hue) % 1.0, s, v)
        return red, green, blue

    return replace(
        material,
        dark=moved(material.dark, 1.0 / contrast if material.light else 1.0),
        light=None if material.light is None else moved(material.light, 1.0),
        scale=material.scale * math.exp(variety * stray.scale * float(rng.normal())),
        wear=material.wear * math.exp(variety * 0.5 * float(rng.normal())),
    )
