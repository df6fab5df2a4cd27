"""What came of a run with several cameras, taken from its recording alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..bags.reader import read_messages
from ..errors import DemoError
from .summary import stamp_of
from .topics import DIAGNOSTICS, REQUESTS, camera_hazards, camera_status

COUNTS = ('received', 'processed', 'dropped', 'rejected')


class Answer(NamedTuple):
    """One HazardArray."""

    received_ns: int
    stamp_ns: int  # of the image
    digest: str  # of the vocabulary


@dataclass(frozen=True)
class CameraRecord:
    """What the node said of one camera."""

    name: str
    received: int  # images
    processed: int
    dropped: int  # replaced by a newer one before their turn
    rejected: int
    answers: tuple[Answer, ...]  # in the order in which they came

    @property
    def lost(self) -> int:
        """Return how many images the node took of which it does not say what became."""
        return self.received - self.processed - self.dropped - self.rejected

    @property
    def fps(self) -> float:
        """Answers per second."""
        span_s = (self.answers[-1].received_ns - self.answers[0].received_ns) / 1e9
        return (len(self.answers) - 1) / span_s if span_s > 0 else float('nan')

    def age_ms(self, percentile: float) -> float:
        """Image age when the hazards arrived."""
        ages = [answer.received_ns - answer.stamp_ns for answer in self.answers]
        return float(np.percentile(ages, percentile)) / 1e6

    @property
    def digests(self) -> tuple[str, ...]:
        """Vocabularies in the order in which they were used."""
        return tuple(dict.fromkeys(answer.digest for answer in self.answers))

    def longest_wait_s(self, from_ns: int = 0, until_ns: int = 2**63) -> float:
        """Return the longest time between two answers of which one is in that time."""
        times = [answer.received_ns for answer in self.answers]
        waits = [
            after - before
            for before, after in pairwise(times)
            if after >= from_ns and before <= until_ns
        ]
        return max(waits, default=0) / 1e9


@dataclass(frozen=True)
class PromptChange:
    """A prompt that was asked for, and what came of it."""

    prompt: str
    asked_ns: int
    answered_ns: int
    success: bool
    message: str  # of the service
    digest_before: str
    digest: str  # after it

    def acted_s(self, camera: CameraRecord) -> float | None:
        """Return the time from asking to the first hazards by the new vocabulary, if there are."""
        return next(
            (
                (answer.received_ns - self.asked_ns) / 1e9
                for answer in camera.answers
                if answer.digest == self.digest and answer.received_ns >= self.asked_ns
            ),
            None,
        )


@dataclass(frozen=True)
class CamerasSummary:
    """All cameras of a run, and what was asked for while it lasted."""

    cameras: tuple[CameraRecord, ...]
    changes: tuple[PromptChange, ...]

    @property
    def start_ns(self) -> int:
        """Time from which on each camera has had its first hazards."""
        return max(camera.answers[0].received_ns for camera in self.cameras)


def read_cameras_summary(bag: Path, names: Sequence[str]) -> CamerasSummary:
    """
    Read a recording and check that it is whole.

    Raises DemoError for a camera without an answer, and when the node processed another number of
    images than there are answers.
    """
    answers: dict[str, list[Answer]] = {camera_hazards(name): [] for name in names}
    counters: dict[str, dict[str, str]] = {}
    changes = []
    for topic, received_ns, message in read_messages(bag, {*answers, DIAGNOSTICS, REQUESTS}):
        if topic == REQUESTS:
            changes.append(PromptChange(**json.loads(message.data)))
        elif topic == DIAGNOSTICS:
            counters |= _counters_of(message)
        else:
            answer = Answer(received_ns, stamp_of(message), message.vocabulary_digest)
            answers[topic].append(answer)
    cameras = tuple(
        _camera_record(name, counters.get(camera_status(name), {}), answers[camera_hazards(name)])
        for name in names
    )
    return CamerasSummary(cameras, tuple(changes))


def _counters_of(message: Any) -> dict[str, dict[str, str]]:
    return {
        status.name: {pair.key: pair.value for pair in status.values} for status in message.status
    }


def _camera_record(
    name: str, counters: Mapping[str, str], answers: Sequence[Answer]
) -> CameraRecord:
    received, processed, dropped, rejected = (
        int(counters.get(f'frames_{count}', 0)) for count in COUNTS
    )
    if not answers:
        raise DemoError(
            f'nothing was said of the camera {name!r}: {received} of its images were received '
            f'and {rejected} rejected'
        )
    if len(answers) != processed:
        raise DemoError(
            f'the node processed {processed} images of the camera {name!r}, but {len(answers)} '
            'hazard messages were recorded: the machine may be overloaded, so try fewer cameras'
        )
    return CameraRecord(name, received, processed, dropped, rejected, tuple(answers))
