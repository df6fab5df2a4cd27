"""Every material by name: a pattern and the colours it is made of."""

from dataclasses import dataclass

Colour = tuple[float, float, float]  # linear RGB


@dataclass(frozen=True)
class Material:
    """How a surface looks; the patterns are in blender/patterns.py."""

    pattern: str
    dark: Colour
    light: Colour | None = None  # where the pattern has two tones
    roughness: float = 0.8
    scale: float = 1.0  # size of the pattern's features: larger is finer
    metallic: float = 0.0
    coat: float = 0.0  # clear lacquer over the colour
    emission: float = 0.0  # strength of its own light
    wear: float = 1.0  # of a carriageway: how dark cracks and repaired strips are
    wetness: float = 0.0  # of ground: 1 is dark, with puddles that mirror


def _plain(colour: Colour, roughness: float = 0.6, metallic: float = 0.0) -> Material:
    return Material('plain', colour, roughness=roughness, metallic=metallic)


def _paint(colour: Colour) -> Material:
    return Material('plain', colour, roughness=0.35, coat=1.0)


def _brick(dark: Colour, light: Colour) -> Material:
    return Material('brick', dark, light, 0.9)


def _render(colour: Colour) -> Material:
    shade = (colour[0] * 0.78, colour[1] * 0.77, colour[2] * 0.75)
    return Material('mottled', shade, colour, 0.9, 0.6)


def _leaf(dark: Colour, light: Colour) -> Material:
    return Material('leaf', dark, light, 0.55)


def _light(colour: Colour, strength: float) -> Material:
    return Material('plain', colour, roughness=0.4, emission=strength)


def _mottled(dark: Colour, light: Colour, scale: float = 4.0, roughness: float = 0.9) -> Material:
    return Material('mottled', dark, light, roughness, scale)


def _cloth(colour: Colour) -> Material:
    dark = (colour[0] * 0.7, colour[1] * 0.7, colour[2] * 0.7)
    return Material('cloth', dark, colour, 0.95, 60.0)


