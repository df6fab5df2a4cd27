"""Short texts in pictures: measured, fitted, written."""

from dataclasses import dataclass

import cv2

from .structures import UInt8Array

Colour = tuple[int, int, int]  # red, green, blue

# Drawn by OpenCV 5 with an outline font and all letters, by OpenCV 4 with strokes and ASCII.
FONT = cv2.FONT_HERSHEY_SIMPLEX
FONT_BOLD = cv2.FONT_HERSHEY_DUPLEX
PX_PER_SCALE = 30.0  # height from the top of an l to the bottom of a g at scale 1


@dataclass(frozen=True)
class Line:
    """One line of text with its extent in pixels."""

    text: str
    height_px: float  # of the letters, descenders included
    bold: bool = False

    @property
    def width_px(self) -> int:
        """Width of the written text."""
        (width, _), _ = cv2.getTextSize(self.text, self._font, self._scale, 1)
        return int(width)

    def write(
        self,
        picture: UInt8Array,  # (H, W, 3) RGB, changed in place
        left_px: float,
        top_px: float,
        colour: Colour,
    ) -> None:
        """Write the line so that its upper left corner is at the given place."""
        (_, ascent), _ = cv2.getTextSize('l', self._font, self._scale, 1)
        baseline = round(left_px), round(top_px + ascent)
        cv2.putText(picture, self.text, baseline, self._font, self._scale, colour, 1, cv2.LINE_AA)

    @property
    def _font(self) -> int:
        return FONT_BOLD if self.bold else FONT

    @property
    def _scale(self) -> float:
        return self.height_px / PX_PER_SCALE


def fit_line(
    text: str, height_px: float, width_px: float, smallest_px: float, bold: bool = False
) -> Line:
    """Return the text as a line of at most `width_px`: smaller letters first, then fewer."""
    line = Line(text, height_px, bold)
    if line.width_px > width_px:
        share = (width_px - 1) / line.width_px  # widths are whole pixels, rounded up
        line = Line(text, max(smallest_px, height_px * share), bold)
    while line.width_px > width_px and len(line.text) > 3:
        line = Line(line.text.removesuffix('..')[:-1] + '..', line.height_px, bold)
    return line
