"""The outline of a region, in few points."""

import cv2
import numpy as np

from ..structures import BoolArray, FloatArray

MAX_POINTS = 32
# Contours are traced on enlarged cells, so that they run around pixels and not through them.
_ZOOM = 4


def outline(
    shape: BoolArray,  # (h, w) the region in its bounding box
) -> FloatArray:  # (N, 2) x, y in map pixels, 3 <= N <= MAX_POINTS
    """Return the outer contour of the largest part, simplified until it has few enough points."""
    cells = cv2.resize(
        shape.astype(np.uint8), None, fx=_ZOOM, fy=_ZOOM, interpolation=cv2.INTER_NEAREST
    )
    contours, _ = cv2.findContours(cells, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    longest = max(contours, key=len)
    tolerance = 1.0
    simple = longest
    while len(simple) > MAX_POINTS:
        simple = cv2.approxPolyDP(longest, tolerance, closed=True)
        tolerance *= 1.5
    if len(simple) < 3:
        simple = longest
    points: FloatArray = (simple[:, 0, :].astype(np.float32) + 0.5) / _ZOOM
    return points
