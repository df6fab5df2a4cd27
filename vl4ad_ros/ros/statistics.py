"""What became of each frame: counts, rate and age."""

import threading
from collections import Counter, deque
from dataclasses import dataclass, field, replace

import numpy as np

# Rate and age are taken over this many of the newest processed frames.
WINDOW_FRAMES = 100


@dataclass(frozen=True)
class Snapshot:
    """The counters at one moment. Every received frame is in exactly one of the other counts."""

    received: int
    processed: int
    dropped: int  # replaced by a newer one before the worker took it
    rejected: Counter[str] = field(default_factory=Counter)  # by reason
    waiting: int = 0  # in the mailbox or being processed
    last_error: str = ''
    fps: float = float('nan')
    age_p50_ms: float = float('nan')  # from the image's stamp to publishing
    age_p95_ms: float = float('nan')
    stage_p50_ms: dict[str, float] = field(default_factory=dict)


class FrameStatistics:
    """Counts frames from the subscription's thread and the worker's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._received = self._processed = self._dropped = 0
        self._rejected: Counter[str] = Counter()
        self._last_error = ''
        self._done_s: deque[float] = deque(maxlen=WINDOW_FRAMES)
        self._age_ms: deque[float] = deque(maxlen=WINDOW_FRAMES)
        self._stage_s: deque[dict[str, float]] = deque(maxlen=WINDOW_FRAMES)
        self._unreported = 0

    def count_received(self) -> None:
        """Count an image that arrived at the node."""
        with self._lock:
            self._received += 1

    def count_dropped(self, count: int = 1) -> None:
        """Count images that a newer one replaced, or that were left when the node stopped."""
        with self._lock:
            self._dropped += count
            self._unreported += count

    def count_rejected(self, reason: str, error: str) -> None:
        """Count an image that could not be used, under its reason."""
        with self._lock:
            self._rejected[reason] += 1
            self._last_error = error
            self._unreported += 1

    def count_processed(self, done_s: float, age_ms: float, stage_s: dict[str, float]) -> None:
        """Count an image whose hazards were published at `done_s`, seconds on any clock."""
        with self._lock:
            self._processed += 1
            self._done_s.append(done_s)
            self._age_ms.append(age_ms)
            self._stage_s.append(stage_s)

    def take_unreported(self) -> int:
        """Return how many frames were dropped or rejected since the last call."""
        with self._lock:
            count, self._unreported = self._unreported, 0
            return count

    def snapshot(self) -> Snapshot:
        """Return counts, rate and ages as they are now."""
        with self._lock:
            lost = self._dropped + self._rejected.total()
            snapshot = Snapshot(
                received=self._received,
                processed=self._processed,
                dropped=self._dropped,
                rejected=self._rejected.copy(),
                waiting=self._received - self._processed - lost,
                last_error=self._last_error,
            )
            if not self._processed:
                return snapshot
            done_s, ages, stages = list(self._done_s), list(self._age_ms), list(self._stage_s)
        span_s = done_s[-1] - done_s[0]
        age_p50_ms, age_p95_ms = np.percentile(ages, [50, 95])
        return replace(
            snapshot,
            fps=(len(done_s) - 1) / span_s if span_s > 0 else float('nan'),
            age_p50_ms=float(age_p50_ms),
            age_p95_ms=float(age_p95_ms),
            stage_p50_ms={
                stage: 1e3 * float(np.median([times[stage] for times in stages]))
                for stage in stages[-1]
            },
        )
