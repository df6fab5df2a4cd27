"""Hazards of one image: connected regions of high anomaly score."""

from dataclasses import dataclass

import cv2
import numpy as np

from ..structures import AnomalyMaps, BoolArray, FloatArray, Hazard, Int32Array, UInt8Array

UNKNOWN = 'unknown'
MAX_CONTOUR_POINTS = 32
# Contours are traced on enlarged cells, so that they run around pixels and not through them.
CONTOUR_ZOOM = 4


@dataclass(frozen=True)
class HazardSettings:
    """From which score, area and rank on a region counts as a hazard."""

    threshold: float = 0.5  # a pixel belongs to a hazard when its score is greater
    min_area_px: float = 100.0  # in pixels of the input image
    max_hazards: int = 50  # the highest scores are kept; also bounds the time spent


def find_hazards(
    maps: AnomalyMaps,
    size_hw: tuple[int, int],  # of the input image, px
    names: tuple[str, ...],  # G names of the groups
    known: BoolArray,  # (G,) False for an OOD prompt
    settings: HazardSettings,
) -> tuple[Hazard, ...]:
    """
    Return the 8-connected regions above the threshold, highest maximum score first.

    Coordinates are pixels of the input image, which the maps cover wholly.
    """
    mask = (maps.score > settings.threshold).astype(np.uint8)
    count, regions, stats, _ = cv2.connectedComponentsWithStats(
        mask, connectivity=8, ltype=cv2.CV_32S
    )
    scale_xy = np.array([size_hw[1] / mask.shape[1], size_hw[0] / mask.shape[0]])
    area_px = stats[:, cv2.CC_STAT_AREA] * scale_xy.prod()
    inside = mask.astype(bool)
    score_max, score_mean = _region_scores(maps.score[inside], regions[inside], count)

    rank = np.lexsort((-area_px, -score_max))
    large = (rank != 0) & (area_px[rank] >= settings.min_area_px)  # region 0 is the background
    hazards: list[Hazard] = []
    for region in rank[large][: settings.max_hazards]:
        x, y, width, height = (int(value) for value in stats[region, :4])
        crop = np.s_[y : y + height, x : x + width]
        shape = regions[crop] == region
        corners_xy = np.array([[x, y], [x + width, y + height]])
        hazards.append(
            Hazard(
                id=len(hazards) + 1,
                name=_name(maps.label[crop][shape], names, known),
                box_xyxy_px=_whole_pixels(corners_xy * scale_xy),
                area_px=float(area_px[region]),
                score_mean=float(score_mean[region]),
                score_max=float(score_max[region]),
                contour_xy_px=((_contour(shape) + corners_xy[0]) * scale_xy).astype(np.float32),
                truncated=_touches_border((x, y, x + width, y + height), mask.shape),
            )
        )
    return tuple(hazards)


def _region_scores(
    score: FloatArray,  # (P,) of the pixels above the threshold
    regions: Int32Array,  # (P,) their region, in [0, count)
    count: int,
) -> tuple[FloatArray, FloatArray]:  # (count,) maximum, (count,) mean
    """Return maximum and mean of the score in each region."""
    maximum = np.zeros(count, np.float32)
    np.maximum.at(maximum, regions, score)
    pixels = np.bincount(regions, minlength=count)
    total = np.bincount(regions, weights=score, minlength=count)
    return maximum, (total / np.maximum(pixels, 1)).astype(np.float32)


def _name(
    labels: Int32Array,  # (P,) winning group of each pixel of the region
    names: tuple[str, ...],
    known: BoolArray,
) -> str:
    """Return the group that wins most pixels if it is an OOD prompt."""
    winner = int(np.bincount(labels, minlength=len(names)).argmax())
    return UNKNOWN if known[winner] else names[winner]


def _contour(
    shape: BoolArray,  # (h, w) the region in its bounding box
) -> FloatArray:  # (N, 2) x, y in map pixels, 3 <= N <= MAX_CONTOUR_POINTS
    """Return the outer contour, simplified until it has few enough points."""
    cells: UInt8Array = shape.astype(np.uint8).repeat(CONTOUR_ZOOM, 0).repeat(CONTOUR_ZOOM, 1)
    outlines, _ = cv2.findContours(cells, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=len)
    tolerance = 1.0
    simple = outline
    while len(simple) > MAX_CONTOUR_POINTS:
        simple = cv2.approxPolyDP(outline, tolerance, closed=True)
        tolerance *= 1.5
    if len(simple) < 3:
        simple = outline
    contour: FloatArray = (simple[:, 0, :].astype(np.float32) + 0.5) / CONTOUR_ZOOM
    return contour


def _whole_pixels(
    corners: FloatArray,  # (2, 2) upper left and lower right x, y
) -> tuple[int, int, int, int]:
    """Return the smallest box of whole pixels around the corners."""
    (x_min, y_min), (x_max, y_max) = np.floor(corners[0]), np.ceil(corners[1])
    return int(x_min), int(y_min), int(x_max), int(y_max)


def _touches_border(box_xyxy: tuple[int, int, int, int], size_hw: tuple[int, ...]) -> bool:
    x_min, y_min, x_max, y_max = box_xyxy
    return x_min == 0 or y_min == 0 or x_max == size_hw[1] or y_max == size_hw[0]
