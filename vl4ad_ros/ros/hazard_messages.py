"""The classes of the messages that say what was found in a frame."""

from typing import Any

from builtin_interfaces.msg import Duration
from geometry_msgs.msg import Point32
from sensor_msgs.msg import RegionOfInterest

from vl4ad_ros.msg import Hazard, HazardArray

_CLASSES = {
    'builtin_interfaces/msg/Duration': Duration,
    'geometry_msgs/msg/Point32': Point32,
    'sensor_msgs/msg/RegionOfInterest': RegionOfInterest,
    'vl4ad_ros/msg/Hazard': Hazard,
    'vl4ad_ros/msg/HazardArray': HazardArray,
}


def make_message(type_name: str, **fields: Any) -> Any:
    """Return a message of rclpy."""
    return _CLASSES[type_name](**fields)
