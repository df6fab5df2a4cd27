"""The ways from scores to hazards that are compared, and the thresholds at which each is tried."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..hazards.settings import (
    ALL,
    GUIDED,
    HYSTERESIS,
    NEAR_ROAD,
    PLAIN,
    HazardSettings,
)

BASELINE = 'plain threshold'
_TRACKED = ', tracked'
_NEAR_ROAD = ', near the road'
CHECKED = 'checked'  # guided, and things by shape and surroundings
PREFERRED = CHECKED + _TRACKED
_NO_LIMIT = 1000
# Shares of all pixels that are above a threshold, the most and the least.
_SHARES_ABOVE = (0.2, 3e-5)
_FINER = 16  # steps of shares for one threshold
_DIGITS = 3  # of a score in all of their range, beyond which they are the same


def ways_of(
    base: HazardSettings,
    with_tracks: bool,  # whether there are drives, on which tracks make sense
) -> dict[str, HazardSettings]:
    """Return settings by the name of the way; what is compared is set, the rest is the base's."""
    everywhere = replace(base.road, publish=ALL)
    single = replace(base.tracks, enabled=False)
    unchecked = replace(base.components, min_compactness=0.0, max_surround=1.0)
    plain = replace(
        unchecked, grouping=PLAIN, min_area_px=0, near_area_px=0, max_hazards=_NO_LIMIT
    )
    components = {
        BASELINE: plain,
        HYSTERESIS: replace(unchecked, grouping=HYSTERESIS),
        GUIDED: replace(unchecked, grouping=GUIDED),
        CHECKED: replace(base.components, grouping=GUIDED),
    }
    ways = {
        name: replace(base, components=one, road=everywhere, tracks=single)
        for name, one in components.items()
    }
    near_road = replace(everywhere, publish=NEAR_ROAD)
    if with_tracks:
        tracks = replace(base.tracks, enabled=True)
        ways |= {name + _TRACKED: replace(way, tracks=tracks) for name, way in ways.items()}
    best = PREFERRED if with_tracks else CHECKED
    return ways | {best + _NEAR_ROAD: replace(ways[best], road=near_road)}


def thresholds_of(
    scores: NDArray[np.float32],  # (P,) a sample of all pixels
    count: int,
) -> list[float]:  # ascending, at most so many
    """
    Return thresholds that differ in how many pixels are above them, and in their values.

    By the pixels alone most would lie close together where a network is sure, by the values most
    where nothing is.
    """
    above = np.geomspace(*_SHARES_ABOVE, _FINER * count)
    values = np.quantile(scores, 1 - above)
    by_value = (values - values[0]) / (float(values[-1] - values[0]) or 1.0)
    _, first = np.unique(by_value.round(_DIGITS), return_index=True)
    places = np.linspace(0, 1, first.size) + by_value[first]
    chosen = np.interp(np.linspace(0, places[-1], count), places, values[first])
    return [float(value) for value in np.unique(chosen)]
