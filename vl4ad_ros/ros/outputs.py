"""What the node publishes about a frame; images only when somebody subscribes."""

import numpy as np
from rclpy.lifecycle import LifecycleNode
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from vl4ad_ros.msg import HazardArray

from ..messages import score_at_image_size
from ..overlay import draw_overlay
from ..structures import FloatArray, FrameResult, UInt8Array
from .image_messages import to_image_message

QOS = QoSProfile(depth=10, reliability=ReliabilityPolicy.RELIABLE)


class Outputs:
    """The publishers of a configured node."""

    def __init__(self, node: LifecycleNode, notice: str) -> None:
        self._node = node
        self._notice = notice  # written into every overlay
        self._hazards = node.create_lifecycle_publisher(HazardArray, '~/hazards', QOS)
        self._score = node.create_lifecycle_publisher(Image, '~/score', QOS)
        self._score_mono8 = node.create_lifecycle_publisher(Image, '~/score_mono8', QOS)
        self._overlay = node.create_lifecycle_publisher(Image, '~/overlay', QOS)

    def publish_hazards(self, message: HazardArray) -> None:
        """Publish the hazards of a frame, whoever listens."""
        self._hazards.publish(message)

    def publish_images(self, result: FrameResult, header: Header) -> None:
        """Publish the pictures of a result that somebody subscribes to."""
        if self._score.get_subscription_count():
            score = score_at_image_size(result.maps.score, result.frame.size_hw)
            self._score.publish(to_image_message(score, '32FC1', header))
        if self._score_mono8.get_subscription_count():
            score = score_at_image_size(result.maps.score, result.frame.size_hw)
            self._score_mono8.publish(to_image_message(_as_bytes(score), 'mono8', header))
        if self._overlay.get_subscription_count():
            picture = draw_overlay(
                result.frame.image, result.maps.score, result.hazards, self._notice
            )
            self._overlay.publish(to_image_message(picture, 'rgb8', header))

    def destroy(self) -> None:
        """Take the topics down."""
        for publisher in (self._hazards, self._score, self._score_mono8, self._overlay):
            self._node.destroy_lifecycle_publisher(publisher)


def _as_bytes(
    score: FloatArray,  # (H, W) in [0, 1]
) -> UInt8Array:  # (H, W) in [0, 255]
    pixels: UInt8Array = np.rint(score * 255).astype(np.uint8)
    return pixels
