"""A camera message on its way through the node: decode, pipeline, publish, count."""

from rclpy.duration import Duration
from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from vl4ad_ros.msg import HazardArray

from ..errors import ImageError
from ..pipeline import Pipeline
from ..settings import NodeSettings
from ..structures import FrameResult
from .diagnostics import degradation
from .hazard_messages import to_hazard_message
from .image_messages import to_frame
from .mailbox import Letter
from .outputs import Outputs
from .statistics import FrameStatistics

LOG_EVERY_S = 5.0


class FrameProcessor:
    """Turns letters into published results; whatever a letter holds, it never raises."""

    def __init__(
        self,
        node: Node,
        pipeline: Pipeline,
        outputs: Outputs,
        statistics: FrameStatistics,
        settings: NodeSettings,
    ) -> None:
        self._clock = node.get_clock()
        self._logger = node.get_logger()
        self._pipeline = pipeline
        self._outputs = outputs
        self._statistics = statistics
        self._degradation = degradation(pipeline)
        self.change(settings)

    def change(self, settings: NodeSettings) -> None:
        """Use other live settings from the next frame on."""
        self._settings = settings
        self._pipeline.hazard_settings = settings.hazard_settings

    def handle(self, letter: Letter[Image | CompressedImage]) -> None:
        """Process and publish one frame, or count why that was not possible."""
        try:
            result = self._process(letter)
        except ImageError as error:
            self._reject(error.reason, str(error))
        except Exception as error:  # a frame must never end the node
            self._reject('internal_error', f'{type(error).__name__}: {error}')
        else:
            self._publish_images(result, letter.message.header)

    def _process(self, letter: Letter[Image | CompressedImage]) -> FrameResult:
        result = self._pipeline.process(to_frame(letter.message, letter.camera))
        now_ns = self._clock.now().nanoseconds
        age_s = (now_ns - result.frame.stamp_ns) / 1e9
        message = self._hazard_array(result, age_s)
        message.header = letter.message.header
        message.processing_latency = Duration(nanoseconds=now_ns - letter.arrival_ns).to_msg()
        self._outputs.publish_hazards(message)
        self._statistics.count_processed(now_ns / 1e9, 1e3 * age_s, dict(result.stage_s))
        return result

    def _publish_images(self, result: FrameResult, header: Header) -> None:
        try:
            self._outputs.publish_images(result, header)
        except Exception as error:  # the hazards are out: the frame counts as processed
            self._logger.error(
                f'pictures not published: {type(error).__name__}: {error}',
                throttle_duration_sec=LOG_EVERY_S,
            )

    def _hazard_array(self, result: FrameResult, age_s: float) -> HazardArray:
        height, width = result.frame.size_hw
        status, status_text = self._status(age_s)
        return HazardArray(
            image_width=width,
            image_height=height,
            model_id=self._pipeline.engine.bundle.model_id,
            vocabulary_digest=self._pipeline.text.digest,
            threshold=self._pipeline.hazard_settings.threshold,
            status=status,
            status_text=status_text,
            frames_dropped=self._statistics.take_unreported(),
            hazards=[to_hazard_message(hazard) for hazard in result.hazards],
        )

    def _status(self, age_s: float) -> tuple[int, str]:
        if 0 < self._settings.stale_after < age_s:
            return HazardArray.STATUS_STALE, (
                f'the image was {age_s:.2f} s old when its hazards were found'
            )
        if self._degradation:
            return HazardArray.STATUS_DEGRADED, self._degradation
        return HazardArray.STATUS_OK, ''

    def _reject(self, reason: str, sentence: str) -> None:
        self._statistics.count_rejected(reason, sentence)
        self._logger.warning(
            f'image rejected ({reason}): {sentence}', throttle_duration_sec=LOG_EVERY_S
        )
