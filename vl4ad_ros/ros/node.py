"""The lifecycle node: camera images in, hazards and score images out."""

import re
import sys
import threading
from dataclasses import dataclass
from typing import NoReturn

import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.msg import SetParametersResult
from rclpy.executors import ExternalShutdownException
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.parameter import Parameter
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.subscription import Subscription
from rclpy.timer import Timer
from sensor_msgs.msg import CompressedImage, Image

from ..errors import SettingsError, Vl4adError
from ..messages import degradation
from ..pipeline import Pipeline, load_pipeline
from .diagnostics import Source, camera_status, network_status
from .frame_processor import FrameProcessor
from .mailbox import Letter, Mailbox
from .outputs import Outputs
from .parameters import change_settings, declare_settings, refusal
from .statistics import FrameStatistics

CAMERA = 'camera'
DIAGNOSTICS_PERIOD_S = 1.0


@dataclass
class Configured:
    """What exists from configure to cleanup."""

    pipeline: Pipeline
    outputs: Outputs
    statistics: FrameStatistics
    processor: FrameProcessor
    diagnostics: Publisher
    timer: Timer
    reported_rejections: int = 0


@dataclass
class Active:
    """What exists from activate to deactivate."""

    subscription: Subscription
    mailbox: Mailbox[Image | CompressedImage]
    worker: threading.Thread
    last_arrival_ns: int