PALETTE: dict[str, Material] = {
    'asphalt': Material('asphalt', (0.075, 0.075, 0.076), (0.175, 0.172, 0.166), 0.85),
    'cast_iron': Material('mottled', (0.03, 0.028, 0.026), (0.09, 0.08, 0.075), 0.6, 6.0),
    'soil': Material('mottled', (0.03, 0.02, 0.012), (0.09, 0.065, 0.045), 0.95, 4.0),
    'gutter': Material('slabs', (0.10, 0.10, 0.10), (0.17, 0.165, 0.16), 0.8, 0.5),
    'marking': Material('marking', (0.16, 0.16, 0.16), (0.72, 0.72, 0.69), 0.7),
    'kerb': Material('slabs', (0.22, 0.215, 0.205), (0.33, 0.32, 0.305), 0.85, 1.2),
    'slabs': Material('slabs', (0.20, 0.19, 0.178), (0.31, 0.295, 0.275), 0.9, 1.8),
    'lawn': Material('mottled', (0.03, 0.055, 0.015), (0.085, 0.125, 0.035), 0.95, 3.0),
    'brick_red': _brick((0.17, 0.055, 0.035), (0.30, 0.11, 0.07)),
    'brick_brown': _brick((0.11, 0.06, 0.04), (0.22, 0.13, 0.085)),
    'brick_yellow': _brick((0.28, 0.2, 0.1), (0.44, 0.34, 0.19)),
    'render_white': _render((0.74, 0.73, 0.69)),
    'render_cream': _render((0.68, 0.58, 0.41)),
    'render_ochre': _render((0.6, 0.38, 0.16)),
    'render_rose': _render((0.62, 0.36, 0.28)),
    'render_grey': _render((0.4, 0.41, 0.42)),
    'render_blue': _render((0.3, 0.4, 0.5)),
    'stone': Material('mottled', (0.33, 0.31, 0.27), (0.5, 0.47, 0.41), 0.85, 2.0),
    'tiles_red': Material('tiles', (0.13, 0.035, 0.02), (0.27, 0.085, 0.045), 0.75),
    'tiles_brown': Material('tiles', (0.07, 0.045, 0.035), (0.15, 0.10, 0.075), 0.75),
    'slate': Material('tiles', (0.045, 0.05, 0.06), (0.11, 0.12, 0.135), 0.55),
    'clay': _plain((0.3, 0.1, 0.05), 0.8),
    'window': Material('window', (0.012, 0.016, 0.02), roughness=0.04),
    'curtain': _plain((0.55, 0.53, 0.48), 0.9),
    'frame_white': _plain((0.75, 0.75, 0.73), 0.5),
    'door_green': _plain((0.02, 0.09, 0.05), 0.35),
    'door_red': _plain((0.25, 0.02, 0.02), 0.35),
    'door_blue': _plain((0.02, 0.06, 0.18), 0.35),
    'wood_dark': Material('mottled', (0.04, 0.02, 0.01), (0.12, 0.06, 0.03), 0.5, 8.0),
    'iron': _plain((0.015, 0.016, 0.018), 0.45),
    'metal_dark': _plain((0.07, 0.075, 0.08), 0.5),
    'bark': Material('mottled', (0.035, 0.027, 0.02), (0.14, 0.11, 0.085), 0.95, 9.0),
    'leaf_lime': _leaf((0.06, 0.12, 0.015), (0.2, 0.3, 0.05)),
    'leaf_green': _leaf((0.025, 0.075, 0.015), (0.1, 0.19, 0.04)),
    'leaf_dark': _leaf((0.015, 0.05, 0.015), (0.06, 0.12, 0.035)),
    'leaf_olive': _leaf((0.05, 0.07, 0.015), (0.15, 0.19, 0.06)),
    'leaf_core': _plain((0.006, 0.014, 0.004), 1.0),
    'pole_grey': _plain((0.2, 0.21, 0.21), 0.45),
    'lamp_white': _plain((0.7, 0.7, 0.68), 0.3),
    'sign_red': _plain((0.55, 0.012, 0.02), 0.4),
    'sign_white': _plain((0.8, 0.8, 0.8), 0.4),
    'sign_black': _plain((0.01, 0.01, 0.01), 0.5),
    'plastic_black': _plain((0.025, 0.026, 0.028), 0.5),
    'plastic_green': _plain((0.02, 0.11, 0.05), 0.45),
    'plastic_blue': _plain((0.02, 0.08, 0.27), 0.4),
    'rubber': Material('mottled', (0.008, 0.008, 0.009), (0.026, 0.026, 0.027), 0.85, 12.0),
    'paint_silver': Material('plain', (0.5, 0.51, 0.52), None, 0.3, 1.0, 0.6, 1.0),
    'paint_grey': Material('plain', (0.1, 0.105, 0.115), None, 0.3, 1.0, 0.4, 1.0),
    'paint_black': _paint((0.008, 0.008, 0.01)),
    'paint_white': _paint((0.6, 0.6, 0.59)),
    'paint_blue': _paint((0.015, 0.06, 0.23)),
    'paint_red': _paint((0.34, 0.012, 0.012)),
    'paint_green': _paint((0.03, 0.11, 0.07)),
    'car_glass': Material('window', (0.008, 0.01, 0.012), roughness=0.03),
    'trim_black': _plain((0.012, 0.012, 0.013), 0.55),
    'tail_light': _paint((0.32, 0.005, 0.008)),
    'head_light': _plain((0.55, 0.57, 0.6), 0.08, 0.6),
    'plate': _plain((0.75, 0.75, 0.72), 0.5),
    'rim': _plain((0.26, 0.265, 0.27), 0.35, 0.7),
    'skin': _plain((0.48, 0.27, 0.19), 0.55),
    'hair_dark': _plain((0.02, 0.014, 0.01), 0.6),
    'hair_fair': _plain((0.3, 0.19, 0.08), 0.6),
    'cloth_navy': _cloth((0.02, 0.035, 0.09)),
    'cloth_red': _cloth((0.36, 0.03, 0.04)),
    'cloth_beige': _cloth((0.42, 0.33, 0.22)),
    'cloth_black': _cloth((0.02, 0.02, 0.022)),
    'cloth_green': _cloth((0.05, 0.12, 0.06)),
    'fabric_rust': _cloth((0.4, 0.1, 0.035)),
    'fabric_teal': _cloth((0.02, 0.2, 0.22)),
    'fabric_mustard': _cloth((0.5, 0.28, 0.04)),
    'cardboard': Material('mottled', (0.3, 0.19, 0.1), (0.42, 0.28, 0.155), 0.9, 3.0),
    'tape': _plain((0.5, 0.4, 0.25), 0.35),
    'drum_blue': Material('mottled', (0.02, 0.07, 0.22), (0.04, 0.14, 0.36), 0.45, 4.0),
    'drum_orange': Material('mottled', (0.36, 0.1, 0.01), (0.6, 0.2, 0.03), 0.45, 4.0),
    # Ground
    'asphalt_worn': Material('asphalt', (0.10, 0.098, 0.092), (0.25, 0.24, 0.225), 0.9, wear=1.8),
    'asphalt_dark': Material('asphalt', (0.03, 0.03, 0.031), (0.085, 0.084, 0.082), 0.8, wear=0.3),
    'tar': _plain((0.012, 0.012, 0.013), 0.5),
    'concrete': Material('concrete', (0.24, 0.235, 0.22), (0.4, 0.39, 0.365), 0.85),
    'gravel': Material('gravel', (0.11, 0.095, 0.075), (0.36, 0.32, 0.265), 0.95),
    'dirt': Material('gravel', (0.07, 0.05, 0.032), (0.2, 0.15, 0.1), 0.95, 0.6),
    'cobbles': Material('cobbles', (0.085, 0.082, 0.08), (0.22, 0.21, 0.2), 0.75),
    'marking_yellow': Material('marking', (0.2, 0.17, 0.1), (0.72, 0.46, 0.05), 0.7),
    'grass_dry': _mottled((0.12, 0.1, 0.035), (0.26, 0.21, 0.09), 3.0, 0.95),
    'meadow': _mottled((0.035, 0.07, 0.012), (0.12, 0.17, 0.04), 2.0, 0.95),
    'crop_green': Material('crops', (0.05, 0.045, 0.02), (0.08, 0.15, 0.03), 0.95),
    'crop_ripe': Material('crops', (0.2, 0.14, 0.05), (0.42, 0.31, 0.13), 0.95),
    'stubble': Material('crops', (0.14, 0.1, 0.05), (0.34, 0.26, 0.14), 0.95),
    'ploughed': Material('crops', (0.03, 0.02, 0.012), (0.1, 0.07, 0.045), 0.95),
    'meadow_far': _mottled((0.04, 0.07, 0.015), (0.13, 0.17, 0.05), 0.03, 0.95),
    'grass_far': _mottled((0.13, 0.1, 0.04), (0.32, 0.26, 0.12), 0.03, 0.95),
    'rail': _plain((0.3, 0.28, 0.27), 0.3, 0.9),
    # Plants
    'blade_green': _leaf((0.04, 0.08, 0.012), (0.13, 0.2, 0.04)),
    'blade_dry': _leaf((0.17, 0.13, 0.05), (0.34, 0.28, 0.13)),
    'leaf_autumn': _leaf((0.16, 0.05, 0.01), (0.36, 0.18, 0.03)),
    'needles': _leaf((0.008, 0.03, 0.012), (0.035, 0.075, 0.03)),
    'leaf_far': _mottled((0.01, 0.025, 0.008), (0.06, 0.09, 0.03), 0.05, 1.0),
    'leaf_fallen': _mottled((0.12, 0.06, 0.02), (0.3, 0.17, 0.06), 9.0),
    # Walls and buildings
    'stones': Material('stones', (0.1, 0.095, 0.085), (0.36, 0.34, 0.3), 0.9, 4.5),
    'concrete_wall': _mottled((0.27, 0.265, 0.25), (0.42, 0.41, 0.39), 1.2, 0.85),
    'sheet_grey': Material('corrugated', (0.22, 0.23, 0.235), (0.36, 0.37, 0.375), 0.5),
    'sheet_green': Material('corrugated', (0.03, 0.09, 0.05), (0.06, 0.15, 0.09), 0.5),
    'planks': Material('planks', (0.12, 0.075, 0.04), (0.27, 0.18, 0.11), 0.85),
    'planks_grey': Material('planks', (0.14, 0.13, 0.12), (0.29, 0.275, 0.255), 0.9),
    'barn_red': Material('planks', (0.13, 0.02, 0.015), (0.24, 0.045, 0.03), 0.85),
    'facade_dark': _mottled((0.05, 0.052, 0.056), (0.11, 0.112, 0.118), 1.0, 0.5),
    'awning': _cloth((0.4, 0.05, 0.05)),
    'shop_sign_1': _plain((0.05, 0.13, 0.36), 0.4),
    'shop_sign_2': _plain((0.55, 0.33, 0.03), 0.4),
    'shop_sign_3': _plain((0.03, 0.24, 0.12), 0.4),
    'goods': Material('goods', (0.03, 0.025, 0.02), (0.4, 0.34, 0.28), 0.6, 2.2),
    'poster': Material('goods', (0.1, 0.1, 0.2), (0.7, 0.5, 0.4), 0.4, 0.4),
    'wood_pale': _mottled((0.28, 0.19, 0.1), (0.46, 0.34, 0.2), 5.0, 0.8),
    'wood_cut': _mottled((0.36, 0.24, 0.12), (0.56, 0.42, 0.25), 9.0, 0.85),
    'galvanised': _plain((0.42, 0.43, 0.44), 0.45, 0.6),
    'chrome': _plain((0.6, 0.6, 0.62), 0.15, 1.0),
    # Signs and signals
    'sign_blue': _plain((0.01, 0.07, 0.38), 0.4),
    'sign_yellow': _plain((0.72, 0.42, 0.01), 0.4),
    'sign_green': _plain((0.0, 0.17, 0.08), 0.4),
    'sign_back': _plain((0.3, 0.31, 0.31), 0.5, 0.3),
    'signal_red': _light((0.8, 0.02, 0.01), 3.0),
    'signal_amber': _light((0.8, 0.3, 0.01), 3.0),
    'signal_green': _light((0.02, 0.7, 0.25), 3.0),
    'signal_off': _plain((0.03, 0.025, 0.02), 0.3),
    # Vehicles
    'paint_yellow': _paint((0.6, 0.36, 0.01)),
    'paint_orange': _paint((0.55, 0.14, 0.01)),
    'paint_cream': _paint((0.62, 0.57, 0.44)),
    'paint_tractor_green': _paint((0.012, 0.12, 0.025)),
    'box_white': _plain((0.66, 0.66, 0.65), 0.5),
    'box_blue': _plain((0.02, 0.09, 0.3), 0.5),
    'tarpaulin': _mottled((0.08, 0.13, 0.24), (0.14, 0.2, 0.33), 2.0, 0.7),
    'tarpaulin_red': _mottled((0.26, 0.03, 0.025), (0.38, 0.06, 0.04), 2.0, 0.7),
    'fibreglass': _paint((0.7, 0.71, 0.7)),
    'mud': _mottled((0.05, 0.035, 0.022), (0.13, 0.095, 0.06), 6.0),
    # People
    'skin_dark': _plain((0.11, 0.055, 0.032), 0.5),
    'cloth_white': _cloth((0.6, 0.6, 0.57)),
    'cloth_jeans': _cloth((0.06, 0.1, 0.19)),
    'cloth_grey': _cloth((0.17, 0.17, 0.175)),
    'cloth_orange': _cloth((0.6, 0.2, 0.03)),
    'cloth_yellow': _cloth((0.55, 0.42, 0.05)),
    'cloth_purple': _cloth((0.16, 0.05, 0.2)),
    'leather': _plain((0.06, 0.028, 0.012), 0.5),
    # Animals
    'fur_brown': _mottled((0.07, 0.035, 0.015), (0.22, 0.12, 0.06), 9.0),
    'fur_tan': _mottled((0.22, 0.13, 0.06), (0.42, 0.28, 0.15), 9.0),
    'fur_black': _mottled((0.008, 0.007, 0.007), (0.035, 0.032, 0.03), 9.0),
    'fur_white': _mottled((0.42, 0.4, 0.36), (0.66, 0.63, 0.58), 9.0),
    'fur_grey': _mottled((0.1, 0.1, 0.1), (0.25, 0.245, 0.24), 9.0),
    'fur_pied': Material('pied', (0.015, 0.012, 0.011), (0.62, 0.6, 0.56), 0.85),
    'fur_pied_brown': Material('pied', (0.18, 0.07, 0.03), (0.62, 0.58, 0.5), 0.85),
    'wool': _mottled((0.3, 0.27, 0.22), (0.56, 0.52, 0.44), 14.0, 0.95),
    'horn': _plain((0.2, 0.16, 0.11), 0.5),
    'beak': _plain((0.55, 0.25, 0.03), 0.5),
    # Loose things
    'hay': _mottled((0.26, 0.18, 0.06), (0.56, 0.43, 0.19), 12.0, 0.95),
    'rock': _mottled((0.13, 0.125, 0.115), (0.34, 0.325, 0.3), 2.5),
    'ball_red': _plain((0.5, 0.02, 0.02), 0.35),
    'ball_white': _plain((0.7, 0.7, 0.68), 0.35),
    'plastic_red': _plain((0.42, 0.02, 0.015), 0.4),
    'plastic_white': _plain((0.7, 0.7, 0.68), 0.35),
    'plastic_yellow': _plain((0.65, 0.42, 0.02), 0.4),
    'sack_black': _plain((0.012, 0.012, 0.014), 0.28),
    'ticking': Material('crops', (0.4, 0.42, 0.47), (0.7, 0.69, 0.65), 0.95, 2.5),
    'rust': _mottled((0.1, 0.035, 0.015), (0.26, 0.11, 0.05), 7.0),
    'aluminium': _plain((0.55, 0.56, 0.57), 0.35, 0.8),
}
