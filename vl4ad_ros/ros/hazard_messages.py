"""Hazards as messages."""

from math import nan

from geometry_msgs.msg import Point32
from sensor_msgs.msg import RegionOfInterest

from vl4ad_ros.msg import Hazard as HazardMessage

from ..structures import Hazard

NO_COVARIANCE = [nan] * 9


def to_hazard_message(hazard: Hazard) -> HazardMessage:
    """Return one hazard as a message; it has no direction or range yet, and says so."""
    x_min, y_min, x_max, y_max = hazard.box_xyxy_px
    return HazardMessage(
        id=hazard.id,
        name=hazard.name,
        box=RegionOfInterest(
            x_offset=x_min, y_offset=y_min, width=x_max - x_min, height=y_max - y_min
        ),
        contour=[Point32(x=float(x), y=float(y)) for x, y in hazard.contour_xy_px],
        area=hazard.area_px,
        truncated=hazard.truncated,
        score_mean=hazard.score_mean,
        score_max=hazard.score_max,
        age=hazard.age_frames,
        hits=hazard.hits,
        geometry_source=HazardMessage.GEOMETRY_NONE,
        bearing=nan,
        elevation=nan,
        range=nan,
        covariance=NO_COVARIANCE,
    )
