"""A camera message on its way through the node: decode, pipeline, publish, count."""

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
from .answer import Answer
from .hazard_messages import make_message
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
        self._outputs.change(settings)

    def handle(self, letter: Letter[Image | CompressedImage]) -> None:
        """Process and publish one frame, or count why that was not possible."""
        try:
            answer = self._process(letter)
        except ImageError as error:
            self._reject(error.reason, str(error))
        except Exception as error:  # a frame must never end the node
            self._reject('internal_error', f'{type(error).__name__}: {error}')
        else:
            self._publish_others(answer)

    def _process(self, letter: Letter[Image | CompressedImage]) -> Answer:
        result = self._pipeline.process(to_frame(letter.message, letter.camera))
        now_ns = self._clock.now().nanoseconds
        age_s = (now_ns - result.frame.stamp_ns) / 1e9
        status, status_text = self._status(age_s)
        remarks = Remarks(
            now_ns - letter.arrival_ns, self._statistics.take_unreported(), status, status_text
        )
        message = hazard_array_message(
            make_message, letter.message.header, result, self._pipeline, remarks
        )
        answer = Answer(result, message, self._pipeline.text, self._degradation)
        self._outputs.publish_hazards(answer)
        self._statistics.count_processed(now_ns / 1e9, 1e3 * age_s, dict(result.stage_s))
        return answer

    def _publish_others(self, answer: Answer) -> None:
        try:
            self._outputs.publish_others(answer)
        except Exception as error:  # the hazards are out: the frame counts as processed
            self._logger.error(
                f'not everything published: {type(error).__name__}: {error}',
                throttle_duration_sec=LOG_EVERY_S,
            )

    def _status(self, age_s: float) -> tuple[int, str]:
        if 0 < self._settings.stale_after < age_s:
            return STATUS_STALE, (f'the image was {age_s:.2f} s old when its hazards were found')
        if self._degradation:
            return STATUS_DEGRADED, self._degradation
        return STATUS_OK, ''

    def _reject(self, reason: str, sentence: str) -> None:
        self._statistics.count_rejected(reason, sentence)
        self._logger.warning(
            f'image rejected ({reason}): {sentence}', throttle_duration_sec=LOG_EVERY_S
        )
