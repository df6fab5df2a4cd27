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
from .shapes import connected, cut_bridges, fill_holes, renumbered

MOSTLY = 0.5  # share of a thing from which on all of it is anomalous
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
    held = None
    if settings.grouping == GUIDED:
        things = anomalous_things(_things(maps, extended > 0, stride), extended > 0)
        extended = guided(high, things)
        # Two things of one name may stand side by side; a mask query is one thing.
        held = things if maps.query is not None else None
    return cut_bridges(fill_holes(extended), settings.bridge_px / stride, held)


def hysteresis(
    score: FloatArray,  # (h, w)
    high: BoolArray,  # (h, w)
    low_threshold: float,
) -> Int32Array:  # (h, w)
    """Return the regions above the low threshold that have a pixel above the high one."""
    return _seeded((score > low_threshold) | high, high)


def anomalous_things(
    things: Int32Array,  # (h, w) numbers of what belongs together, 0 is none
    extended: BoolArray,  # (h, w) what hysteresis has found
) -> Int32Array:  # (h, w) the same numbers, 0 for things that are mostly normal
    """Return the things of which most is anomalous."""
    pixels = np.bincount(things.ravel())
    taken = np.bincount(things.ravel(), weights=extended.ravel()) > MOSTLY * pixels
    taken[0] = False
    return np.where(taken[things], things, 0).astype(np.int32)


def guided(
    high: BoolArray,  # (h, w)
    things: Int32Array,  # (h, w) numbers of things that are anomalous as a whole, 0 is none
) -> Int32Array:  # (h, w)
    """Return regions that are made of whole things, and of pixels above the threshold."""
    count, regions = connected(high | (things > 0))
    joined = _joined_by_things(regions, things, count)
    kept = np.zeros(int(joined.max()) + 1, np.bool_)
    kept[joined[high]] = True
    kept[0] = False
    return renumbered(np.where(kept[joined], joined, 0).astype(np.int32))


def _seeded(mask: BoolArray, seeds: BoolArray) -> Int32Array:
    count, regions = connected(mask)
    kept = np.zeros(count + 1, np.bool_)
    kept[regions[seeds]] = True
    kept[0] = False
    return np.where(kept, np.cumsum(kept), 0).astype(np.int32)[regions]


def _things(maps: AnomalyMaps, touched: BoolArray, stride: float) -> Int32Array:
    """Return the connected things that are touched: of one mask query, or of one group."""
    guide = maps.label if maps.query is None else maps.query
    gap = 0 if maps.query is None else round(GAP_PX / 2 / stride)
    things = np.zeros(guide.shape, np.int32)
    boxes = ndimage.find_objects(guide + 1)  # 0 would be none
    total = 0
    for value in np.unique(guide[touched]):
        box = boxes[value]
        mask = guide[box] == value
        near = mask if gap == 0 else _dilated(mask, gap)
        count, parts = connected(near)
        things[box][mask] = parts[mask] + total
        total += count
    return things


def _dilated(mask: BoolArray, radius: int) -> BoolArray:
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel), np.bool_)


def _joined_by_things(regions: Int32Array, things: Int32Array, count: int) -> Int32Array:
    """Give one number to regions that parts of one thing lie in."""
    shared = things > 0
    pairs = np.stack([regions[shared], things[shared] + count])
    size = count + 1 + int(things.max())
    graph = sparse.coo_matrix((np.ones(pairs.shape[1]), tuple(pairs)), (size, size))
    _, numbers = csgraph.connected_components(graph, directed=False)
    joined: Int32Array = numbers.astype(np.int32) + 1
    joined[0] = 0
    return joined[regions]
