"""Names of a camera's topics, as image_transport forms them."""

from typing import NamedTuple

from rclpy.node import Node

IMAGE, INFO = 'image', 'camera_info'


class CameraTopics(NamedTuple):
    """Where a camera's images and its calibration come from."""

    image: str
    info: str


def camera_topics(
    node: Node,
    name: str,  # of the camera; empty: the only one
    compressed: bool,
) -> CameraTopics:
    """
    Return the topics of a camera after remapping.

    The transport is a sub-topic of wherever `image` is remapped to, and `camera_info` stands
    beside it; a remapping of their own comes before that.
    """
    base = f'{name}/{IMAGE}' if name else IMAGE
    image = node.resolve_topic_name(base)
    beside = f'{image.rpartition("/")[0]}/{INFO}'
    info = _remapped(node, f'{name}/{INFO}' if name else INFO) or beside
    if not compressed:
        return CameraTopics(image, info)
    return CameraTopics(_remapped(node, f'{base}/compressed') or f'{image}/compressed', info)


def _remapped(node: Node, name: str) -> str:
    """Return what a name is remapped to, or nothing."""
    resolved: str = node.resolve_topic_name(name)
    return '' if resolved == node.resolve_topic_name(name, only_expand=True) else resolved
