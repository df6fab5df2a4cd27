"""Whether anomaly scores are distributed as they were: night, rain and dirty lenses shift them."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from .structures import FloatArray

BINS = 10  # of equal width over [0, 1]
REFERENCE_FRAMES = 200  # that stand for usual ones, where the bundle says nothing
WINDOW_FRAMES = 100
# Of the population stability index: by convention, below 0.1 nothing has changed, and from 0.25
# on it has for certain.
SHIFTED_FROM = 0.25
_LEAST_SHARE = 1e-4  # so that an empty bin does not weigh without bound


class ScoreDrift:
    """Compares the scores of the newest frames with those of calibration, or of the first."""

    def __init__(
        self,
        reference: Sequence[float] | None = None,  # BINS shares; None: those of the first frames
    ) -> None:
        self._reference = None if reference is None else np.asarray(reference, np.float64)
        self.is_calibrated = reference is not None
        self._first = np.zeros(BINS)
        self._first_frames = 0
        self._window: deque[FloatArray] = deque(maxlen=WINDOW_FRAMES)

    def add(
        self,
        score: FloatArray,  # (h, w) in [0, 1]
    ) -> None:
        """Take in a frame."""
        bins = np.minimum((score * BINS).astype(np.intp), BINS - 1)
        counts = np.bincount(bins.ravel(), minlength=BINS)
        shares = (counts / counts.sum()).astype(np.float32)
        if self._reference is None:
            self._first += shares
            self._first_frames += 1
            if self._first_frames == REFERENCE_FRAMES:
                self._reference = self._first / REFERENCE_FRAMES
        else:
            self._window.append(shares)

    @property
    def index(self) -> float:
        """
        The population stability index: sum over bins of (p - q) ln(p / q).

        NaN as long as there is nothing to compare.
        """
        if self._reference is None or len(self._window) < WINDOW_FRAMES:
            return float('nan')
        now = np.maximum(np.mean(np.stack(tuple(self._window)), axis=0), _LEAST_SHARE)
        usual = np.maximum(self._reference, _LEAST_SHARE)
        return float(np.sum((now - usual) * np.log(now / usual)))

    @property
    def concern(self) -> str:
        """What is to be said of a shift, or nothing."""
        index = self.index
        if not index >= SHIFTED_FROM:  # NaN is none
            return ''
        usual = 'in calibration' if self.is_calibrated else 'when the node was configured'
        return (
            f'anomaly scores are distributed otherwise than {usual} (stability index '
            f'{index:.2f}): look at the light, the weather and the lens'
        )
