"""A camera message on its way through the node: decode, pipeline, publish, count."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image

from ..errors import ImageError
from ..messages import (
    STATUS_DEGRADED,
    STATUS_OK,
    STATUS_STALE,
    Remarks,
    degradation,
    hazard_array_message,
)
from ..pipeline import Pipeline
from ..settings import NodeSettings
from ..structures import FrameResult
from .answer import Answer
from .camera import Camera
from .hazard_messages import make_message
from .image_messages import to_frame
from .mailbox import Letter
from .transforms import Transforms

LOG_EVERY_S = 5.0
# A stamp so much older than the one before it is no late frame: time began anew.
BACKWARD_NS = 1_000_000_000


class FrameProcessor:
    """Turns letters into published results; whatever a letter holds, it never raises."""

    def __init__(
        self,
        node: Node,
        pipeline: Pipeline,
        cameras: Mapping[str, Camera],
        settings: NodeSettings,
        transforms: Transforms,
    ) -> None:
        self._transforms = transforms
        self._clock = node.get_clock()
        self._logger = node.get_logger()
        self._pipeline = pipeline
        self._cameras = cameras
        self._settings = settings
        self._changes: deque[Callable[[], None]] = deque()
        self._is_abandoned = False

    def before_next_frame(self, change: Callable[[], None]) -> None:
        """Make a change between two frames, so that none is processed by half of it."""
        self._changes.append(change)

    def change(self, settings: NodeSettings) -> None:
        """Use other live settings from the next frame on."""

        def change() -> None:
            self._settings = settings
            self._pipeline.hazard_settings = settings.hazard_settings

        self.before_next_frame(change)

    def forget(self) -> None:
        """Begin the next frame without knowledge of those before."""

        def change() -> None:
            self._pipeline.forget()
            for camera in self._cameras.values():
                camera.newest_stamp_ns = 0

        self.before_next_frame(change)

    def abandon(self) -> None:
        """Give up the frame that is computed, and all after it, without a word."""
        self._is_abandoned = True
        self._pipeline.engine.stop()

    def handle(self, letter: Letter[Image | CompressedImage]) -> None:
        """Process and publish one frame, or count why that was not possible."""
        camera = self._cameras[letter.camera]
        try:
            while self._changes:
                self._changes.popleft()()
            answer = self._process(letter, camera)
        except ImageError as error:
            self._reject(camera, error.reason, str(error))
        except Exception as error:  # a frame must never end the node
            if self._is_abandoned:
                return
            self._reject(camera, 'internal_error', f'{type(error).__name__}: {error}')
        else:
            self._publish_others(answer, camera)

    def _process(self, letter: Letter[Image | CompressedImage], camera: Camera) -> Answer:
        result = self._find(letter, camera)
        camera.drift.add(result.maps.score)
        now_ns = self._clock.now().nanoseconds
        age_s = max(0, now_ns - result.frame.stamp_ns) / 1e9  # a clock may have jumped back
        status, status_text = self._status(age_s, camera)
        remarks = Remarks(
            time.monotonic_ns() - letter.arrival_ns,
            camera.statistics.take_unreported(),
            status,
            status_text,
        )
        message = hazard_array_message(
            make_message, letter.message.header, result, self._pipeline, remarks
        )
        answer = Answer(result, message, self._pipeline.text, degradation(self._pipeline))
        camera.outputs.publish_hazards(answer)
        camera.last_header = letter.message.header
        camera.statistics.count_processed(time.monotonic(), 1e3 * age_s, dict(result.stage_s))
        return answer

    def _find(self, letter: Letter[Image | CompressedImage], camera: Camera) -> FrameResult:
        start_s = time.perf_counter()
        frame = to_frame(letter.message, letter.camera, camera.calibration)
        if self._settings.camera_height == 0:  # else the parameters say how it is mounted
            frame = replace(frame, mount=self._transforms.mount(letter.message.header))
        view = camera.settings.view
        seen = view.look(frame)
        decode_s = time.perf_counter() - start_s
        if frame.stamp_ns < camera.newest_stamp_ns - BACKWARD_NS:
            self._pipeline.forget()
        camera.newest_stamp_ns = frame.stamp_ns
        result = self._pipeline.process(seen)
        stage_s = {'decode': decode_s, **result.stage_s}
        return view.restore(replace(result, stage_s=stage_s), frame)

    def _publish_others(self, answer: Answer, camera: Camera) -> None:
        try:
            camera.outputs.publish_others(answer)
        except Exception as error:  # the hazards are out: the frame counts as processed
            self._logger.error(
                f'not everything published: {type(error).__name__}: {error}',
                throttle_duration_sec=LOG_EVERY_S,
            )

    def _status(self, age_s: float, camera: Camera) -> tuple[int, str]:
        if 0 < self._settings.stale_after < age_s:
            return STATUS_STALE, f'the image was {age_s:.2f} s old when its hazards were found'
        concern = degradation(self._pipeline)
        if not concern and camera.drift.is_calibrated:
            concern = camera.drift.concern
        return (STATUS_DEGRADED, concern) if concern else (STATUS_OK, '')

    def _reject(self, camera: Camera, reason: str, sentence: str) -> None:
        camera.statistics.count_rejected(reason, sentence)
        self._logger.warning(
            f'image of the {camera.label} rejected ({reason}): {sentence}',
            throttle_duration_sec=LOG_EVERY_S,
        )
