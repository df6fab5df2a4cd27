"""
Which pixels belong together: three ways from a score map to numbered regions.

`plain` takes the pixels above the threshold. `hysteresis` lets them extend to connected pixels
of lower score (J. Canny, 1986). `guided` also asks what the network takes for one thing, its mask
queries or, without them, the groups that win: of a thing of which most is anomalous all is taken,
of another only what is above the threshold.
"""

import cv2
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ..structures import AnomalyMaps, BoolArray, FloatArray, Int32Array
from .settings import GUIDED, PLAIN, ComponentSettings
from .shapes import bounding_box, connected, cut_bridges, fill_holes, grown

MOSTLY = 0.5  # share of a thing from which on all of it is anomalous ...
# ... if so much of it is above the high threshold: else doubt about the whole road, and one pixel
# of it that is high, would make the road a hazard.
SEEDED = 0.1
# Parts of one mask query that are so near are one thing, though something stands between them.
GAP_PX = 16.0


def group_pixels(
    maps: AnomalyMaps,
    stride: float,  # pixels of the image for one of the map
    settings: ComponentSettings,
) -> Int32Array:  # (h, w) 1 ... n, 0 is none
    """Return the region of each pixel."""
    high = maps.score > settings.threshold
    if settings.grouping == PLAIN:
        return connected(high)[1]
    extended = hysteresis(maps.score, high, settings.threshold * settings.low_share)
    things = None
    if settings.grouping == GUIDED:
        things = anomalous_things(maps, extended > 0, high, stride)
    regions = np.zeros(high.shape, np.int32)
    box = grown(bounding_box(extended > 0 if things is None else high | (things > 0)), 1)
    inner = extended[box]
    held = None
    if things is not None:
        inner = guided(high[box], things[box])
        # Two things of one name may stand side by side; a mask query is one thing.
        held = things[box] if maps.query is not None else None
    regions[box] = cut_bridges(fill_holes(inner), settings.bridge_px / stride, held)
    return regions


def hysteresis(
    score: FloatArray,  # (h, w)
    high: BoolArray,  # (h, w)
    low_threshold: float,
) -> Int32Array:  # (h, w)
    """Return the regions above the low threshold that have a pixel above the high one."""
    return _seeded((score > low_threshold) | high, high)


def anomalous_things(
    maps: AnomalyMaps,
    extended: BoolArray,  # (h, w) what hysteresis has found
    high: BoolArray,  # (h, w) of it, what is above the high threshold
    stride: float,  # pixels of the image for one of the map
) -> Int32Array:  # (h, w) a number for each, 0 is none
    """Return the connected things, of one query or of one group, of which most is anomalous."""
    guide = maps.label if maps.query is None else maps.query
    gap = 0 if maps.query is None else round(GAP_PX / 2 / stride)
    things = np.zeros(guide.shape, np.int32)
    kind = extended.astype(np.int32) + high  # 0, 1, or 2 for what is both
    total = 0
    for value in _values(guide[high]):  # of what has no high pixel nothing would be taken
        everywhere = guide == value
        box = bounding_box(everywhere)
        mask = everywhere[box]
        count, parts = connected(mask if gap == 0 else _dilated(mask, gap))
        if gap:
            parts = np.where(mask, parts, 0)
        kinds = np.bincount((3 * parts + kind[box]).ravel(), minlength=3 * count + 3)
        normal, _, seeds = kinds.reshape(-1, 3).T
        pixels = kinds.reshape(-1, 3).sum(1)
        taken = (pixels - normal > MOSTLY * pixels) & (seeds > SEEDED * pixels)
        taken[0] = False
        if taken.any():
            things[box] += np.where(taken, np.arange(count + 1) + total, 0).astype(np.int32)[parts]
        total += count
    return things


def guided(
    high: BoolArray,  # (h, w)
    things: Int32Array,  # (h, w) numbers of things that are anomalous as a whole, 0 is none
) -> Int32Array:  # (h, w)
    """Return regions that are made of whole things, and of pixels above the threshold."""
    count, regions = connected(high | (things > 0))
    joined = _joined_by_things(regions, things, count)
    kept = np.zeros(count + 1, np.bool_)
    kept[joined[regions[high]]] = True
    kept[0] = False
    return np.where(kept, np.cumsum(kept), 0).astype(np.int32)[joined][regions]


def _values(values: Int32Array) -> list[int]:  # (P,) from 0
    """Return which values there are; a map has few, so counting is faster than sorting."""
    found: list[int] = np.flatnonzero(np.bincount(values)).tolist()
    return found


def _seeded(mask: BoolArray, seeds: BoolArray) -> Int32Array:
    count, regions = connected(mask)
    kept = np.zeros(count + 1, np.bool_)
    kept[regions[seeds]] = True
    kept[0] = False
    return np.where(kept, np.cumsum(kept), 0).astype(np.int32)[regions]


def _dilated(mask: BoolArray, radius: int) -> BoolArray:
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel), np.bool_)


def _joined_by_things(
    regions: Int32Array, things: Int32Array, count: int
) -> Int32Array:  # (count + 1,)
    """Return a number for each region, the same for those that parts of one thing lie in."""
    shared = things > 0
    region, thing = regions[shared], things[shared]
    region_of = np.zeros(int(thing.max(initial=0)) + 1, np.int32)
    region_of[thing] = region
    other = region_of[thing]
    apart = region != other
    if not apart.any():
        return np.arange(count + 1, dtype=np.int32)
    pairs = region[apart], other[apart]
    graph = sparse.coo_matrix((np.ones(len(pairs[0])), pairs), (count + 1, count + 1))
    _, numbers = csgraph.connected_components(graph, directed=False)
    joined: Int32Array = numbers.astype(np.int32)  # region 0, which lies in none, comes first
    return joined
