"""
Which pixels belong together: three ways from a score map to numbered regions.

`plain` takes the pixels above the threshold. `hysteresis` lets them extend to connected pixels
of lower score (J. Canny, 1986). `guided` also asks what the network takes for one thing, its mask
queries or, without them, the groups that win: of a thing of which most is anomalous all is taken,
of another only what is above the threshold.
"""

import cv2
import numpy as np
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from ..structures import AnomalyMaps, BoolArray, FloatArray, Int32Array
from .settings import GUIDED, PLAIN, ComponentSettings
from .shapes import connected, cut_bridges, fill_holes

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
    box = _surroundings(extended > 0 if things is None else high | (things > 0))
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
    boxes = ndimage.find_objects(guide + 1)  # 0 would be none
    total = 0
    for value in np.unique(guide[extended]):
        box = boxes[value]
        mask = guide[box] == value
        count, parts = connected(mask if gap == 0 else _dilated(mask, gap))
        part = parts[mask]
        pixels = np.bincount(part, minlength=count + 1)
        anomalous = np.bincount(part[extended[box][mask]], minlength=count + 1)
        seeds = np.bincount(part[high[box][mask]], minlength=count + 1)
        taken = (anomalous > MOSTLY * pixels) & (seeds > SEEDED * pixels)
        if taken.any():
            things[box][mask] = np.where(taken[part], part + total, 0)
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


def _surroundings(mask: BoolArray) -> tuple[slice, slice]:
    """Return rows and columns of all pixels of a mask, and of one more beside them."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return slice(max(0, top - 1), top + height + 1), slice(max(0, left - 1), left + width + 1)


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
