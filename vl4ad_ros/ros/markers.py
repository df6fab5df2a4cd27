"""Hazards in space, for RViz and Foxglove's 3D panel."""

from collections.abc import Iterator

from builtin_interfaces.msg import Duration
from geometry_msgs.msg import Point, Vector3
from std_msgs.msg import ColorRGBA
from visualization_msgs.msg import Marker, MarkerArray

from vl4ad_ros.msg import Hazard

from .answer import Answer
from .contact_points import contact_xyz, direction_xyz, has_bearing, has_range

# A marker that nobody renews vanishes: no image for so long, no hazards to show.
LIFETIME = Duration(sec=1, nanosec=0)
BEARING_LENGTH_M = 5.0  # of an arrow towards a hazard whose range is not known
POST_DIAMETER_M, POST_HEIGHT_M = 0.3, 1.0
LETTER_HEIGHT_M = 0.3
COLOUR = ColorRGBA(r=0.25, g=0.88, b=1.0, a=0.9)  # the cyan of the overlay


def hazard_markers(answer: Answer) -> MarkerArray:
    """
    Return a post and a name where a hazard stands, or an arrow where only its bearing is known.

    The first marker removes those of the image before.
    """
    clear = Marker(header=answer.header, action=Marker.DELETEALL)
    markers = [marker for hazard in answer.hazards.hazards for marker in _markers(hazard)]
    for marker in markers:
        marker.header = answer.header
        marker.lifetime = LIFETIME
        marker.color = COLOUR
    return MarkerArray(markers=[clear, *markers])


def _markers(hazard: Hazard) -> Iterator[Marker]:
    if has_range(hazard):
        yield _post(hazard)
        yield _name(hazard)
    elif has_bearing(hazard):
        yield _arrow(hazard)


def _post(hazard: Hazard) -> Marker:
    x, y, z = contact_xyz(hazard)
    marker = Marker(ns='hazards', id=hazard.id, type=Marker.LINE_LIST)
    # From the ground up: in an optical frame that is against y.
    marker.points = [Point(x=x, y=y, z=z), Point(x=x, y=y - POST_HEIGHT_M, z=z)]
    marker.scale = Vector3(x=POST_DIAMETER_M, y=0.0, z=0.0)
    return marker


def _name(hazard: Hazard) -> Marker:
    x, y, z = contact_xyz(hazard)
    marker = Marker(ns='names', id=hazard.id, type=Marker.TEXT_VIEW_FACING)
    marker.pose.position = Point(x=x, y=y - POST_HEIGHT_M - LETTER_HEIGHT_M, z=z)
    marker.scale.z = LETTER_HEIGHT_M
    marker.text = f'{hazard.name} {hazard.score_max:.2f}'
    return marker


def _arrow(hazard: Hazard) -> Marker:
    x, y, z = (BEARING_LENGTH_M * part for part in direction_xyz(hazard))
    marker = Marker(ns='bearings', id=hazard.id, type=Marker.ARROW)
    marker.points = [Point(), Point(x=x, y=y, z=z)]
    marker.scale = Vector3(x=0.05, y=0.15, z=0.3)  # shaft, head, length of the head
    return marker
