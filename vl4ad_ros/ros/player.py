"""Publishes a drive as a camera would: in real time, whoever keeps up."""

import argparse
import sys
import time
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import rclpy
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.signals import SignalHandlerOptions
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from ..demo.progress import DONE, RUNNING, WAITING, PlayerProgress, to_line
from ..demo.schedule import due_frames
from ..demo.topics import IMAGE, camera_image
from ..demo.views import view_of
from ..drives.drive import open_drive
from ..errors import Vl4adError
from ..structures import UInt8Array
from .image_messages import to_image_message
from .signals import interrupt_on_signals

QOS = QoSProfile(depth=10, reliability=ReliabilityPolicy.RELIABLE)
FRAME_ID = 'camera_optical_frame'
JPEG_QUALITY = 90
# Time between becoming ready and the first image, as a camera is up before a car moves.
LEAD_NS = 300_000_000
REPORT_PERIOD_S = 0.2


class _Camera:
    """The topics on which images are published."""

    def __init__(self, node: Node, topic: str, frame_id: str) -> None:
        self._raw = node.create_publisher(Image, topic, QOS)
        self._compressed = node.create_publisher(CompressedImage, f'{topic}/compressed', QOS)
        self._frame_id = frame_id

    @property
    def is_heard(self) -> bool:
        """Whether both topics have a subscriber."""
        return _is_heard(self._raw) and _is_heard(self._compressed)

    def publish(self, image: UInt8Array, stamp_ns: int) -> None:
        """Publish an image, also as JPEG if somebody listens to that."""
        header = Header(frame_id=self._frame_id)
        header.stamp.sec, header.stamp.nanosec = divmod(stamp_ns, 10**9)
        self._raw.publish(to_image_message(image, 'rgb8', header))
        if _is_heard(self._compressed):
            self._compressed.publish(to_jpeg_message(image, header))


class Player:
    """
    Publishes images on time; one that is late by more than a period is skipped.

    With names of cameras each of them shows a view of its own.
    """

    def __init__(self, node: Node, period_ns: int, names: Sequence[str] = ()) -> None:
        self._cameras = [
            _Camera(node, camera_image(name), f'{name}_{FRAME_ID}') for name in names
        ] or [_Camera(node, IMAGE, FRAME_ID)]
        self._has_views = bool(names)
        self._period_ns = period_ns
        self._sent = self._skipped = 0
        self._reported_s = 0.0

    def wait_for_subscribers(self) -> None:
        """Return when all topics have a subscriber."""
        self._report(WAITING)
        while not all(camera.is_heard for camera in self._cameras):
            time.sleep(0.02)

    def play(self, frames: Iterable[tuple[UInt8Array, int]]) -> None:
        """Publish each image when it is due; its stamp is that time, on the wall clock."""
        start_ns = 0
        for image, due_ns in frames:
            start_ns = start_ns or time.time_ns() + LEAD_NS
            stamp_ns = start_ns + due_ns
            late_ns = time.time_ns() - stamp_ns
            if late_ns > self._period_ns:
                self._skipped += 1
                continue
            time.sleep(max(0, -late_ns) / 1e9)
            self._publish(image, stamp_ns)
            self._report_sometimes()
        self._report(DONE)

    def _publish(self, image: UInt8Array, stamp_ns: int) -> None:
        count = len(self._cameras)
        for index, camera in enumerate(self._cameras):
            camera.publish(view_of(image, index, count) if self._has_views else image, stamp_ns)
        self._sent += 1

    def _report_sometimes(self) -> None:
        if time.monotonic() - self._reported_s > REPORT_PERIOD_S:
            self._reported_s = time.monotonic()
            self._report(RUNNING)

    def _report(self, phase: str) -> None:
        print(to_line(PlayerProgress(phase, self._sent, self._skipped)), flush=True)


def to_jpeg_message(
    image: UInt8Array,  # (H, W, 3) RGB
    header: Header,
) -> CompressedImage:
    """Return the image as a JPEG message."""
    options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    _, encoded = cv2.imencode('.jpg', cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    return CompressedImage(header=header, format='jpeg', data=array('B', encoded.tobytes()))


def _is_heard(publisher: Publisher) -> bool:
    return bool(publisher.get_subscription_count())


def main() -> None:
    """Play the drive once, then stay until SIGINT, so that nothing is lost on the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--drive', type=Path, required=True)
    parser.add_argument('--loop', action='store_true', help='play it again and again, at once')
    parser.add_argument('--camera', action='append', default=[], help='name of one of several')
    arguments = parser.parse_args()
    interrupt_on_signals()  # which ends the loops below at once
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    node = Node('player')
    try:
        drive = open_drive(arguments.drive)
        player = Player(node, round(1e9 / drive.fps), arguments.camera)
        if not arguments.loop:
            player.wait_for_subscribers()
        player.play(due_frames(drive))
        while arguments.loop:
            player.play(due_frames(drive))
        while True:
            time.sleep(60)
    except KeyboardInterrupt:
        pass
    except Vl4adError as error:
        sys.exit(f'error: {error}')
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


if __name__ == '__main__':
    main()
