"""What the network sees, drawn over the image: heat of the anomaly score and boxes of hazards."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from .lettering import Colour, Line, fit_line
from .structures import FloatArray, Hazard, UInt8Array

CYAN: Colour = (64, 224, 255)  # stands out from the heat's colours and from streets
AMBER: Colour = (255, 190, 70)
WHITE: Colour = (255, 255, 255)
DARK: Colour = (18, 20, 26)

# Part of the colour map: its darkest colours would look like shadows, its palest like glare.
HEAT_RANGE = (0.3, 0.86)
HEAT_OPACITY = 0.72  # at score 1
HEAT_GAMMA = 1.6  # above 1: low scores stay clear, so that the street can be seen
SMALLEST_TEXT_PX = 9.0


class Box(NamedTuple):
    """An upright box in pixels, the maxima exclusive."""

    x_min: int
    y_min: int
    x_max: int
    y_max: int

    def overlaps(self, other: 'Box') -> bool:
        """Tell whether both share a pixel."""
        return (
            self.x_min < other.x_max
            and other.x_min < self.x_max
            and self.y_min < other.y_max
            and other.y_min < self.y_max
        )


def draw_overlay(
    image: UInt8Array,  # (H, W, 3) RGB
    score: FloatArray,  # (h, w) anomaly score in [0, 1], covers the whole image
    hazards: Sequence[Hazard],  # in pixels of the image, the most important first
    notice: str = '',
) -> UInt8Array:  # (H, W, 3) RGB
    """Return the image under the heat of its score, with hazards, and a notice at the bottom."""
    picture = draw_heat(image, score)
    draw_hazards(picture, hazards)
    if notice:
        draw_notice(picture, notice)
    return picture


def draw_heat(
    image: UInt8Array,  # (H, W, 3) RGB
    score: FloatArray,  # (h, w) in [0, 1]
) -> UInt8Array:  # (H, W, 3) RGB
    """Return the image with the score as colour: the higher, the brighter and the denser."""
    height, width = image.shape[:2]
    enlarged = cv2.resize(score, (width, height), interpolation=cv2.INTER_LINEAR)
    levels = np.rint(np.clip(np.nan_to_num(enlarged), 0, 1) * 255).astype(np.uint8)
    kept = cv2.applyColorMap(levels, _KEPT)
    added = cv2.applyColorMap(levels, _ADDED)
    picture: UInt8Array = cv2.add(cv2.multiply(image, kept, scale=1 / 255), added)
    return picture


def draw_hazards(
    picture: UInt8Array,  # (H, W, 3) RGB, changed in place
    hazards: Sequence[Hazard],
) -> None:
    """Draw box and name of each hazard; a name that finds no free place is left out."""
    unit = _unit_px(picture)
    for hazard in reversed(hazards):  # the most important on top
        _draw_box(picture, hazard, unit)
    taken: list[Box] = []
    for hazard in hazards:
        line = fit_line(
            f'{hazard.name} {hazard.score_max:.2f}',
            text_height_px(picture),
            picture.shape[1] - 4 * unit,
            SMALLEST_TEXT_PX,
            bold=True,
        )
        place = _place_label(line, hazard, picture.shape, unit, taken)
        if place is not None:
            taken.append(place)
            draw_chip(picture, line, place, CYAN)


def draw_notice(
    picture: UInt8Array,  # (H, W, 3) RGB, changed in place
    notice: str,
) -> None:
    """Write a notice into the lower left corner."""
    height, width = picture.shape[:2]
    unit = _unit_px(picture)
    line = fit_line(notice, text_height_px(picture), width - 6 * unit, SMALLEST_TEXT_PX)
    size_x, size_y = _chip_size(line)
    left, bottom = 2 * unit, height - 2 * unit
    draw_chip(picture, line, Box(left, bottom - size_y, left + size_x, bottom), AMBER)


def draw_chip(picture: UInt8Array, line: Line, place: Box, accent: Colour) -> None:
    """Write the line on a dark plate with a stripe of the accent colour at its left."""
    upper_left, lower_right = place[:2], (place.x_max - 1, place.y_max - 1)
    cv2.rectangle(picture, upper_left, lower_right, DARK, cv2.FILLED)
    stripe = max(2, round(line.height_px / 6))
    stripe_end = place.x_min + stripe - 1, place.y_max - 1
    cv2.rectangle(picture, upper_left, stripe_end, accent, cv2.FILLED)
    padding = (place.y_max - place.y_min - line.height_px) / 2
    line.write(picture, place.x_min + stripe + padding, place.y_min + padding, WHITE)


def text_height_px(picture: UInt8Array) -> float:
    """Return a height of letters that can be read in a picture of this size."""
    height, width = picture.shape[:2]
    return max(SMALLEST_TEXT_PX + 3, math.sqrt(height * width) / 42)


def heat_scale(height: int, width: int) -> UInt8Array:  # (height, width, 3) RGB
    """Return the heat's colours from score 0 at the left to 1 at the right, over mid grey."""
    grey = np.full((height, width, 3), 70, np.uint8)
    return draw_heat(grey, np.tile(np.linspace(0, 1, width, dtype=np.float32), (height, 1)))


def _heat_tables() -> tuple[UInt8Array, UInt8Array]:  # (256, 1, 3) each
    """Return per score level what is kept of the image, in 1/255, and what is added to it."""
    level = np.linspace(0, 1, 256).reshape(256, 1)
    steps = np.rint(255 * (HEAT_RANGE[0] + (HEAT_RANGE[1] - HEAT_RANGE[0]) * level)).astype(
        np.uint8
    )
    colours = cv2.applyColorMap(steps, cv2.COLORMAP_INFERNO)[:, :, ::-1]
    opacity = (HEAT_OPACITY * level**HEAT_GAMMA)[:, :, np.newaxis]
    kept = np.repeat(np.rint(255 * (1 - opacity)), 3, axis=2)
    added = np.rint(colours * opacity)
    return kept.astype(np.uint8), added.astype(np.uint8)


_KEPT, _ADDED = _heat_tables()


def _unit_px(picture: UInt8Array) -> int:
    """Return the width of a line that can be seen in a picture of this size."""
    return max(1, round(text_height_px(picture) / 12))


def _draw_box(picture: UInt8Array, hazard: Hazard, unit: int) -> None:
    x_min, y_min, x_max, y_max = hazard.box_xyxy_px
    corners = (x_min, y_min), (x_max - 1, y_max - 1)
    cv2.rectangle(picture, *corners, DARK, unit + 2)
    cv2.rectangle(picture, *corners, CYAN, unit)


def _chip_size(line: Line) -> tuple[int, int]:
    stripe = max(2, round(line.height_px / 6))
    height = round(1.6 * line.height_px)
    return stripe + line.width_px + round(height - line.height_px), height


def _place_label(
    line: Line, hazard: Hazard, shape: tuple[int, ...], unit: int, taken: Sequence[Box]
) -> Box | None:
    """Return a free place for the label: above the box, below it, or inside at its top."""
    size_x, size_y = _chip_size(line)
    x_min, y_min, _, y_max = hazard.box_xyxy_px
    left = max(0, min(x_min - unit // 2, shape[1] - size_x))
    for top in (y_min - size_y - unit, y_max + unit, y_min + unit):
        place = Box(left, top, left + size_x, top + size_y)
        inside = top >= 0 and place.y_max <= shape[0]
        if inside and not any(place.overlaps(other) for other in taken):
            return place
    return None
