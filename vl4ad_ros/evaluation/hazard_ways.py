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
    ComponentSettings,
    HazardSettings,
)

BASELINE = 'plain threshold'
_TRACKED = ', tracked'
_NEAR_ROAD = ', near the road'
PREFERRED = GUIDED + _TRACKED
_NO_LIMIT = 1000
# Shares of all pixels that are above a threshold, the most and the least.
_SHARES_ABOVE = (0.2, 3e-5)


def ways_of(
    base: HazardSettings,
    with_tracks: bool,  # whether there are drives, on which tracks make sense
) -> dict[str, HazardSettings]:
    """Return settings by the name of the way; what is compared is set, the rest is the base's."""
    everywhere = replace(base.road, publish=ALL)
    single = replace(base.tracks, enabled=False)
    plain = ComponentSettings(grouping=PLAIN, min_area_px=0, near_area_px=0, max_hazards=_NO_LIMIT)
    components = {
        BASELINE: plain,
        HYSTERESIS: replace(base.components, grouping=HYSTERESIS),
        GUIDED: replace(base.components, grouping=GUIDED),
    }
    ways = {
        name: replace(base, components=one, road=everywhere, tracks=single)
        for name, one in components.items()
    }
    near_road = replace(everywhere, publish=NEAR_ROAD)
    if not with_tracks:
        return ways | {GUIDED + _NEAR_ROAD: replace(ways[GUIDED], road=near_road)}
    tracks = replace(base.tracks, enabled=True)
    ways |= {name + _TRACKED: replace(way, tracks=tracks) for name, way in ways.items()}
    ways[PREFERRED + _NEAR_ROAD] = replace(ways[PREFERRED], road=near_road)
    return ways


def at_threshold(settings: HazardSettings, threshold: float) -> HazardSettings:
    """Return the settings with another threshold."""
    return replace(settings, components=replace(settings.components, threshold=threshold))


def thresholds_of(
    scores: NDArray[np.float32],  # (P,) a sample of all pixels
    count: int,
) -> list[float]:  # ascending, at most so many
    """Return thresholds that differ in how many pixels are above them, by a constant factor."""
    above = np.geomspace(*_SHARES_ABOVE, count)
    return [float(value) for value in np.unique(np.quantile(scores, 1 - above))]
