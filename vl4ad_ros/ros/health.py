"""Once a second: diagnostics of cameras and network, and a word where a camera has stopped."""

import threading
from collections.abc import Callable, Mapping
from math import nan

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from ..messages import stale_message
from ..pipeline import Pipeline
from ..settings import NodeSettings
from .camera import Camera
from .diagnostics import PATIENCE_S, Source, camera_status, network_status, silence
from .hazard_messages import make_message
from .memory import gpu_memory_mb

PERIOD_S = 1.0
GPU_PERIODS = 10


class Health:
    """What a configured node says of itself."""

    def __init__(
        self,
        node: Node,
        pipeline: Pipeline,
        cameras: Mapping[str, Camera],
        settings: Callable[[], NodeSettings],  # those of now
    ) -> None:
        self._node = node
        self._pipeline = pipeline
        self._cameras = cameras
        self._settings = settings
        self._rejections = dict.fromkeys(cameras, 0)  # already reported
        self._silent: set[str] = set()  # cameras whose silence was logged
        self._reports = 0
        self._gpu_memory_mb = nan
        self._publisher = node.create_publisher(DiagnosticArray, '/diagnostics', 10)
        # On a steady clock: where simulated time stands still, this is what tells.
        clock = Clock(clock_type=ClockType.STEADY_TIME)
        self._timer = node.create_timer(PERIOD_S, self._report, clock=clock)

    def destroy(self) -> None:
        """Say nothing more."""
        self._node.destroy_timer(self._timer)
        self._node.destroy_publisher(self._publisher)

    def _report(self) -> None:
        self._look_at_gpu()
        message = DiagnosticArray()
        message.header.stamp = self._node.get_clock().now().to_msg()
        for camera in self._cameras.values():
            source = camera.source
            message.status.append(self._camera_status(camera, source))
            self._watch(camera, source)
        name = f'{self._node.get_name()}: network'
        message.status.append(network_status(name, self._pipeline, self._gpu_memory_mb))
        self._publisher.publish(message)

    def _camera_status(self, camera: Camera, source: Source | None) -> DiagnosticStatus:
        snapshot = camera.statistics.snapshot()
        rejections = snapshot.rejected.total()
        new_errors = rejections - self._rejections[camera.name]
        self._rejections[camera.name] = rejections
        return camera_status(
            f'{self._node.get_name()}: {camera.label}',
            snapshot,
            new_errors,
            source,
            camera.drift,
            self._settings().silent_after,
        )

    def _watch(self, camera: Camera, source: Source | None) -> None:
        """Say so when a camera has stopped, and once in the log when none was heard at all."""
        if source is None:
            self._silent.discard(camera.name)
        elif not source.has_arrived:
            if source.silent_s > PATIENCE_S and not source.incompatible:
                self._log_once(camera, silence(source))
        elif self._has_stopped(camera, source):
            sentence = f'no image on {source.topic} for {source.silent_s:.1f} s'
            self._log_once(camera, sentence)
            camera.outputs.publish_stale(
                stale_message(make_message, camera.last_header, self._pipeline, sentence)
            )
        else:
            self._silent.discard(camera.name)

    def _has_stopped(self, camera: Camera, source: Source) -> bool:
        """Tell whether a camera is silent, and all that it sent before is dealt with."""
        is_silent = 0 < self._settings().silent_after < source.silent_s
        return bool(is_silent and camera.last_header and not camera.statistics.snapshot().waiting)

    def _log_once(self, camera: Camera, sentence: str) -> None:
        if camera.name not in self._silent:
            self._silent.add(camera.name)
            self._node.get_logger().warning(sentence)

    def _look_at_gpu(self) -> None:
        """Ask now and then, in a thread of its own: the answer may take a second."""
        if self._pipeline.engine.provider != 'cpu' and self._reports % GPU_PERIODS == 0:
            threading.Thread(target=self._ask_gpu, daemon=True).start()
        self._reports += 1

    def _ask_gpu(self) -> None:
        self._gpu_memory_mb = gpu_memory_mb()
