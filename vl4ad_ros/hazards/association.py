"""Which box of this frame is which of those expected, also when the camera jolts."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from .motion import Float64Array, IndexVector

BoolMatrix = NDArray[np.bool_]

# In shares of the image's diagonal.
SLACK = 0.02  # by which a lone box may be off besides its own uncertainty
LARGEST_REACH = 0.15
LARGEST_JOLT = 0.12
JOLT_CELL = 0.015  # of the grid in which shifts are counted
LEAST_VOTES = 3  # boxes that have to agree on a shift

REACH_SIZES = 0.75  # by which a box may be off, in its own size
REACH_SIGMAS = 3.0
LARGEST_GROWTH = np.log(6.0)  # of the area, against what is expected
GROWTH_WEIGHT = 0.4  # of a difference in log area against one of place, in sizes
_IMPOSSIBLE = 1e6


def associate(
    expected: Float64Array,  # (n, 4) x_min, y_min, x_max, y_max; px
    sigma_px: Float64Array,  # (n,) of their middles
    found: Float64Array,  # (m, 4)
    diagonal_px: float,  # of the image
) -> tuple[IndexVector, IndexVector, Float64Array]:  # (k,), (k,), (2,)
    """Return pairs of expected and found boxes, and the shift that all of them have made."""
    if not len(expected) or not len(found):
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, np.zeros(2)
    middles = _middles(expected)[:, None], _middles(found)
    right, down = (middles[1][:, axis] - middles[0][..., axis] for axis in (0, 1))  # (n, m) each
    log_areas = _log_area(expected)[:, None], _log_area(found)
    growth = np.abs(log_areas[1] - log_areas[0])
    shift = _common_shift(right, down, growth < LARGEST_GROWTH / 2, diagonal_px)
    distance = np.sqrt((right - shift[0]) ** 2 + (down - shift[1]) ** 2)  # hypot is slow
    size = np.exp(log_areas[0] / 4) * np.exp(log_areas[1] / 4)
    reach = REACH_SIZES * size + REACH_SIGMAS * sigma_px[:, None] + SLACK * diagonal_px
    possible = distance <= np.minimum(reach, size + LARGEST_REACH * diagonal_px)
    possible &= growth <= LARGEST_GROWTH
    cost = distance / (size + sigma_px[:, None]) + GROWTH_WEIGHT * growth
    rows, columns = linear_sum_assignment(np.where(possible, cost, _IMPOSSIBLE))
    good = possible[rows, columns]
    return rows[good], columns[good], shift


def _common_shift(
    right: Float64Array,  # (n, m) from each expected to each found box
    down: Float64Array,  # (n, m)
    alike: BoolMatrix,  # (n, m) in size
    diagonal_px: float,
) -> Float64Array:  # (2,)
    """Return the shift on which most boxes agree, zero if as many have not moved."""
    cell = JOLT_CELL * diagonal_px
    reach = round(LARGEST_JOLT / JOLT_CELL)
    side = 2 * reach + 1
    near = alike & (np.abs(right) < (reach + 0.5) * cell) & (np.abs(down) < (reach + 0.5) * cell)
    rows, columns = np.nonzero(near)
    if len(rows) < LEAST_VOTES:
        return np.zeros(2)
    shifts = np.stack([right[rows, columns], down[rows, columns]])
    cells = np.rint(shifts / cell).astype(np.int64) + reach
    # A box has one vote for a cell, however many there are of its size.
    ballots = np.zeros((len(right), side, side), np.bool_)
    ballots[rows, cells[0], cells[1]] = True
    votes = cv2.boxFilter(
        ballots.sum(0, dtype=np.float32),
        -1,
        (3, 3),
        normalize=False,
        borderType=cv2.BORDER_CONSTANT,
    )
    x, y = np.unravel_index(int(votes.argmax()), votes.shape)
    still = votes[reach - 1 : reach + 2, reach - 1 : reach + 2].max()
    if votes[x, y] < max(LEAST_VOTES, len(right) / 2) or votes[x, y] <= still:
        return np.zeros(2)
    agreed = (np.abs(cells[0] - x) <= 1) & (np.abs(cells[1] - y) <= 1)
    shift: Float64Array = np.median(shifts[:, agreed], 1)
    return shift


def _middles(boxes: Float64Array) -> Float64Array:  # (n, 2)
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _log_area(boxes: Float64Array) -> Float64Array:  # (n,)
    area: Float64Array = np.log(np.maximum(boxes[:, 2:] - boxes[:, :2], 1)).sum(1)
    return area
