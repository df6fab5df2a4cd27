"""What the node publishes of a frame: each output has a switch, and costs nothing unheard."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rclpy.qos_overriding_options import QoSOverridingOptions, _declare_qos_parameters
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

Make: TypeAlias = Callable[[Answer], Any]


@dataclass(frozen=True)
class Output:
    """A topic, and where the class of its messages and the function that makes them come from."""

    topic: str  # below the node's name
    load: Callable[[], tuple[Any, Make]]
    latched: bool = False  # kept for those who come later; sent when the vocabulary changes


def _label_info() -> tuple[Any, Make]:
    from vision_msgs.msg import LabelInfo

    from .label_info import label_info

    return LabelInfo, label_info


def _detections() -> tuple[Any, Make]:
    from vision_msgs.msg import Detection2DArray

    from .detections import detection_array

    return Detection2DArray, detection_array


def _annotations() -> tuple[Any, Make]:
    from foxglove_msgs.msg import ImageAnnotations

    from .annotations import image_annotations

    return ImageAnnotations, image_annotations


# By the parameter that switches them, in the order in which they are published. A message
# package that may be missing is imported when its output is asked for.
OUTPUTS: Mapping[str, Output] = {
    'publish_hazards': Output('hazards', lambda: (HazardArray, lambda answer: answer.hazards)),
    'publish_points': Output('points', lambda: (PointCloud2, contact_point_cloud)),
    'publish_markers': Output('markers', lambda: (MarkerArray, hazard_markers)),
    'publish_detections': Output('detections', _detections),
    'publish_annotations': Output('annotations', _annotations),
    'publish_score': Output('score', lambda: (Image, score_image)),
    'publish_score_mono8': Output('score_mono8', lambda: (Image, score_mono8_image)),
    'publish_labels': Output('labels', lambda: (Image, label_image)),
    'publish_label_info': Output('label_info', _label_info, latched=True),
    'publish_overlay': Output('overlay', lambda: (Image, overlay_image)),
    'publish_overlay_compressed': Output(
        'overlay/compressed', lambda: (CompressedImage, compressed_overlay)
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
        self._names = {setting: f'{prefix}/{OUTPUTS[setting].topic}' for setting in OUTPUTS}
        # All at once, and not when a topic is put up: that may be while parameters are being
        # set, and each declaration is such a setting itself.
        self._qos = {
            setting: _declared_qos(node, name, OUTPUTS[setting].latched)
            for setting, name in self._names.items()
        }
        self._lock = threading.Lock()
        self._topics: dict[str, _Topic] = {}
        self._missing: set[str] = set()  # outputs asked for whose messages are not installed

    def change(self, settings: NodeSettings) -> None:
        """Put up the topics that the settings ask for, and take down the others."""
        with self._lock:
            for setting in OUTPUTS:
                is_wanted = getattr(settings, setting)
                if is_wanted and setting not in self._topics:
                    self._put_up(setting)
                elif not is_wanted and setting in self._topics:
                    self._topics.pop(setting).destroy()

    def publish_hazards(self, answer: Answer) -> None:
        """Publish the hazards: they go out before anything else is computed."""
        self._publish(answer, only_hazards=True)

    def publish_others(self, answer: Answer) -> None:
        """Publish whatever else somebody subscribes to."""
        self._publish(answer, only_hazards=False)

    def publish_stale(self, message: HazardArray) -> None:
        """Publish a word about a camera that has stopped, where its hazards are published."""
        with self._lock:
            if topic := self._topics.get('publish_hazards'):
                topic.send(message)

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

    def _put_up(self, setting: str) -> None:
        output = OUTPUTS[setting]
        try:
            kind, make = output.load()
        except ModuleNotFoundError as error:
            if setting not in self._missing:
                self._missing.add(setting)
                self._node.get_logger().warning(
                    f'{setting} is left out: install the package {error.name} and start again'
                )
            return
        publisher = self._node.create_publisher(kind, self._names[setting], self._qos[setting])
        self._topics[setting] = _Topic(self._node, publisher, make, output.latched)


class _Topic:
    """One output on its topic."""

    def __init__(self, node: Node, publisher: Publisher, make: Make, latched: bool) -> None:
        self._node = node
        self._publisher = publisher
        self._make = make
        self._latched = latched
        self._digest = ''  # of the vocabulary that was last published, where it is latched

    def publish(self, answer: Answer) -> None:
        """Make the message and send it, unless nobody would get it, or has it already."""
        if self._latched:
            if self._digest == answer.text.digest:
                return
            self._digest = answer.text.digest
        elif not self._publisher.get_subscription_count():
            return
        self._publisher.publish(self._make(answer))

    def send(self, message: Any) -> None:
        """Send a message as it is."""
        self._publisher.publish(message)

    def destroy(self) -> None:
        """Take the topic down."""
        self._node.destroy_publisher(self._publisher)


def _declared_qos(node: Node, name: str, latched: bool) -> QoSProfile:
    """Return the QoS of a topic, as parameters override it, and declare those parameters."""
    qos = QoSProfile(
        depth=1 if latched else DEPTH,
        reliability=ReliabilityPolicy.RELIABLE,
        durability=DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE,
    )
    options = QoSOverridingOptions.with_default_policies()
    # What create_publisher does with these options; there is no public way to do it before.
    _declare_qos_parameters(Publisher, node, node.resolve_topic_name(name), qos, options)
    return qos
