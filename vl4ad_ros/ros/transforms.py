"""How the cameras are mounted, as tf has it. tf2 for Python is not everywhere; its topics are."""

from typing import Any

from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rclpy.subscription import Subscription
from std_msgs.msg import Header

from ..errors import TransformError
from ..hazards.mount import Transform, mount_from_transforms
from ..structures import CameraMount

LOG_EVERY_S = 5.0
_DEPTH = 100  # as tf2's own listener
_MOVING = QoSProfile(depth=_DEPTH, reliability=ReliabilityPolicy.BEST_EFFORT)
_STATIC = QoSProfile(
    depth=_DEPTH,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)


class Transforms:
    """
    Keeps the newest transform of each frame, and knows from them how cameras are mounted.

    Without a base frame, or without tf2_msgs, nothing is subscribed and no mount is known.
    """

    def __init__(self, node: Node, base_frame: str) -> None:
        self._node = node
        self._base_frame = base_frame
        self._transforms: dict[str, Transform] = {}
        self._subscriptions: list[Subscription] = []
        if base_frame:
            self._subscribe()

    def mount(
        self,
        header: Header,  # of an image
    ) -> CameraMount | None:
        """Return how the camera of an image is mounted; None where tf does not say it."""
        if not self._subscriptions:
            return None
        stamp_ns = header.stamp.sec * 10**9 + header.stamp.nanosec
        try:
            return mount_from_transforms(
                self._transforms.copy(), self._base_frame, header.frame_id, stamp_ns
            )
        except TransformError as error:
            self._node.get_logger().warning(
                f'no ranges from tf: {error}', throttle_duration_sec=LOG_EVERY_S
            )
            return None

    def destroy(self) -> None:
        """Listen no more."""
        while self._subscriptions:
            self._node.destroy_subscription(self._subscriptions.pop())

    def _subscribe(self) -> None:
        try:
            from tf2_msgs.msg import TFMessage
        except ModuleNotFoundError:
            self._node.get_logger().warning(
                f'base_frame {self._base_frame!r} has no effect: install the package tf2_msgs, or '
                'give camera_height, camera_pitch and camera_roll'
            )
            return
        for topic, take, qos in (
            ('/tf', self._take_moving, _MOVING),
            ('/tf_static', self._take_static, _STATIC),
        ):
            self._subscriptions.append(self._node.create_subscription(TFMessage, topic, take, qos))

    def _take_moving(self, message: Any) -> None:  # tf2_msgs/TFMessage
        for stamped in message.transforms:
            stamp = stamped.header.stamp
            self._keep(stamped, stamp.sec * 10**9 + stamp.nanosec)

    def _take_static(self, message: Any) -> None:  # tf2_msgs/TFMessage
        for stamped in message.transforms:
            self._keep(stamped, None)

    def _keep(
        self,
        stamped: Any,  # geometry_msgs/TransformStamped
        stamp_ns: int | None,
    ) -> None:
        shift, turn = stamped.transform.translation, stamped.transform.rotation
        self._transforms[_name(stamped.child_frame_id)] = Transform(
            _name(stamped.header.frame_id),
            (shift.x, shift.y, shift.z),
            (turn.x, turn.y, turn.z, turn.w),
            stamp_ns,
        )


def _name(frame_id: str) -> str:
    """Return the name of a frame; some old drivers still begin it with a slash."""
    return frame_id.removeprefix('/')
