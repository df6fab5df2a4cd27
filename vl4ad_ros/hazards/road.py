"""The drivable area from the label map, and where hazards stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from ..errors import SettingsError
from ..structures import BoolArray, GroupEmbeddings, Int32Array
from .components import Component, Float64Array
from .settings import ALL, ON_ROAD, RoadSettings
from .shapes import bounding_box, connected, grown

SMALLEST_PART = 0.1  # of the largest part of the area; smaller ones are mistakes
CLOSED_SHARE = 0.03  # of the map's width: gaps that lane markings and mistakes leave
LEAST_MARGIN = 0.25  # of the margin is left at the horizon
ENOUGH = 0.1  # share of a foot that has to be there for a hazard to be there


@dataclass(frozen=True)
class RoadArea:
    """Where one can drive in one frame."""

    inside: BoolArray  # (h, w)
    near: BoolArray  # (h, w) inside or next to it

    def shares(self, component: Component) -> tuple[float, float]:
        """Return which shares of the component's foot are inside, and inside or next to it."""
        foot = component.foot
        return _share(self.inside[foot]), _share(self.near[foot])


def known_groups(text: GroupEmbeddings, wanted: Sequence[str]) -> BoolArray:  # (G,)
    """Return the known groups that have one of the names, or one of them as a concept."""
    names = set(wanted)
    return np.array(
        [
            bool(known) and (name in names or not names.isdisjoint(concepts))
            for known, name, concepts in zip(text.known, text.names, text.texts, strict=True)
        ]
    )


def check_road(text: GroupEmbeddings, settings: RoadSettings) -> None:
    """Raise SettingsError when hazards are chosen by a road that the vocabulary does not know."""
    if settings.publish != ALL and not known_groups(text, settings.names).any():
        raise SettingsError(
            f'road_filter is {settings.publish!r}, but no known group of the vocabulary is or has '
            f'{" or ".join(map(repr, settings.names)) or "an empty name"}: name its ground in '
            'road_names'
        )


def road_area(
    label: Int32Array,  # (h, w)
    drivable: BoolArray,  # (G,)
    covered: BoolArray,  # (h, w) what hides the ground: hazards and the own car
    settings: RoadSettings,
    stride: float,  # pixels of the image for one of the map
    horizon_row: float,  # in the map
) -> RoadArea | None:
    """
    Return the drivable area, so that no object cuts itself out of it; None where none is seen.

    Holes and narrow gaps are road. What is covered is road inside of the convex hull: an object
    at the edge, at the lower border or across the road leaves a bay that is as wide as itself.
    """
    parts = _large_parts(drivable[label])
    if not parts.any():
        return None
    inside = _without_gaps(parts) | (_hulls(parts) & covered)
    rows = np.arange(label.shape[0])
    depth = (rows - horizon_row) / max(1.0, label.shape[0] - 1 - horizon_row)
    margin = settings.margin_px / stride * np.clip(depth, LEAST_MARGIN, 1)
    return RoadArea(inside, _with_margin(inside, margin))


def is_published(road_share: float, near_road_share: float, settings: RoadSettings) -> bool:
    """Tell whether a hazard is given; where no road is seen (NaN) all are."""
    if settings.publish == ALL or np.isnan(road_share):
        return True
    return (road_share if settings.publish == ON_ROAD else near_road_share) >= ENOUGH


def _share(there: BoolArray) -> float:  # (P,)
    """Return the mean, which numpy takes longer for."""
    return np.count_nonzero(there) / len(there)


def _with_margin(
    inside: BoolArray,  # (h, w) not empty
    margin: Float64Array,  # (h,) for each row, in pixels of the map
) -> BoolArray:  # (h, w)
    """Return what is inside or no farther away than the margin, measured only near by."""
    reach = ceil(margin.max())
    box = grown(bounding_box(inside), reach)
    away = cv2.distanceTransform(
        (~inside[box]).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
    )
    near = np.zeros(inside.shape, np.bool_)
    near[box] = away <= margin[box[0], None]
    return near


def _large_parts(mask: BoolArray) -> BoolArray:
    parts = connected(mask)[1]
    pixels = np.bincount(parts.ravel())
    pixels[0] = 0
    large = (pixels > 0) & (pixels >= SMALLEST_PART * pixels.max())
    return np.asarray(large[parts], np.bool_)


def _hulls(mask: BoolArray) -> BoolArray:
    """Return the convex hulls of all parts."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hulls = np.zeros(mask.shape, np.uint8)
    for contour in contours:
        cv2.fillConvexPoly(hulls, cv2.convexHull(contour), 1)
    return hulls.astype(np.bool_)


def _without_gaps(mask: BoolArray) -> BoolArray:
    """Close bays that are narrower than an object, then fill every hole."""
    radius = max(1, round(CLOSED_SHARE * mask.shape[1] / 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    padded = cv2.copyMakeBorder(
        mask.astype(np.uint8), radius, radius, radius, radius, cv2.BORDER_REPLICATE
    )
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[radius:-radius, radius:-radius]
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(filled, contours, -1, 1, cv2.FILLED)
    return filled.astype(np.bool_)
