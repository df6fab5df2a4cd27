"""One way from the bytes of images to messages, with the seconds of every stage."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ..hazards.finder import HazardFinder
from ..image_codec import decode_raw
from ..messages import Remarks, hazard_array_message, score_at_image_size
from ..pipeline import Pipeline
from ..structures import Frame, FrameResult, GroupEmbeddings, UInt8Array
from .ways import Way

STAGES = ('decode', 'network', 'hazards', 'messages')
_PERIOD_NS = 100_000_000  # of a camera


@dataclass(frozen=True)
class Case:
    """What is run."""

    name: str  # of the way
    way: Way
    text: GroupEmbeddings
    concepts: int
    cameras: int = 1


@dataclass(frozen=True)
class Turn:
    """What one image of each camera took."""

    stage_s: dict[str, float]
    parts_s: dict[str, float]  # of the stage 'network'
    wall_s: float
    processor_s: float  # of all threads of this process


class Course:
    """A case on its way, with its own memory of hazards."""

    def __init__(
        self,
        case: Case,
        images: Sequence[UInt8Array],  # (H, W, 3) BGR
        pipeline: Pipeline,  # what messages tell of the node, and the hazards' settings
    ) -> None:
        self.case = case
        self._images = images
        self._pipeline = pipeline
        self._finder = HazardFinder()
        self._turns = 0

    def run(self) -> Turn:
        """Take one image of each camera, one after the other."""
        stage_s: dict[str, float] = defaultdict(float)
        parts_s: dict[str, float] = defaultdict(float)
        start, processor_start = time.perf_counter(), time.process_time()
        for camera in range(self.case.cameras):
            self._run_image(camera, stage_s)
            for part, seconds in self.case.way.parts_s.items():
                parts_s[part] += seconds
        self._turns += 1
        wall_s = time.perf_counter() - start
        return Turn(dict(stage_s), dict(parts_s), wall_s, time.process_time() - processor_start)

    def _run_image(self, camera: int, stage_s: dict[str, float]) -> None:
        raw = self._images[(self._turns + camera) % len(self._images)]
        height, width = raw.shape[:2]
        with _timed(stage_s, 'decode'):
            image = decode_raw('bgr8', height, width, 3 * width, raw.reshape(-1))
        frame = Frame(image, (self._turns + 1) * _PERIOD_NS, f'camera {camera}')
        with _timed(stage_s, 'network'):
            maps = self.case.way.infer(frame.image, self.case.text)
        with _timed(stage_s, 'hazards'):
            hazards = self._finder.find(
                frame, maps, self.case.text, self._pipeline.hazard_settings
            )
        with _timed(stage_s, 'messages'):
            result = FrameResult(frame, maps, hazards)
            hazard_array_message(_make, None, result, self._pipeline, Remarks(0))
            score_at_image_size(maps.score, frame.size_hw).tobytes()


def _make(_type: str, **fields: Any) -> SimpleNamespace:
    return SimpleNamespace(**fields)


@contextmanager
def _timed(stage_s: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    stage_s[stage] += time.perf_counter() - start
