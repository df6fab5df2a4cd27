"""results.mcap: what the node would have published, stamped as its inputs."""

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from ..bags.message_types import message_types
from ..bags.writer import McapFileWriter
from ..messages import Remarks, hazard_array_message, score_at_image_size
from ..pipeline import Pipeline
from ..structures import FloatArray, FrameResult
from .image_bag import ImageMessage

RESULTS_FILE = 'results.mcap'
HAZARDS, SCORE = 'hazards', 'score'
KINDS = {HAZARDS: 'vl4ad_ros/msg/HazardArray', SCORE: 'sensor_msgs/msg/Image'}
_NODE = '/vl4ad'


def output_topic(
    output: str,  # HAZARDS or SCORE
    camera: str,  # topic of the images
    alone: bool,  # whether it is the only camera
) -> str:
    """Return where an output is written: as the node's own, or one for each of several cameras."""
    return f'{_NODE}/{output}' if alone else f'{_NODE}{camera}/{output}'


class ResultsWriter:
    """Writes hazards and score images of each frame at the time at which its image came in."""

    def __init__(self, folder: Path, cameras: tuple[str, ...]) -> None:
        self._writer = McapFileWriter(folder / RESULTS_FILE)
        self._cameras = cameras
        self._newest_ns = 0

    def __enter__(self) -> 'ResultsWriter':
        self._writer.__enter__()
        for camera in self._cameras:
            for output, kind in KINDS.items():
                self._writer.add_topic(self._topic(output, camera), kind)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.__exit__(None, None, None)  # what is done is kept, whatever ended the run

    def write_result(
        self, image: ImageMessage, result: FrameResult, pipeline: Pipeline, remarks: Remarks
    ) -> None:
        """Write what was found in an image."""
        assert image.message is not None
        header = image.message.header
        hazards = hazard_array_message(make_message, header, result, pipeline, remarks)
        score = score_at_image_size(result.maps.score, result.frame.size_hw)
        messages = {HAZARDS: hazards, SCORE: _score_message(score, header)}
        for output, message in messages.items():
            cdr = message_types().serialize_cdr(message, KINDS[output])
            self.write(output, image, bytes(cdr))

    def write(self, output: str, image: ImageMessage, cdr: bytes) -> None:
        """Write an output of an image as it came from the wire."""
        # Never back, so that the frames are read again in the order in which they were written.
        self._newest_ns = max(self._newest_ns, image.received_ns)
        self._writer.write(self._topic(output, image.topic), self._newest_ns, cdr)

    def _topic(self, output: str, camera: str) -> str:
        return output_topic(output, camera, alone=len(self._cameras) == 1)


def make_message(type_name: str, **fields: Any) -> Any:
    """Return a message of rosbags."""
    return message_types().types[type_name](**fields)


def _score_message(score: FloatArray, header: Any) -> Any:
    height, width = score.shape
    return make_message(
        KINDS[SCORE],
        header=header,
        height=height,
        width=width,
        encoding='32FC1',
        is_bigendian=0,
        step=4 * width,
        data=np.ascontiguousarray(score, '<f4').reshape(-1).view(np.uint8),
    )