class AnomalyNode(LifecycleNode):
    """
    Finds what the network was never taught in the images of a camera.

    Raises SettingsError when a parameter given from outside is unknown or out of range.
    """

    def __init__(self) -> None:
        super().__init__('vl4ad')
        self._settings = declare_settings(self)
        self._configured: Configured | None = None
        self._active: Active | None = None
        self.add_on_set_parameters_callback(self._on_parameters)
        if self._settings.autostart:
            self._autostart_timer = self.create_timer(0.0, self._autostart)

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Load bundle, vocabulary and network, and create the publishers."""
        settings = self._settings
        try:
            pipeline = load_pipeline(
                settings.bundle,
                settings.vocabulary,
                settings.provider,
                settings.threads,
                settings.hazard_settings,
                on_progress=self._end_if_asked,
            )
        except ExternalShutdownException:
            return TransitionCallbackReturn.FAILURE
        except Vl4adError as error:
            self.get_logger().error(f'cannot configure: {error}')
            return TransitionCallbackReturn.FAILURE
        except Exception as error:  # rclpy would swallow it
            self.get_logger().error(f'cannot configure: {type(error).__name__}: {error}')
            return TransitionCallbackReturn.FAILURE
        outputs, statistics = Outputs(self), FrameStatistics()
        self._configured = Configured(
            pipeline,
            outputs,
            statistics,
            FrameProcessor(self, pipeline, outputs, statistics, settings),
            self.create_publisher(DiagnosticArray, '/diagnostics', 10),
            self.create_timer(DIAGNOSTICS_PERIOD_S, self._report),
        )
        self._log_configuration(pipeline)
        return TransitionCallbackReturn.SUCCESS

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Subscribe to the camera and start the worker."""
        assert self._configured is not None
        mailbox: Mailbox[Image | CompressedImage] = Mailbox()
        worker = threading.Thread(
            target=_serve, args=(mailbox, self._configured.processor), name='vl4ad_worker'
        )
        self._active = Active(self._subscribe(), mailbox, worker, self._now_ns())
        worker.start()
        return super().on_activate(state)

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop taking images; the network stays warm."""
        self._stop()
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Release network and publishers."""
        self._release()
        return TransitionCallbackReturn.SUCCESS

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop and release whatever there is."""
        self.close()
        return TransitionCallbackReturn.SUCCESS

    def close(self) -> None:
        """Stop the worker after the frame it is at, and release everything."""
        self._stop()
        self._release()

    def _end_if_asked(self, done: int, total: int) -> None:
        if not self.context.ok():
            raise ExternalShutdownException

    def _autostart(self) -> None:
        self._autostart_timer.cancel()
        if self.trigger_configure() == TransitionCallbackReturn.SUCCESS:
            self.trigger_activate()

    def _subscribe(self) -> Subscription:
        compressed = self._settings.image_transport == 'compressed'
        qos = QoSProfile(
            depth=1, reliability=ReliabilityPolicy[self._settings.reliability.upper()]
        )
        return self.create_subscription(
            CompressedImage if compressed else Image,
            'image/compressed' if compressed else 'image',
            self._on_image,
            qos,
        )

    def _on_image(self, message: Image | CompressedImage) -> None:
        if self._active is None or self._configured is None:
            return
        arrival_ns = self._active.last_arrival_ns = self._now_ns()
        self._configured.statistics.count_received()
        if self._active.mailbox.put(Letter(CAMERA, message, arrival_ns)):
            self._configured.statistics.count_dropped()

    def _on_parameters(self, parameters: list[Parameter]) -> SetParametersResult:
        try:
            self._settings = change_settings(
                self._settings, parameters, only_live=self._configured is not None
            )
        except SettingsError as error:
            return refusal(error)
        if self._configured is not None:
            self._configured.processor.change(self._settings)
        return SetParametersResult(successful=True)

    def _report(self) -> None:
        configured = self._configured
        if configured is None:
            return
        snapshot = configured.statistics.snapshot()
        rejections = snapshot.rejected.total()
        new_errors = rejections - configured.reported_rejections
        configured.reported_rejections = rejections
        message = DiagnosticArray(
            status=[
                camera_status(snapshot, new_errors, self._source()),
                network_status(configured.pipeline),
            ]
        )
        message.header.stamp = self.get_clock().now().to_msg()
        configured.diagnostics.publish(message)

    def _source(self) -> Source | None:
        if self._active is None:
            return None
        topic = self._active.subscription.topic_name
        silent_s = (self._now_ns() - self._active.last_arrival_ns) / 1e9
        return Source(topic, self.count_publishers(topic), silent_s)

    def _stop(self) -> None:
        active, self._active = self._active, None
        if active is None or self._configured is None:
            return
        self.destroy_subscription(active.subscription)
        self._configured.statistics.count_dropped(active.mailbox.close())
        active.worker.join()

    def _release(self) -> None:
        configured, self._configured = self._configured, None
        if configured is None:
            return
        self.destroy_timer(configured.timer)
        self.destroy_publisher(configured.diagnostics)
        configured.outputs.destroy()

    def _log_configuration(self, pipeline: Pipeline) -> None:
        logger, engine = self.get_logger(), pipeline.engine
        known = int(pipeline.text.known.sum())
        logger.info(
            f'{engine.bundle.model_id} on {engine.provider}, {known} known groups, '
            f'{len(pipeline.text.names) - known} OOD prompts, '
            f'threshold {pipeline.hazard_settings.threshold:g}'
        )
        for concern in filter(None, (engine.fallback_reason, degradation(pipeline))):
            logger.warning(concern)

    def _now_ns(self) -> int:
        nanoseconds: int = self.get_clock().now().nanoseconds
        return nanoseconds


def _serve(mailbox: Mailbox[Image | CompressedImage], processor: FrameProcessor) -> None:
    while (letter := mailbox.take()) is not None:
        processor.handle(letter)


def run() -> None:
    """Run the node until Ctrl-C or SIGTERM; exits 2 when it cannot start as asked."""
    try:
        rclpy.init()
    except RuntimeError as error:  # rcl on arguments or a parameters file it cannot parse
        _give_up(re.sub(r',? at /\S+', '', ' '.join(str(error).split())))
    try:
        _spin()
    except SettingsError as error:
        _give_up(str(error))
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except RuntimeError:
        if rclpy.ok():  # else it was asked to end in the middle of its start
            raise
    finally:
        rclpy.try_shutdown()


def _spin() -> None:
    node = AnomalyNode()
    try:
        rclpy.spin(node)
    finally:
        node.close()
        node.destroy_node()


def _give_up(sentence: str) -> NoReturn:
    print(f'error: {sentence}', file=sys.stderr)
    sys.exit(2)
