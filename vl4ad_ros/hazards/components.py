"""Regions of one map that are large enough to count, with what is measured of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..structures import AnomalyMaps, BoolArray, Int32Array
from .evidence import are_things
from .grouping import group_pixels
from .measures import measure
from .settings import LEAST_CELLS, NEAR_CELLS, ComponentSettings
from .stance import standing_rows

Float64Array = NDArray[np.float64]


@dataclass(frozen=True)
class Component:
    """One region, in pixels of the map."""

    slices: tuple[slice, slice]  # rows and columns of its bounding box
    shape: BoolArray  # (h, w) its pixels in the bounding box
    area_px: float  # in pixels of the image
    score_mean: float
    score_max: float

    @property
    def box_xyxy(self) -> tuple[int, int, int, int]:
        """Return the bounding box, x_max and y_max exclusive."""
        rows, columns = self.slices
        return columns.start, rows.start, columns.stop, rows.stop

    @cached_property
    def foot(self) -> tuple[Int32Array, Int32Array]:  # rows, columns in the map
        """Return the lowest pixel of each column, of those in the lower quarter of what stands."""
        shape = self.shape[: standing_rows(self.shape)]
        height = shape.shape[0]
        lowest = height - 1 - shape[::-1].argmax(0)
        near = shape.any(0) & (lowest >= height - max(1, height // 4))
        rows, columns = self.slices
        return (lowest[near] + rows.start).astype(np.int32), (
            np.flatnonzero(near) + columns.start
        ).astype(np.int32)


def find_components(
    maps: AnomalyMaps,
    size_hw: tuple[int, int],  # of the image, px
    settings: ComponentSettings,
    horizon_row_px: float,  # in the image
    scenery: BoolArray | None = None,  # (G,) groups that are the background of a street
) -> tuple[Component, ...]:
    """Return the regions that count, highest maximum score first."""
    if scenery is None:
        scenery = np.zeros(int(maps.label.max(initial=0)) + 1, np.bool_)
    cell_px = size_hw[0] * size_hw[1] / maps.score.size
    row_px = size_hw[0] / maps.score.shape[0]
    regions = group_pixels(maps, float(np.sqrt(cell_px)), settings)
    found = measure(maps.score, regions)
    area_px = found.pixels * cell_px
    lower_px = found.box_xyxy[:, 3] * row_px
    large = area_px >= least_area_px(lower_px, size_hw[0], horizon_row_px, cell_px, settings)
    counted = np.where(np.append(False, large)[regions], regions, 0).astype(np.int32)
    large &= are_things(maps, counted, found.score_mean, scenery, settings)
    rank = np.lexsort((-area_px, -found.score_max))
    components = []
    for index in rank[large[rank]][: settings.max_hazards].tolist():
        left, top, right, bottom = found.box_xyxy[index].tolist()
        box = slice(top, bottom), slice(left, right)
        components.append(
            Component(
                box,
                regions[box] == index + 1,
                float(area_px[index]),
                float(found.score_mean[index]),
                float(found.score_max[index]),
            )
        )
    return tuple(components)


def least_area_px(
    lower_px: Float64Array,  # (n,) row of the lowest edge in the image
    height_px: int,  # of the image
    horizon_row_px: float,
    cell_px: float,  # pixels of the image for one of the map
    settings: ComponentSettings,
) -> Float64Array:  # (n,) in pixels of the image
    """
    Return the area from which on a region counts, by the row that it stands on.

    What stands on the ground at a row d below the horizon is seen at a scale of d: its area grows
    with the square.
    """
    depth = np.clip((lower_px - horizon_row_px) / max(1.0, height_px - horizon_row_px), 0, 1)
    far_px = _no_finer_than_map(settings.min_area_px, LEAST_CELLS * cell_px)
    near_px = _no_finer_than_map(settings.near_area_px, NEAR_CELLS * cell_px)
    area: Float64Array = np.maximum(far_px, near_px * depth**2)
    return area


def _no_finer_than_map(area_px: float, cells_px: float) -> float:
    """Return the larger area; 0 asks for none."""
    return max(area_px, cells_px) if area_px else 0.0
