"""One camera of the node: what it listens to, publishes, and knows."""

import time
from collections.abc import Callable
from typing import Any

from rclpy.event_handler import QoSRequestedIncompatibleQoSInfo, SubscriptionEventCallbacks
from rclpy.node import Node
from rclpy.qos import HistoryPolicy, QoSProfile, ReliabilityPolicy, qos_policy_name_from_kind
from rclpy.qos_overriding_options import QoSOverridingOptions
from rclpy.subscription import Subscription
from sensor_msgs.msg import CameraInfo, CompressedImage, Image

from ..camera_settings import CameraSettings
from ..score_drift import ScoreDrift
from ..structures import CameraCalibration
from .calibration_messages import to_calibration
from .camera_topics import CameraTopics, camera_topics
from .diagnostics import Source
from .outputs import Outputs
from .statistics import FrameStatistics

UNNAMED = 'camera'  # what a frame calls the camera of a node that names none
_INFO_QOS = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
_REMEDIES = {
    'RELIABILITY': 'set the parameter reliability to best_effort, which takes images from both',
    'DURABILITY': 'let the publisher and qos_overrides name the same durability',
}


class Camera:
    """
    The subscriptions of a camera while the node is active, and its publishers.

    Raises whatever rclpy raises for topics and QoS that cannot be.
    """

    def __init__(
        self,
        node: Node,
        name: str,  # empty: the only one
        settings: CameraSettings,
        drift: ScoreDrift,
    ) -> None:
        self.name = name or UNNAMED
        self.label = f'{UNNAMED} {name}' if name else UNNAMED  # in diagnostics
        self.settings = settings
        self.drift = drift
        self.statistics = FrameStatistics()
        self.outputs = Outputs(node, f'~/{name}' if name else '~')
        self.topics: CameraTopics = camera_topics(
            node, name, settings.image_transport == 'compressed'
        )
        self.calibration: CameraCalibration | None = None  # the newest
        self.newest_stamp_ns = 0  # of the images processed; back to 0 when time is reset
        self.last_header: Any = None  # of the newest image processed
        self._node = node
        self._subscriptions: list[Subscription] = []
        self._last_arrival_s = 0.0
        self._has_arrived = False
        self._incompatible = ''

    def subscribe(self, on_image: Callable[['Camera', Image | CompressedImage], None]) -> None:
        """Take images, and whatever calibration comes with them."""
        self._last_arrival_s, self._has_arrived, self._incompatible = time.monotonic(), False, ''

        def take(message: Image | CompressedImage) -> None:
            self._last_arrival_s, self._has_arrived = time.monotonic(), True
            on_image(self, message)

        compressed = self.settings.image_transport == 'compressed'
        self._subscriptions.append(
            self._node.create_subscription(
                CompressedImage if compressed else Image,
                self.topics.image,
                take,
                self._image_qos(),
                event_callbacks=SubscriptionEventCallbacks(incompatible_qos=self._on_mismatch),
                qos_overriding_options=QoSOverridingOptions.with_default_policies(),
            )
        )
        self._subscriptions.append(
            self._node.create_subscription(
                CameraInfo, self.topics.info, self._on_calibration, _INFO_QOS
            )
        )

    def unsubscribe(self) -> None:
        """Take no more images."""
        while self._subscriptions:
            self._node.destroy_subscription(self._subscriptions.pop())

    def destroy(self) -> None:
        """Take all topics down."""
        self.unsubscribe()
        self.outputs.destroy()

    @property
    def source(self) -> Source | None:
        """The topic of the images as it is now; None while nothing is subscribed."""
        if not self._subscriptions:
            return None
        return Source(
            self.topics.image,
            self._node.count_publishers(self.topics.image),
            time.monotonic() - self._last_arrival_s,
            self._has_arrived,
            self._incompatible,
        )

    def _image_qos(self) -> QoSProfile:
        return QoSProfile(
            depth=self.settings.depth,
            history=HistoryPolicy[self.settings.history.upper()],
            reliability=ReliabilityPolicy[self.settings.reliability.upper()],
        )

    def _on_calibration(self, message: CameraInfo) -> None:
        self.calibration = to_calibration(message)

    def _on_mismatch(self, info: QoSRequestedIncompatibleQoSInfo) -> None:
        policy = qos_policy_name_from_kind(info.last_policy_kind)
        remedy = _REMEDIES.get(policy, f'let both name the same {policy.lower()}')
        self._incompatible = (
            f'a publisher on {self.topics.image} offers another {policy.lower()} than this node '
            f'asks for, so none of its images arrive: {remedy}'
        )
        self._node.get_logger().warning(self._incompatible)
