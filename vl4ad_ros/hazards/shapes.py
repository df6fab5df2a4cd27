"""Shapes of regions: bridges are cut, holes filled. All regions of a map at once."""

import cv2
import numpy as np

from ..structures import BoolArray, FloatArray, Int32Array

# A body is that much wider than the widest bridge: else a ragged region would fall to pieces.
BODY_RATIO = 2.0
# Larger holes, as a share of the region around, are no holes: the ring is what is anomalous.
LARGEST_HOLE = 0.5


def connected(mask: BoolArray) -> tuple[int, Int32Array]:  # (h, w) 1 ... n, 0 is none
    """Return the number of 8-connected regions, and the region of each pixel."""
    count, regions = cv2.connectedComponents(
        mask.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    return count - 1, regions


def bounding_box(mask: BoolArray) -> tuple[slice, slice]:  # rows, columns
    """Return where the pixels of a mask lie; of a mask without any, nothing at the corner."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def grown(box: tuple[slice, slice], pixels: int) -> tuple[slice, slice]:
    """Return a box that reaches farther on all sides, though not beyond the first pixel."""
    rows, columns = (slice(max(0, side.start - pixels), side.stop + pixels) for side in box)
    return rows, columns


def renumbered(regions: Int32Array) -> Int32Array:
    """Return the same regions, numbered from 1 without gaps."""
    there = np.bincount(regions.ravel()) > 0
    there[0] = False
    return np.where(there, np.cumsum(there), 0).astype(np.int32)[regions]


def cut_bridges(
    regions: Int32Array,  # (h, w) numbers, 0 is none
    width: float,  # of the widest bridge, in pixels of the map
    held: Int32Array | None = None,  # (h, w) what shares a number other than 0 is not cut
) -> Int32Array:
    """
    Part regions where two bodies hang together by something narrow.

    A pixel of a region that is cut goes to the nearest of its bodies.
    """
    if width <= 0:
        return regions
    inner = _inner(regions)
    count, cores = connected(_deeper(regions, inner, width / 2))
    if held is not None:
        cores = _joined(cores, held, count)
    region_of = np.zeros(count + 1, np.int32)
    region_of[cores] = regions  # a core lies in one region, as its pixels lie inside of it
    region_of[0] = 0
    if np.bincount(region_of)[1:].max(initial=0) < 2:  # no region has two cores
        return regions
    thickness = np.zeros(count + 1, np.float32)
    inside = cores > 0
    depth = _depth(regions, inner)
    np.maximum.at(thickness, cores[inside], depth[inside])
    body = thickness > BODY_RATIO * width / 2
    body[0] = False
    several = np.bincount(region_of[body], minlength=int(regions.max()) + 1) > 1
    chosen = body & several[region_of]
    if not chosen.any():
        return regions
    return _parted(regions, np.where(chosen[cores], cores, 0).astype(np.int32), several)


def fill_holes(regions: Int32Array) -> Int32Array:  # (h, w)
    """Give each hole to the region around it, unless it is large."""
    background = (regions == 0).astype(np.uint8)
    count, holes, stats, _ = cv2.connectedComponentsWithStats(
        background, connectivity=4, ltype=cv2.CV_32S
    )
    left, top, width, height, pixels = stats.T
    inner = (left > 0) & (top > 0)
    inner &= (left + width < regions.shape[1]) & (top + height < regions.shape[0])
    inner[0] = False
    if not inner.any():
        return regions
    around = cv2.dilate(regions.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    owner = np.zeros(count, np.int32)
    rim = inner[holes] & (around > 0)
    np.maximum.at(owner, holes[rim], around[rim])
    region_pixels = np.bincount(regions.ravel(), minlength=int(regions.max()) + 1)
    owner[pixels > LARGEST_HOLE * region_pixels[owner]] = 0
    owner[~inner] = 0
    return np.where(regions == 0, owner[holes], regions).astype(np.int32)


def _inner(regions: Int32Array) -> BoolArray:  # (h, w)
    """Return the pixels that have neighbours of their own region alone."""
    lowest = cv2.erode(regions.astype(np.float32), np.ones((3, 3), np.uint8))
    return np.asarray((regions > 0) & (lowest == regions), np.bool_)


def _depth(regions: Int32Array, inner: BoolArray) -> FloatArray:  # (h, w)
    """Return how far inside its region a pixel lies, 1 at its border and 0 outside."""
    depth: FloatArray = cv2.distanceTransform(
        inner.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
    )
    return np.where(regions > 0, depth + 1, 0).astype(np.float32)


def _deeper(regions: Int32Array, inner: BoolArray, least: float) -> BoolArray:  # (h, w)
    """Return the pixels of more than some depth; that of few pixels is seen without measuring."""
    if least < 1:
        return regions > 0
    return inner if least < 2 else _depth(regions, inner) > least


def _joined(cores: Int32Array, held: Int32Array, count: int) -> Int32Array:
    """Return cores of which those that share something held have one number, the lowest."""
    shared = (cores > 0) & (held > 0)
    lowest = np.arange(count + 1, dtype=np.int32)
    for _ in range(2):  # down from a core to what it shares, and up again
        of_held = np.full(int(held.max()) + 1, count, np.int32)
        np.minimum.at(of_held, held[shared], lowest[cores[shared]])
        np.minimum.at(lowest, cores[shared], of_held[held[shared]])
    return lowest[cores]


def _parted(
    regions: Int32Array,
    bodies: Int32Array,  # (h, w) numbers of the bodies that are to be parted, 0 elsewhere
    several: BoolArray,  # (n + 1,) which regions have several bodies
) -> Int32Array:
    """Return new numbers: one for each body, and the old ones for all other regions."""
    _, nearest = cv2.distanceTransformWithLabels(
        (bodies == 0).astype(np.uint8),
        cv2.DIST_L2,
        cv2.DIST_MASK_5,
        labelType=cv2.DIST_LABEL_PIXEL,
    )
    body_of = np.zeros(int(nearest.max()) + 1, np.int32)
    region_of = np.zeros_like(body_of)
    inside = bodies > 0
    body_of[nearest[inside]] = bodies[inside]
    region_of[nearest[inside]] = regions[inside]
    # The nearest body may be of a neighbour: then the pixel keeps the number of its region, and
    # goes to the first body of it.
    first_body = np.zeros(int(regions.max()) + 1, np.int32)
    first_body[regions[inside]] = bodies[inside]
    own = region_of[nearest] == regions
    body = np.where(own, body_of[nearest], first_body[regions])
    return renumbered(np.where(several[regions], body + regions.max(), regions).astype(np.int32))
