"""Takes every image of a bag through the pipeline and writes down what comes of it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import ImageError
from ..image_codec import decode_message
from ..messages import STATUS_DEGRADED, STATUS_OK, Remarks, degradation
from ..pipeline import Pipeline
from ..structures import Frame
from .frame_record import (
    FRAMES_FILE,
    FrameRecord,
    digest_of,
    hazard_values,
    score_statistics,
)
from .image_bag import ImageBag, ImageMessage
from .results import ResultsWriter

BAD_MESSAGE = 'bad_message'


def replay_bag(
    bag: ImageBag, pipeline: Pipeline, out: Path, stop: Callable[[], bool]
) -> Iterator[FrameRecord]:
    """
    Return what was found in each image, once results.mcap and frames.jsonl say it as well.

    It ends early when `stop` says so; the files are then whole, with the frames up to there.
    """
    pipeline.forget()
    replayer = _Replayer(pipeline)
    with (
        (out / FRAMES_FILE).open('w', encoding='utf-8') as lines,
        ResultsWriter(out, bag.topics) as results,
    ):
        for number, image in enumerate(bag):
            if stop():
                return
            record = replayer.replay(number, image, results)
            lines.write(record.to_line())
            lines.flush()
            yield record


class _Replayer:
    """Counts, as a camera's node does, how many images were rejected since the last good one."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._text = degradation(pipeline)
        self._status = STATUS_DEGRADED if self._text else STATUS_OK
        self._rejected: Counter[str] = Counter()  # by topic

    def replay(self, number: int, image: ImageMessage, results: ResultsWriter) -> FrameRecord:
        """Process one image; one that is damaged is recorded under its reason."""
        try:
            return self._process(number, image, results)
        except ImageError as error:
            self._rejected[image.topic] += 1
            return FrameRecord(
                number, image.topic, image.stamp_ns, rejected=error.reason, error=str(error)
            )

    def _process(self, number: int, image: ImageMessage, results: ResultsWriter) -> FrameRecord:
        start_s = time.perf_counter()
        frame = to_frame(image)
        decode_s = time.perf_counter() - start_s
        result = self._pipeline.process(frame)
        latency_ns = round(1e9 * (time.perf_counter() - start_s))
        rejected = self._rejected.pop(image.topic, 0)
        remarks = Remarks(latency_ns, rejected, self._status, self._text)
        results.write_result(image, result, self._pipeline, remarks)
        hazards = tuple(map(hazard_values, result.hazards))
        return FrameRecord(
            number,
            image.topic,
            image.stamp_ns,
            frame.camera,
            frame.size_hw,
            hazards=hazards,
            score=score_statistics(result.maps.score),
            digest=digest_of(result.maps, hazards),
            seconds={'decode': decode_s, **result.stage_s},
        )


def to_frame(image: ImageMessage) -> Frame:
    """Return the image as RGB; raises ImageError when it is damaged or of unknown encoding."""
    if image.message is None:
        raise ImageError(BAD_MESSAGE, 'the bytes recorded are no image message')
    camera = image.message.header.frame_id or 'camera'
    return Frame(decode_message(image.message), image.stamp_ns, camera)
