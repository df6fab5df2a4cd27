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
MEASURED = (0.1, 0.1, 0.15, 0.15)
FIRST_RATE = (1.5, 1.5, 0.7, 0.7)  # per second, of what was seen once
ACCELERATION = (2.0, 2.0, 0.7, 0.7)  # per second squared
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
        value, both, rate = np.moveaxis(self._variance, 2, 0)
        noise = (np.array(ACCELERATION) * _scale(self.mean)) ** 2
        self._variance = np.stack(
            [
                value + 2 * seconds * both + seconds**2 * rate + noise * seconds**4 / 4,
                both + seconds * rate + noise * seconds**3 / 2,
                rate + noise * seconds**2,
            ],
            2,
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
        value, both, rate = np.moveaxis(self._variance[which], 2, 0)
        total = value + (np.array(MEASURED) * _scale(measured)) ** 2
        gain, rate_gain = value / total, both / total
        error = measured - self.mean[which]
        self.mean[which] += gain * error
        self.rate[which] += rate_gain * error
        limit = LARGEST_LOG_RATE
        self.rate[which, 2:] = np.clip(self.rate[which, 2:], -limit, limit)
        self._variance[which] = np.stack(
            [(1 - gain) * value, (1 - gain) * both, rate - rate_gain * both], 2
        )

    def add(self, boxes: Float64Array) -> None:
        """Begin with further boxes."""
        state = _state(boxes)
        scale = _scale(state)
        variance = np.zeros((len(boxes), 4, 3))
        variance[..., 0] = (np.array(MEASURED) * scale) ** 2
        variance[..., 2] = (np.array(FIRST_RATE) * scale) ** 2
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
    size = np.exp(state[:, 2:].mean(1, keepdims=True))
    size = np.broadcast_to(np.maximum(size, LEAST_SIZE_PX), (len(state), 2))
    return np.concatenate([size, np.ones((len(state), 2))], 1)
