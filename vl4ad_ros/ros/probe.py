"""Says what ROS 2 is here and what topics carry, in one line of JSON, for `vl4ad doctor`."""

import sys
import time
from typing import Any

import rclpy
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.serialization import deserialize_message
from rclpy.utilities import get_rmw_implementation_identifier
from sensor_msgs.msg import CompressedImage, Image

from ..doctor.probe import FIRST_IMAGE_S, LISTEN_S, RosReport, TopicReport

SPIN_S = 0.1
_CLASSES = {
    'sensor_msgs/msg/Image': Image,
    'sensor_msgs/msg/CompressedImage': CompressedImage,
}
# Receives from every publisher, and keeps no backlog.
QOS = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)


class Listener:
    """Counts the images on a topic."""

    def __init__(self, node: Node, topic: str) -> None:
        self._node = node
        self._topic = node.resolve_topic_name(topic)
        self._arrivals_s: list[float] = []
        self._last = b''
        self._start_s = time.monotonic()
        self._kind: Any = None

    def is_done(self, now_s: float) -> bool:
        """Whether it has listened long enough at that time on the monotonic clock."""
        if self._arrivals_s:
            return now_s - self._arrivals_s[0] > LISTEN_S
        return now_s - self._start_s > FIRST_IMAGE_S

    def subscribe(self) -> None:
        """Start to count, once a publisher of images is known."""
        if self._kind is not None:
            return
        kinds = [_CLASSES[name] for name in self._types() if name in _CLASSES]
        if kinds:
            self._kind = kinds[0]
            self._node.create_subscription(self._kind, self._topic, self._take, QOS, raw=True)

    def report(self) -> TopicReport:
        """Return what was heard."""
        publishers = self._node.count_publishers(self._topic)
        heard = self._arrivals_s
        return TopicReport(
            self._topic,
            self._types(),
            publishers,
            len(heard),
            heard[-1] - heard[0] if heard else 0.0,
            self._describe(),
            () if publishers else self._others(),
        )

    def _take(self, cdr: bytes) -> None:
        self._arrivals_s.append(time.monotonic())
        self._last = cdr

    def _types(self) -> tuple[str, ...]:
        infos = self._node.get_publishers_info_by_topic(self._topic)
        return tuple(sorted({info.topic_type for info in infos}))

    def _describe(self) -> str:
        if not self._last:
            return ''
        message = deserialize_message(self._last, self._kind)
        if self._kind is CompressedImage:
            return str(message.format)
        return f'{message.width}x{message.height} {message.encoding}'

    def _others(self) -> tuple[str, ...]:
        topics = self._node.get_topic_names_and_types()
        return tuple(name for name, types in topics if set(types) & _CLASSES.keys())


def main(topics: list[str]) -> None:
    """Import everything, listen to the topics, and print the report."""
    middleware = get_rmw_implementation_identifier()
    try:
        from vl4ad_ros.msg import HazardArray  # noqa: F401
    except ImportError as error:
        print(RosReport(middleware=middleware, messages_error=str(error)).to_line())
        return
    reports = _listen(topics) if topics else ()
    print(RosReport(middleware=middleware, topics=reports).to_line())


def _listen(topics: list[str]) -> tuple[TopicReport, ...]:
    rclpy.init(args=[])
    node = Node('vl4ad_doctor')
    try:
        listeners = [Listener(node, topic) for topic in topics]
        while not all(listener.is_done(time.monotonic()) for listener in listeners):
            for listener in listeners:
                listener.subscribe()
            rclpy.spin_once(node, timeout_sec=SPIN_S)
        return tuple(listener.report() for listener in listeners)
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


if __name__ == '__main__':
    main(sys.argv[1:])
