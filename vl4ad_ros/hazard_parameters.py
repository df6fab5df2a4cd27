"""From the flat parameters of the node to the settings of each step between maps and hazards."""

from typing import TYPE_CHECKING

from .hazards.settings import (
    ComponentSettings,
    GroundSettings,
    HazardSettings,
    RoadSettings,
    TrackSettings,
)

if TYPE_CHECKING:
    from .settings import NodeSettings


def hazard_settings_of(node: 'NodeSettings') -> HazardSettings:
    """Return the part of the parameters that finds hazards."""
    return HazardSettings(
        ComponentSettings(
            node.threshold,
            node.grouping,
            node.low_share,
            node.bridge_width,
            node.min_area,
            node.min_area_near,
            node.min_compactness,
            node.max_surround,
            names_in(node.scenery_names),
            node.max_hazards,
        ),
        RoadSettings(
            names_in(node.road_names),
            node.road_filter,
            node.road_margin,
            node.below_horizon,
            node.ego_mask,
            node.ego_front,
        ),
        TrackSettings(node.track, node.confirm_hits, node.confirm_window, node.coast, node.memory),
        GroundSettings(
            node.camera_height,
            node.camera_pitch,
            node.camera_roll,
            node.attitude_error,
            pixel_error_px=node.pixel_error,
            rectified=node.rectified,
        ),
    )


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a parameter lists, with commas between them."""
    return tuple(name.strip() for name in text.split(',') if name.strip())
