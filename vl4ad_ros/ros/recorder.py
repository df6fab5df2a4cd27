"""Writes every output of the node into one MCAP file, as it comes from the wire."""

import argparse
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import String

from vl4ad_ros.msg import HazardArray

from ..bags.writer import McapFileWriter
from ..demo.progress import DONE, RUNNING, WAITING, RecorderProgress, to_line
from ..demo.summary import stamp_of
from ..demo.topics import (
    CAMERA_STATUS,
    COMPRESSED,
    DIAGNOSTICS,
    DRIVE,
    HAZARDS,
    NODE_OUTPUTS,
    RECORDED,
)
from .spinning import spin_until_shutdown

# Messages wait here, not in Python, while the file is being written.
QOS = QoSProfile(depth=1000, reliability=ReliabilityPolicy.RELIABLE)
REPORT_PERIOD_S = 0.2
MESSAGE_CLASSES = {
    'diagnostic_msgs/msg/DiagnosticArray': DiagnosticArray,
    'sensor_msgs/msg/CompressedImage': CompressedImage,
    'sensor_msgs/msg/Image': Image,
    'vl4ad_ros/msg/HazardArray': HazardArray,
}


class Recorder:
    """
    Subscribes to the node's outputs, and to the camera last: whoever plays a drive waits for that.

    So no image is published before all that comes of it can be recorded.
    """

    def __init__(self, node: Node, writer: McapFileWriter) -> None:
        self._node = node
        self._writer = writer
        self._recorded: Counter[str] = Counter()
        self._camera: dict[str, str] = {}
        self._hazards: tuple[tuple[str, float], ...] = ()
        self._camera_stamp_ns = 0
        self._readers: dict[str, Callable[[bytes], None]] = {
            HAZARDS: self._read_hazards,
            DIAGNOSTICS: self._read_diagnostics,
        }
        self._phase = WAITING
        for topic in NODE_OUTPUTS:
            self._subscribe(topic)
        node.create_timer(REPORT_PERIOD_S, self._report)

    def report_done(self) -> None:
        """Say that the file is complete."""
        self._phase = DONE
        self._report()

    def _subscribe(self, topic: str) -> None:
        kind = MESSAGE_CLASSES[RECORDED[topic]]
        self._node.create_subscription(kind, topic, partial(self._record, topic), QOS, raw=True)

    def _record(self, topic: str, cdr: bytes, information: dict[str, Any]) -> None:
        self._writer.write(topic, information['received_timestamp'], cdr)
        self._recorded[topic] += 1
        if topic in self._readers:
            self._readers[topic](cdr)

    def _read_hazards(self, cdr: bytes) -> None:
        message = deserialize_message(cdr, HazardArray)
        self._hazards = tuple((hazard.name, hazard.score_max) for hazard in message.hazards)

    def _read_diagnostics(self, cdr: bytes) -> None:
        message = deserialize_message(cdr, DiagnosticArray)
        for status in message.status:
            if status.name == CAMERA_STATUS:
                self._camera = {pair.key: pair.value for pair in status.values}
                self._camera_stamp_ns = stamp_of(message)

    def _report(self) -> None:
        if self._phase == WAITING and self._is_matched():
            self._phase = RUNNING
            self._subscribe(COMPRESSED)
        progress = RecorderProgress(
            self._phase,
            dict(self._recorded),
            self._camera,
            self._hazards,
            self._camera_stamp_ns,
        )
        print(to_line(progress), flush=True)

    def _is_matched(self) -> bool:
        return bool(self._camera) and all(map(self._node.count_publishers, NODE_OUTPUTS))


def main() -> None:
    """Record until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--file', type=Path, required=True)
    parser.add_argument('--drive', default='', help='what is played, noted in the file')
    arguments = parser.parse_args()
    rclpy.init()
    node = Node('recorder')
    with McapFileWriter(arguments.file) as writer:
        for topic, kind in RECORDED.items():
            writer.add_topic(topic, kind)
        writer.write(DRIVE, time.time_ns(), serialize_message(String(data=arguments.drive)))
        recorder = Recorder(node, writer)
        spin_until_shutdown(node)
    recorder.report_done()
    node.destroy_node()
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
