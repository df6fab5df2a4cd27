"""What the node publishes of a frame: each output has a switch, and costs nothing unheard."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rclpy.qos_overriding_options import QoSOverridingOptions
from sensor_msgs.msg import CompressedImage, Image, PointCloud2
from visualization_msgs.msg import MarkerArray

from vl4ad_ros.msg import HazardArray

from ..settings import NodeSettings
from .answer import Answer
from .contact_points import contact_point_cloud
from .label_images import label_image
from .markers import hazard_markers
from .overlay_images import compressed_overlay, overlay_image
from .score_images import score_image, score_mono8_image

DEPTH = 10


@dataclass(frozen=True)
class Output:
    """A topic, its type, and how a message is made of an answer."""

    topic: str  # below the node's name
    kind: Any  # class of the messages
    make: Callable[[Answer], Any]
    latched: bool = False  # kept for those who come later; sent when the vocabulary changes


def _label_info() -> Output:
    from vision_msgs.msg import LabelInfo

    from .label_info import label_info

    return Output('label_info', LabelInfo, label_info, latched=True)


def _detections() -> Output:
    from vision_msgs.msg import Detection2DArray

    from .detections import detection_array

    return Output('detections', Detection2DArray, detection_array)


def _annotations() -> Output:
    from foxglove_msgs.msg import ImageAnnotations

    from .annotations import image_annotations

    return Output('annotations', ImageAnnotations, image_annotations)


# By the parameter that switches them, in the order in which they are published. A message
# package that may be missing is imported when its output is asked for.
OUTPUTS: Mapping[str, Callable[[], Output]] = {
    'publish_hazards': lambda: Output('hazards', HazardArray, lambda answer: answer.hazards),
    'publish_points': lambda: Output('points', PointCloud2, contact_point_cloud),
    'publish_markers': lambda: Output('markers', MarkerArray, hazard_markers),
    'publish_detections': _detections,
    'publish_annotations': _annotations,
    'publish_score': lambda: Output('score', Image, score_image),
    'publish_score_mono8': lambda: Output('score_mono8', Image, score_mono8_image),
    'publish_labels': lambda: Output('labels', Image, label_image),
    'publish_label_info': _label_info,
    'publish_overlay': lambda: Output('overlay', Image, overlay_image),
    'publish_overlay_compressed': lambda: Output(
        'overlay/compressed', CompressedImage, compressed_overlay
    ),
}


class Outputs:
    """
    The publishers of one camera.

    `change` may be called from another thread than the others.
    """

    def __init__(
        self,
        node: Node,
        prefix: str = '~',  # of the topics
    ) -> None:
        self._node = node
        self._prefix = prefix
        self._lock = threading.Lock()
        self._topics: dict[str, _Topic] = {}
        self._missing: set[str] = set()  # outputs asked for whose messages are not installed

    def change(self, settings: NodeSettings) -> None:
        """Put up the topics that the settings ask for, and take down the others."""
        with self._lock:
            for setting, load in OUTPUTS.items():
                is_wanted = getattr(settings, setting)
                if is_wanted and setting not in self._topics:
                    self._put_up(setting, load)
                elif not is_wanted and setting in self._topics:
                    self._topics.pop(setting).destroy()

    def publish_hazards(self, answer: Answer) -> None:
        """Publish the hazards: they go out before anything else is computed."""
        self._publish(answer, only_hazards=True)

    def publish_others(self, answer: Answer) -> None:
        """Publish whatever else somebody subscribes to."""
        self._publish(answer, only_hazards=False)

    def destroy(self) -> None:
        """Take all topics down."""
        with self._lock:
            while self._topics:
                self._topics.popitem()[1].destroy()

    def _publish(self, answer: Answer, only_hazards: bool) -> None:
        with self._lock:
            for setting in OUTPUTS:
                topic = self._topics.get(setting)
                if topic and (setting == 'publish_hazards') is only_hazards:
                    topic.publish(answer)

    def _put_up(self, setting: str, load: Callable[[], Output]) -> None:
        try:
            output = load()
        except ModuleNotFoundError as error:
            if setting not in self._missing:
                self._missing.add(setting)
                self._node.get_logger().warning(
                    f'{setting} is left out: install the package {error.name} and start again'
                )
            return
        self._topics[setting] = _Topic(self._node, f'{self._prefix}/{output.topic}', output)


class _Topic:
    """One output on its topic."""

    def __init__(self, node: Node, name: str, output: Output) -> None:
        self._node = node
        self._output = output
        self._digest = ''  # of the vocabulary that was last published
        # A profile of its own: rclpy writes the overrides into it.
        qos = QoSProfile(
            depth=1 if output.latched else DEPTH,
            reliability=ReliabilityPolicy.RELIABLE,
            durability=DurabilityPolicy.TRANSIENT_LOCAL
            if output.latched
            else DurabilityPolicy.VOLATILE,
        )
        self._publisher: Publisher = node.create_publisher(
            output.kind,
            name,
            qos,
            qos_overriding_options=QoSOverridingOptions.with_default_policies(),
        )

    def publish(self, answer: Answer) -> None:
        """Make the message and send it, unless nobody would get it, or has it already."""
        if self._output.latched:
            if self._digest == answer.text.digest:
                return
            self._digest = answer.text.digest
        elif not self._publisher.get_subscription_count():
            return
        self._publisher.publish(self._output.make(answer))

    def destroy(self) -> None:
        """Take the topic down."""
        self._node.destroy_publisher(self._publisher)
