"""An explanation as one picture: the score with the pixel, and the masks behind it."""

import cv2
import numpy as np

from ..lettering import Line, fit_line
from ..overlay import (
    AMBER,
    CYAN,
    DARK,
    SMALLEST_TEXT_PX,
    WHITE,
    Box,
    draw_chip,
    draw_heat,
    text_height_px,
)
from ..structures import FloatArray, UInt8Array
from .explanation import Explanation, QueryPart
from .query_values import QueryValues

_COLUMNS = 3  # the score and two masks, three masks below
_CELL_WIDTH_PX = 560
_MASK_RGB = np.array(CYAN, np.float32)
_MASK_OPACITY = 0.55


def draw_explanation(
    image: UInt8Array,  # (H, W, 3) RGB
    values: QueryValues,
    explanation: Explanation,
) -> UInt8Array:  # RGB
    """Return the score and the masks of the queries that count most at the pixel."""
    height = round(_CELL_WIDTH_PX * image.shape[0] / image.shape[1])
    small = cv2.resize(image, (_CELL_WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    scale = _CELL_WIDTH_PX / image.shape[1]
    x, y = (int((place + 0.5) * scale) for place in explanation.at_xy_px)
    titled = [
        (draw_heat(small, values.maps.score), [_headline(explanation), _sum(explanation)]),
        *(
            (_masked(small, values.masks[part.number]), _words(part))
            for part in explanation.queries
        ),
    ]
    cells = [_with_title(_with_cross(picture, x, y), lines) for picture, lines in titled]
    blank = np.full_like(cells[0], DARK)
    cells += [blank] * (-len(cells) % _COLUMNS)
    rows = [np.hstack(cells[at : at + _COLUMNS]) for at in range(0, len(cells), _COLUMNS)]
    return np.vstack(rows)


def _headline(explanation: Explanation) -> str:
    x, y = explanation.at_xy_px
    return f'pixel {x},{y}: anomaly {explanation.score:.2f}, looks like {explanation.winner}'


def _sum(explanation: Explanation) -> str:
    words = f'1 - {explanation.evidence:.2f} for {explanation.known_words}'
    if explanation.weighed is not None:
        words += f', {explanation.votes:.1f} votes'
    return f'{words}, opened' if explanation.is_thin else words


def _words(part: QueryPart) -> list[str]:
    known, prompt = part.known, part.prompt
    lines = [f'query {part.number}: mask {part.mask:.2f}, takes away {part.evidence:.2f}']
    words = f'{known.concept} {known.cosine:.2f}'
    return [*lines, f'{words} | {prompt.concept} {prompt.cosine:.2f}' if prompt else words]


def _masked(
    picture: UInt8Array,  # (H, W, 3)
    mask: FloatArray,  # (h, w) in [0, 1]
) -> UInt8Array:
    """Return the picture, dark where the mask is not."""
    height, width = picture.shape[:2]
    shares = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    lit = picture * (1 - _MASK_OPACITY * shares) + _MASK_RGB * (_MASK_OPACITY * shares)
    shaded: UInt8Array = np.rint(lit * (0.35 + 0.65 * shares)).astype(np.uint8)
    return shaded


def _with_cross(picture: UInt8Array, x: int, y: int) -> UInt8Array:
    cv2.drawMarker(picture, (x, y), DARK, cv2.MARKER_CROSS, 22, 5)
    cv2.drawMarker(picture, (x, y), WHITE, cv2.MARKER_CROSS, 20, 2)
    return picture


def _with_title(picture: UInt8Array, texts: list[str]) -> UInt8Array:
    letters = text_height_px(picture)
    lines = [_fitted(text, letters, picture.shape[1]) for text in texts]
    top = round(4 + 1.5 * letters * len(lines))
    titled: UInt8Array = cv2.copyMakeBorder(picture, top, 6, 3, 3, cv2.BORDER_CONSTANT, value=DARK)
    for row, line in enumerate(lines):
        place = Box(3, round(1.5 * letters * row) + 2, 3, round(1.5 * letters * (row + 1)) + 2)
        draw_chip(titled, line, place._replace(x_max=picture.shape[1]), AMBER if row else CYAN)
    return titled


def _fitted(text: str, letters_px: float, width_px: int) -> Line:
    return fit_line(text, letters_px, width_px - 2 * letters_px, SMALLEST_TEXT_PX)
