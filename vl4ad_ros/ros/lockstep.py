"""Sends the images of a bag to nodes one by one, and writes down each answer before the next."""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.serialization import deserialize_message
from rclpy.signals import SignalHandlerOptions
from sensor_msgs.msg import CompressedImage, Image

from vl4ad_ros.msg import Hazard, HazardArray

from ..demo.progress import DONE, RUNNING, WAITING, PlayerProgress, to_line
from ..demo.topics import DIAGNOSTICS
from ..errors import ReplayError, Vl4adError
from ..replay.frame_record import FRAMES_FILE, FrameRecord, Values
from ..replay.image_bag import ImageBag, ImageMessage
from ..replay.replayer import BAD_MESSAGE
from ..replay.results import HAZARDS, KINDS, SCORE, ResultsWriter, output_topic
from .signals import interrupt_on_signals

QOS = QoSProfile(depth=10, reliability=ReliabilityPolicy.RELIABLE)
ANSWER_PATIENCE_S = 60.0
REPORT_PERIOD_S = 0.2
_CLASSES = {HAZARDS: HazardArray, SCORE: Image}
_REJECTED = 'rejected_'
_CAMERA = ': camera'  # after the name of a node, in its diagnostics


class Camera:
    """One image topic, the outputs of its node, and what that node says of its frames."""

    def __init__(self, node: Node, topic: str, is_compressed: bool, alone: bool) -> None:
        self._node = node
        self._topic = topic
        self._publisher = node.create_publisher(
            CompressedImage if is_compressed else Image, topic, QOS
        )
        self._outputs = {output: output_topic(output, topic, alone) for output in KINDS}
        self.answers: dict[str, bytes] = {}
        self._rejections: dict[str, int] = {}
        self._counters: dict[str, str] | None = None
        for output, name in self._outputs.items():
            node.create_subscription(_CLASSES[output], name, self._taker(output), QOS, raw=True)

    def _taker(self, output: str) -> Callable[[bytes], None]:
        def take(cdr: bytes) -> None:
            self.answers[output] = cdr

        return take

    def read_diagnostics(self, message: DiagnosticArray) -> None:
        """Keep what the node of this camera says."""
        for status in message.status:
            if status.name.endswith(_CAMERA) and status.hardware_id == self._topic:
                self._counters = {pair.key: pair.value for pair in status.values}

    @property
    def is_ready(self) -> bool:
        """Whether the node is active, and both sides have found each other."""
        heard = self._counters is not None and self._publisher.get_subscription_count()
        return bool(heard) and all(map(self._node.count_publishers, self._outputs.values()))

    def send(self, image: ImageMessage) -> None:
        """Publish an image as it was recorded."""
        self.answers.clear()
        self._publisher.publish(image.cdr)

    @property
    def is_answered(self) -> bool:
        """Whether everything is here that the node says of a good image."""
        return len(self.answers) == len(self._outputs)

    def take_rejection(self) -> str:
        """Return the reason of a rejection that was not yet taken, or nothing."""
        for key, value in (self._counters or {}).items():
            if key.startswith(_REJECTED) and int(value) > self._rejections.get(key, 0):
                self._rejections[key] = int(value)
                return key.removeprefix(_REJECTED)
        return ''


class Lockstep:
    """Has one image in flight."""

    def __init__(self, node: Node, bag: ImageBag) -> None:
        self._node = node
        self._bag = bag
        alone = len(bag.topics) == 1
        self._cameras = {
            topic: Camera(node, topic, bag.is_compressed(topic), alone) for topic in bag.topics
        }
        # Last: once a message has arrived here, the nodes have seen the subscriptions before it.
        for camera in self._cameras.values():
            node.create_subscription(DiagnosticArray, DIAGNOSTICS, camera.read_diagnostics, QOS)
        self._reported_s = 0.0

    def run(self, out: Path) -> None:
        """Send every image and write results.mcap and frames.jsonl."""
        self._report(PlayerProgress(WAITING))
        while not all(camera.is_ready for camera in self._cameras.values()):
            rclpy.spin_once(self._node, timeout_sec=0.1)
        frames = 0
        with (
            (out / FRAMES_FILE).open('w', encoding='utf-8') as lines,
            ResultsWriter(out, self._bag.topics) as results,
        ):
            for number, image in enumerate(self._bag):
                lines.write(self._exchange(number, image, results).to_line())
                frames = number + 1
                if time.monotonic() - self._reported_s > REPORT_PERIOD_S:
                    self._report(PlayerProgress(RUNNING, frames))
        self._report(PlayerProgress(DONE, frames))

    def _exchange(self, number: int, image: ImageMessage, results: ResultsWriter) -> FrameRecord:
        if image.message is None:  # nothing that a publisher of this type could send
            return FrameRecord(number, image.topic, image.stamp_ns, rejected=BAD_MESSAGE)
        camera = self._cameras[image.topic]
        camera.send(image)
        deadline = time.monotonic() + ANSWER_PATIENCE_S
        while not camera.is_answered:
            rclpy.spin_once(self._node, timeout_sec=0.1)
            if not camera.answers and (reason := camera.take_rejection()):
                return FrameRecord(number, image.topic, image.stamp_ns, rejected=reason)
            if time.monotonic() > deadline:
                raise ReplayError(
                    f'the node gave no answer to frame {number} ({image.topic} at '
                    f'{image.stamp_ns} ns) within {ANSWER_PATIENCE_S:.0f} s: is the machine busy?'
                )
        for output, cdr in camera.answers.items():
            results.write(output, image, cdr)
        return _record(number, image, deserialize_message(camera.answers[HAZARDS], HazardArray))

    def _report(self, progress: PlayerProgress) -> None:
        self._reported_s = time.monotonic()
        print(to_line(progress), flush=True)


def _record(number: int, image: ImageMessage, message: HazardArray) -> FrameRecord:
    assert image.message is not None
    sent, answered = image.message.header, message.header
    if (sent.stamp.sec, sent.stamp.nanosec) != (answered.stamp.sec, answered.stamp.nanosec):
        raise ReplayError(f'the node answered frame {number} with the stamp of another one')
    return FrameRecord(
        number,
        image.topic,
        image.stamp_ns,
        answered.frame_id,
        (message.image_height, message.image_width),
        hazards=tuple(map(_hazard_values, message.hazards)),
    )


def _hazard_values(hazard: Hazard) -> Values:
    box = hazard.box
    x, y = box.x_offset, box.y_offset
    return {'name': hazard.name, 'box_xyxy_px': (x, y, x + box.width, y + box.height)}


def main() -> None:
    """Send the whole bag, then end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--bag', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--topic', action='append', default=[])
    arguments = parser.parse_args()
    interrupt_on_signals()  # which ends the loops above at once
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    try:
        with ExitStack() as stack:
            node = Node('lockstep')
            stack.callback(node.destroy_node)
            bag = stack.enter_context(ImageBag(arguments.bag, arguments.topic))
            Lockstep(node, bag).run(arguments.out)
    except KeyboardInterrupt:
        pass
    except Vl4adError as error:
        sys.exit(f'error: {error}')
    finally:
        rclpy.try_shutdown()


if __name__ == '__main__':
    main()
