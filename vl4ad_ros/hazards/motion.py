"""
Where boxes will be: a Kalman filter of constant velocity for each side of many boxes at once.

A box is its middle and the logarithms of its width and height, so that what is approached grows
at a constant rate. All four are filtered apart from each other.
"""

import numpy as np
from numpy.typing import NDArray

Float64Array = NDArray[np.float64]
BoolVector = NDArray[np.bool_]
IndexVector = NDArray[np.int64]

# Standard deviations, in sizes of the box (of its logarithm for width and height).
MEASURED = np.array([0.1, 0.1, 0.15, 0.15])
FIRST_RATE = np.array([1.5, 1.5, 0.7, 0.7])  # per second, of what was seen once
ACCELERATION = np.array([2.0, 2.0, 0.7, 0.7])  # per second squared
LEAST_SIZE_PX = 8.0  # smaller boxes move as much as these
LARGEST_LOG_RATE = 3.0  # per second: what was seen twice may seem to explode


class BoxFilter:
    """The state of n boxes."""

    def __init__(self) -> None:
        self.mean = np.zeros((0, 4))  # x, y, log width, log height; px
        self.rate = np.zeros((0, 4))  # per second
        self._variance = np.zeros((0, 4, 3))  # of mean, of both, of rate

    @property
    def boxes(self) -> Float64Array:  # (n, 4) x_min, y_min, x_max, y_max
        """Return the boxes."""
        half = np.exp(self.mean[:, 2:]) / 2
        return np.concatenate([self.mean[:, :2] - half, self.mean[:, :2] + half], 1)

    @property
    def sigma_px(self) -> Float64Array:  # (n,)
        """Return the standard deviation of the middle."""
        sigma_px: Float64Array = np.sqrt(self._variance[:, :2, 0].max(1, initial=0))
        return sigma_px

    def predict(self, seconds: float) -> None:
        """Go on in time."""
        self.mean = self.mean + seconds * self.rate
        value, both, rate = _parts(self._variance)
        noise = (ACCELERATION * _scale(self.mean)) ** 2
        self._variance = _joined(
            value + 2 * seconds * both + seconds**2 * rate + noise * seconds**4 / 4,
            both + seconds * rate + noise * seconds**3 / 2,
            rate + noise * seconds**2,
        )

    def shift(self, shift_xy_px: Float64Array) -> None:
        """Move all boxes, as when the camera turns; their rates stay."""
        self.mean[:, :2] += shift_xy_px

    def correct(
        self,
        which: IndexVector,  # (k,)
        boxes: Float64Array,  # (k, 4) what was measured of them
    ) -> None:
        """Take in measurements."""
        measured = _state(boxes)
        value, both, rate = _parts(self._variance[which])
        total = value + (MEASURED * _scale(measured)) ** 2
        gain, rate_gain = value / total, both / total
        error = measured - self.mean[which]
        self.mean[which] += gain * error
        self.rate[which] += rate_gain * error
        growth = np.maximum(self.rate[which, 2:], -LARGEST_LOG_RATE)
        self.rate[which, 2:] = np.minimum(growth, LARGEST_LOG_RATE)
        self._variance[which] = _joined(
            (1 - gain) * value, (1 - gain) * both, rate - rate_gain * both
        )

    def add(self, boxes: Float64Array) -> None:
        """Begin with further boxes."""
        state = _state(boxes)
        scale = _scale(state)
        variance = np.zeros((len(boxes), 4, 3))
        variance[..., 0] = (MEASURED * scale) ** 2
        variance[..., 2] = (FIRST_RATE * scale) ** 2
        self.mean = np.concatenate([self.mean, state])
        self.rate = np.concatenate([self.rate, np.zeros_like(state)])
        self._variance = np.concatenate([self._variance, variance])

    def keep(self, kept: BoolVector) -> None:
        """Forget all others."""
        self.mean, self.rate = self.mean[kept], self.rate[kept]
        self._variance = self._variance[kept]


def _state(boxes: Float64Array) -> Float64Array:  # (k, 4) middle, log size
    size = np.maximum(boxes[:, 2:] - boxes[:, :2], 1)
    return np.concatenate([(boxes[:, :2] + boxes[:, 2:]) / 2, np.log(size)], 1)


def _scale(state: Float64Array) -> Float64Array:  # (k, 4) what the standard deviations scale with
    size = np.exp((state[:, 2] + state[:, 3]) / 2)
    scale = np.ones_like(state)
    scale[:, :2] = np.maximum(size, LEAST_SIZE_PX)[:, None]
    return scale


def _parts(variance: Float64Array) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return the variances of the mean, of both, and of the rate, (k, 4) each, of (k, 4, 3)."""
    return variance[..., 0], variance[..., 1], variance[..., 2]


def _joined(value: Float64Array, both: Float64Array, rate: Float64Array) -> Float64Array:
    """Return the variances as `_parts` takes them apart."""
    variance = np.empty((*value.shape, 3))
    variance[..., 0], variance[..., 1], variance[..., 2] = value, both, rate
    return variance
