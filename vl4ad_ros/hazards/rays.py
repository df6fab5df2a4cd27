"""Pixels to directions and back, for the distortion models of sensor_msgs/CameraInfo."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..structures import CameraCalibration

Float64Array = NDArray[np.float64]

PLUMB_BOB, RATIONAL, EQUIDISTANT = 'plumb_bob', 'rational_polynomial', 'equidistant'
_COEFFICIENTS = {PLUMB_BOB: (4, 5), RATIONAL: (8, 12, 14), EQUIDISTANT: (4,)}
# A point that is not seen again within this distance is outside of what the model describes.
_TOLERANCE_PX = 0.1
_REFINEMENTS = 20


class CameraModel:
    """A calibrated camera for images of one size."""

    def __init__(self, matrix: Float64Array, distortion: Float64Array, fisheye: bool) -> None:
        self._matrix = matrix  # (3, 3)
        self._distortion = distortion  # (n,), empty: none
        self._fisheye = fisheye

    def rays(
        self,
        points_px: Float64Array,  # (N, 2) x, y; the centre of the first pixel is (0, 0)
    ) -> Float64Array:  # (N, 3) unit length: right, down, forward; NaN where there is none
        """Return the directions in which points are seen."""
        focal = self._matrix[[0, 1], [0, 1]]
        flat = (points_px - self._matrix[:2, 2]) / focal
        if self._distortion.size and len(flat):
            undistort = cv2.fisheye.undistortPoints if self._fisheye else cv2.undistortPoints
            start = undistort(points_px[:, None], self._matrix, self._distortion)
            flat = np.asarray(start, np.float64)[:, 0]
            # OpenCV stops after a few steps, which is not enough at the edge of a wide lens.
            for _ in range(_REFINEMENTS):
                flat = flat + (points_px - self._project(flat)) / focal
        rays = np.column_stack([flat, np.ones(len(flat))])
        rays /= np.linalg.norm(rays, axis=1, keepdims=True)
        if self._distortion.size and len(flat):
            apart = np.abs(self._project(flat) - points_px).max(1)
            rays[~(apart < _TOLERANCE_PX)] = np.nan
        return rays

    def pixel(
        self,
        direction: Float64Array,  # (3,) forward part > 0
    ) -> Float64Array:  # (2,) x, y
        """Return where a direction is seen."""
        pixel: Float64Array = self._project(direction[None, :2] / direction[2])[0]
        return pixel

    def _project(self, flat: Float64Array) -> Float64Array:  # (N, 2) at distance 1 -> (N, 2) px
        points = np.column_stack([flat, np.ones(len(flat))])[:, None]
        zero = np.zeros(3)
        project = cv2.fisheye.projectPoints if self._fisheye else cv2.projectPoints
        distortion = self._distortion if self._distortion.size else np.zeros(4)
        projected, _ = project(points, zero, zero, self._matrix, distortion)
        return np.asarray(projected, np.float64).reshape(-1, 2)


def camera_model(
    calibration: CameraCalibration,
    size_hw: tuple[int, int],  # of the image, which may be smaller than the calibrated one
    rectified: bool,
) -> CameraModel | None:
    """Return the model, None where the camera is not calibrated or its model is not known."""
    source = calibration.p if rectified else calibration.k
    matrix = np.array(source, np.float64).reshape(3, -1)[:, :3]
    distortion = np.array(() if rectified else calibration.d, np.float64)
    if not distortion.any():
        distortion = np.zeros(0)
    numbers = np.array([*matrix.ravel(), *distortion, calibration.width, calibration.height])
    if not np.isfinite(numbers).all() or min(*numbers[-2:], matrix[0, 0], matrix[1, 1]) <= 0:
        return None
    known = _COEFFICIENTS.get(calibration.distortion_model, ())
    if distortion.size and distortion.size not in known:
        return None
    # The centre of the first pixel is (0, 0): borders are what scales.
    scale = np.array([size_hw[1] / calibration.width, size_hw[0] / calibration.height])
    matrix[:2] *= scale[:, None]
    matrix[:2, 2] += (scale - 1) / 2
    return CameraModel(matrix, distortion, calibration.distortion_model == EQUIDISTANT)
