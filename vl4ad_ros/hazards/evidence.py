"""
What tells things from doubt: their shape, and what is around them.

Doubt follows the borders of what the network knows, so it is thin and lies between two groups;
and it fades into its surroundings. A thing is compact, or lies free in a single group as a log on
the road does; and what is around it is known. What looks like scenery, which is where most doubt
is, has to be more of both. All regions of a map at once.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..structures import AnomalyMaps, BoolArray, FloatArray, Int32Array
from .settings import ComponentSettings
from .shapes import bounding_box, grown

Float64Array = NDArray[np.float64]

# What is asked of regions that look like scenery, as a share of what is asked of others.
COMPACTER, CLEARER = 1.2, 0.6
FREE = 0.9  # share of the pixels around that are of one group, from which on nothing borders there


def are_things(
    maps: AnomalyMaps,
    regions: Int32Array,  # (h, w) 1 ... n, 0 is none
    score_mean: FloatArray,  # (n,) of the regions
    scenery: BoolArray,  # (G,) groups that are the background of a street
    settings: ComponentSettings,
) -> BoolArray:  # (n,)
    """Tell which regions are things by shape and surroundings, as far as the settings ask."""
    count = len(score_mean) + 1
    are = np.ones(count, np.bool_)
    if not regions.any() or (settings.min_compactness <= 0 and settings.max_surround >= 1):
        return are[1:]
    box = grown(bounding_box(regions > 0), 2)
    inner, score, label = regions[box], maps.score[box], maps.label[box]
    larger, ring, owner = _rings(inner)
    inside = inner > 0
    looks_so = mean_of(scenery[label[inside]].astype(np.float32), inner[inside], count) > 0.5
    if settings.min_compactness > 0:
        asked = settings.min_compactness * np.where(looks_so, COMPACTER, 1)
        are = compactness(inner, larger, count) >= asked
        are |= largest_share(label[ring], owner, count) >= FREE
    if settings.max_surround < 1:
        allowed = settings.max_surround * np.where(looks_so, CLEARER, 1)
        around = mean_of(score[ring], owner, count)
        are[1:] &= around[1:] <= allowed[1:] * score_mean
    return are[1:]


def compactness(
    regions: Int32Array,  # (h, w)
    larger: Int32Array,  # (h, w) the same, grown by a pixel
    count: int,  # of the regions with 0
) -> Float64Array:  # (count,)
    """
    Return the width of each region where it is thickest, in sides of a square of its area.

    A square has 1 or a little more, a ragged thing 0.7, a line that is 10 times as long as wide
    0.35. The border of the map cuts nothing off: what it hides may be thick.
    """
    own = (regions > 0) & (larger == regions)  # regions that touch are apart
    depth = cv2.distanceTransform(own.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    deepest = np.ones(count)
    np.maximum.at(deepest, regions[own], depth[own])
    pixels = np.bincount(regions.ravel(), minlength=count)
    width: Float64Array = 2 * deepest / np.sqrt(np.maximum(pixels, 1))
    return width


def largest_share(
    labels: Int32Array,  # (P,)
    owner: Int32Array,  # (P,) the region whose they are
    count: int,
) -> Float64Array:  # (count,) 0 where there is no pixel
    """Return which share of the pixels of each region has the same label."""
    groups = int(labels.max(initial=0)) + 1
    kinds, pixels = np.unique(owner.astype(np.int64) * groups + labels, return_counts=True)
    most = np.zeros(count)
    np.maximum.at(most, kinds // groups, pixels)
    share: Float64Array = most / np.maximum(np.bincount(owner, minlength=count), 1)
    return share


def mean_of(
    values: FloatArray,  # (P,)
    owner: Int32Array,  # (P,) the region whose they are
    count: int,
) -> Float64Array:  # (count,) 0 where there is no pixel
    """Return the mean over the pixels of each region."""
    total = np.bincount(owner, weights=values, minlength=count)
    mean: Float64Array = total / np.maximum(np.bincount(owner, minlength=count), 1)
    return mean


def _rings(
    regions: Int32Array,
) -> tuple[Int32Array, BoolArray, Int32Array]:  # (h, w), (h, w), (P,)
    """Return regions that are grown by a pixel, what is around them, and around which it is."""
    values = regions.astype(np.float32)
    # The pixels next to a region are mixed of both, so what is around begins behind them.
    near, far = (cv2.dilate(values, np.ones((side, side), np.uint8)) for side in (3, 5))
    ring = (far > 0) & (near == 0)
    return near.astype(np.int32), ring, far[ring].astype(np.int32)
