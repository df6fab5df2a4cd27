"""The figures of a demonstration, taken from its recording alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..bags.reader import read_messages
from ..errors import DemoError
from .topics import CAMERA_STATUS, COMPRESSED, DIAGNOSTICS, DRIVE, HAZARDS, NETWORK_STATUS


@dataclass(frozen=True)
class FrameRecord:
    """What the node said of one frame."""

    stamp_ns: int  # of the image
    age_s: float  # from the image's stamp to the arrival of its hazards
    latency_s: float  # from the image's arrival at the node to its hazards
    names: tuple[str, ...]  # of the hazards, the highest score first
    scores: tuple[float, ...]
    weight: float  # of all hazards: area times mean score


@dataclass(frozen=True)
class Summary:
    """What was run and what came of it."""

    drive: str
    model: str
    trained: bool
    vocabulary_digest: str
    provider: str
    threshold: float
    remark: str  # what the node itself finds wrong, or nothing
    size_hw: tuple[int, int]
    sent: int  # frames that the camera published
    received: int  # of those, by the node
    dropped: int  # replaced by a newer frame before their turn
    rejected: int
    processed: int
    frames: tuple[FrameRecord, ...]  # those processed, in order

    @property
    def lost(self) -> int:
        """Frames that never reached the node."""
        return max(0, self.sent - self.received)

    @property
    def duration_s(self) -> float:
        """Time from the first processed frame to the last."""
        return (self.frames[-1].stamp_ns - self.frames[0].stamp_ns) / 1e9

    @property
    def fps(self) -> float:
        """Processed frames per second."""
        return (len(self.frames) - 1) / self.duration_s if self.duration_s else float('nan')

    def age_ms(self, percentile: float) -> float:
        """Image age when the hazards arrived."""
        return float(np.percentile([frame.age_s for frame in self.frames], percentile)) * 1e3

    def latency_ms(self, percentile: float) -> float:
        """Time a frame spent in the node."""
        return float(np.percentile([frame.latency_s for frame in self.frames], percentile)) * 1e3

    @property
    def frames_with_hazards(self) -> int:
        """Processed frames in which something was found."""
        return sum(bool(frame.names) for frame in self.frames)

    @property
    def most_anomalous(self) -> FrameRecord:
        """
        The frame to show: that with most area times score.

        The highest score alone would pick a speck: many small regions reach the same maximum.
        """
        return max(self.frames, key=lambda frame: frame.weight)


def read_summary(bag: Path) -> Summary:
    """
    Read a recording and check that it is whole.

    Raises DemoError when no frame was processed, and when the node processed another number of
    frames than there are hazard messages.
    """
    counts: Counter[str] = Counter()
    status: dict[str, dict[str, str]] = {}
    drive, frames, newest = '', [], None
    for topic, received_ns, message in read_messages(
        bag, {DRIVE, COMPRESSED, HAZARDS, DIAGNOSTICS}
    ):
        counts[topic] += 1
        if topic == DRIVE:
            drive = message.data
        elif topic == HAZARDS:
            newest = message
            frames.append(_frame_record(message, received_ns))
        elif topic == DIAGNOSTICS:
            status.update(_statuses(message))
    camera = {key: int(value) for key, value in _counters(status).items()}
    if newest is None:
        raise DemoError(
            f'no frame was processed: the camera sent {counts[COMPRESSED]}, the node received '
            f'{camera["frames_received"]} and rejected {camera["frames_rejected"]}'
        )
    if len(frames) != camera['frames_processed']:
        raise DemoError(
            f'the node processed {camera["frames_processed"]} frames, but {len(frames)} hazard '
            'messages were recorded: the machine may be overloaded, so try a shorter drive'
        )
    network = status.get(NETWORK_STATUS, {})
    return Summary(
        drive=drive,
        model=newest.model_id,
        trained=network.get('trained') != 'False',
        vocabulary_digest=newest.vocabulary_digest,
        provider=network.get('provider', ''),
        threshold=newest.threshold,
        remark=newest.status_text,
        size_hw=(newest.image_height, newest.image_width),
        sent=counts[COMPRESSED],
        received=camera['frames_received'],
        dropped=camera['frames_dropped'],
        rejected=camera['frames_rejected'],
        processed=camera['frames_processed'],
        frames=tuple(sorted(frames, key=lambda frame: frame.stamp_ns)),
    )


def stamp_of(message: Any) -> int:
    """Return the time in the header of a message in nanoseconds."""
    stamp = message.header.stamp
    return int(stamp.sec) * 10**9 + int(stamp.nanosec)


def _frame_record(message: Any, received_ns: int) -> FrameRecord:
    latency = message.processing_latency
    return FrameRecord(
        stamp_ns=stamp_of(message),
        age_s=(received_ns - stamp_of(message)) / 1e9,
        latency_s=latency.sec + latency.nanosec / 1e9,
        names=tuple(hazard.name for hazard in message.hazards),
        scores=tuple(hazard.score_max for hazard in message.hazards),
        weight=sum(hazard.area * hazard.score_mean for hazard in message.hazards),
    )


def _statuses(message: Any) -> dict[str, dict[str, str]]:
    return {
        status.name: {pair.key: pair.value for pair in status.values} for status in message.status
    }


def _counters(status: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    camera = status.get(CAMERA_STATUS, {})
    names = ('frames_received', 'frames_processed', 'frames_dropped', 'frames_rejected')
    return {name: camera.get(name, '0') for name in names}
