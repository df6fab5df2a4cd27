"""How the network looks at a camera: upright, and at a part of the image if so wished."""

from dataclasses import dataclass, replace
from math import atan2, cos, hypot, sin
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from .errors import ImageError, SettingsError
from .structures import (
    AnomalyMaps,
    CameraCalibration,
    CameraMount,
    FloatArray,
    Frame,
    FrameResult,
    Hazard,
    Int32Array,
    UInt8Array,
)

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
# From axes of the image (x to the right, y down) to those of the view.
_TURN_XY = {
    0: np.array([[1, 0], [0, 1]]),
    90: np.array([[0, -1], [1, 0]]),
    180: np.array([[-1, 0], [0, -1]]),
    270: np.array([[0, 1], [-1, 0]]),
}
_BORDERS = ('top', 'right', 'bottom', 'left')  # clockwise
NO_LABEL = -1  # where the network did not look
Map = TypeVar('Map', FloatArray, Int32Array)


@dataclass(frozen=True)
class View:
    """
    A part of the image, turned upright.

    The network and all that comes after it see the view; `restore` brings what they found back
    into the image as it came, for whoever has only that. Raises SettingsError when the crop is
    none.
    """

    rotation: int = 0  # degrees clockwise: 0, 90, 180 or 270
    crop_xywh_px: tuple[int, ...] = (0, 0, 0, 0)  # in the image as it came; 0, 0: all of it

    def __post_init__(self) -> None:
        crop = self.crop_xywh_px
        if len(crop) != 4 or min(crop) < 0 or (crop[2] == 0) != (crop[3] == 0):
            raise SettingsError(
                f"parameter 'crop' is {list(crop)}: give x, y, width and height in pixels, "
                'or four zeros for the whole image'
            )

    @property
    def is_plain(self) -> bool:
        """Whether the network looks at the image as it came."""
        return self.rotation == 0 and not any(self.crop_xywh_px)

    def look(self, frame: Frame) -> Frame:
        """Return the frame as the network sees it; raises ImageError when the crop is outside."""
        if self.is_plain:
            return frame
        x, y, width, height = self._box(frame.size_hw)
        image: UInt8Array = frame.image[y : y + height, x : x + width]
        if self.rotation:
            image = np.asarray(cv2.rotate(image, _TURNS[self.rotation]), np.uint8)
        calibration = frame.calibration and self._look_calibration(
            frame.calibration, frame.size_hw
        )
        mount = frame.mount and self._look_mount(frame.mount)
        return replace(
            frame, image=np.ascontiguousarray(image), calibration=calibration, mount=mount
        )

    def restore(self, result: FrameResult, frame: Frame) -> FrameResult:
        """Return what was found in the view of a frame in pixels of the frame itself."""
        if self.is_plain:
            return result
        maps = result.maps
        restored = AnomalyMaps(
            self._restore_map(maps.score, frame.size_hw, 0),
            self._restore_map(maps.label, frame.size_hw, NO_LABEL),
            {
                name: self._restore_map(score, frame.size_hw, 0)
                for name, score in maps.baselines.items()
            },
            None if maps.query is None else self._restore_map(maps.query, frame.size_hw, NO_LABEL),
        )
        hazards = tuple(self._restore_hazard(hazard, frame.size_hw) for hazard in result.hazards)
        return replace(result, frame=frame, maps=restored, hazards=hazards)

    def _box(self, size_hw: tuple[int, int]) -> tuple[int, int, int, int]:  # x, y, width, height
        x, y, width, height = self.crop_xywh_px
        if not width:
            return 0, 0, size_hw[1], size_hw[0]
        if x + width > size_hw[1] or y + height > size_hw[0]:
            raise ImageError(
                'bad_crop',
                f"the image is {size_hw[1]} x {size_hw[0]} pixels, which the parameter 'crop' "
                f'{list(self.crop_xywh_px)} exceeds',
            )
        return x, y, width, height

    def _restore_points(
        self,
        points_xy: FloatArray,  # (N, 2) in the view
        size_hw: tuple[int, int],  # of the image
    ) -> FloatArray:  # (N, 2) in the image
        x0, y0, width, height = self._box(size_hw)
        x, y = points_xy[:, 0], points_xy[:, 1]
        turned = {
            0: (x, y),
            90: (y, height - x),
            180: (width - x, height - y),
            270: (width - y, x),
        }[self.rotation]
        points: FloatArray = np.stack([turned[0] + x0, turned[1] + y0], axis=1)
        return points

    def _restore_map(
        self,
        values: Map,  # (h, w) over the view
        size_hw: tuple[int, int],
        outside: int,
    ) -> Map:  # (h', w') over the image
        turned = np.ascontiguousarray(np.rot90(values, self.rotation // 90))
        x, y, width, height = self._box(size_hw)
        if (height, width) == size_hw:
            return turned
        cell_w, cell_h = width / turned.shape[1], height / turned.shape[0]
        columns, rows = round(size_hw[1] / cell_w) or 1, round(size_hw[0] / cell_h) or 1
        step_x, step_y = size_hw[1] / columns / cell_w, size_hw[0] / rows / cell_h
        # From the middle of a cell of the image to its place in the map of the view.
        inverse = np.array(
            [
                [step_x, 0, 0.5 * step_x - x / cell_w - 0.5],
                [0, step_y, 0.5 * step_y - y / cell_h - 0.5],
            ]
        )
        is_score = turned.dtype == np.float32
        placed = cv2.warpAffine(
            turned if is_score else turned.astype(np.float32),
            inverse,
            (columns, rows),
            flags=(cv2.INTER_LINEAR if is_score else cv2.INTER_NEAREST) | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=outside,
        )
        whole: Map = np.asarray(placed, turned.dtype)
        return whole

    def _restore_hazard(self, hazard: Hazard, size_hw: tuple[int, int]) -> Hazard:
        corners = np.array(hazard.box_xyxy_px, np.float32).reshape(2, 2)
        corners = self._restore_points(corners, size_hw)
        (x_min, y_min), (x_max, y_max) = corners.min(0), corners.max(0)
        turns = self.rotation // 90
        borders = (_BORDERS[_BORDERS.index(border) - turns] for border in hazard.borders)
        bearing, elevation = self._restore_direction(hazard.bearing_rad, hazard.elevation_rad)
        return replace(
            hazard,
            box_xyxy_px=(int(x_min), int(y_min), int(x_max), int(y_max)),
            contour_xy_px=self._restore_points(hazard.contour_xy_px, size_hw),
            borders=tuple(borders),
            bearing_rad=bearing,
            elevation_rad=elevation,
            covariance=self._restore_covariance(hazard.covariance),
        )

    def _restore_direction(self, bearing: float, elevation: float) -> tuple[float, float]:
        if self.rotation == 0:
            return bearing, elevation
        x, y = cos(elevation) * sin(bearing), -sin(elevation)
        z = cos(elevation) * cos(bearing)
        x, y = {90: (y, -x), 180: (-x, -y), 270: (-y, x)}[self.rotation]
        return atan2(x, z), atan2(-y, hypot(x, z))

    def _restore_covariance(self, covariance: tuple[float, ...]) -> tuple[float, ...]:
        """Turn it with the direction, which near the optical axis is an exchange of the two."""
        order, signs = {
            0: ((0, 1, 2), (1, 1, 1)),
            90: ((1, 0, 2), (-1, 1, 1)),
            180: ((0, 1, 2), (-1, -1, 1)),
            270: ((1, 0, 2), (1, -1, 1)),
        }[self.rotation]
        turned = np.reshape(covariance, (3, 3))[np.ix_(order, order)] * np.outer(signs, signs)
        return tuple(float(value) for value in turned.ravel())

    def _look_calibration(
        self, calibration: CameraCalibration, size_hw: tuple[int, int]
    ) -> CameraCalibration:
        """Return the calibration of the view, as if the camera were mounted upright."""
        x, y, width, height = self._box(size_hw)
        turn = np.eye(3)
        turn[:2, :2] = _TURN_XY[self.rotation]
        start = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}
        # From pixels of the calibration to those of the image, then of the crop, then of the view.
        scale = np.diag([size_hw[1] / calibration.width, size_hw[0] / calibration.height, 1])
        shift, place = np.eye(3), turn.copy()
        shift[:2, 2] = -x, -y
        place[:2, 2] = start[self.rotation]
        # Calibrations count from the middle of the first pixel, boxes from its corner.
        corner = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
        pixels = np.linalg.inv(corner) @ place @ shift @ scale @ corner
        turn_p = np.eye(4)
        turn_p[:3, :3] = turn
        sideways = self.rotation in (90, 270)
        return replace(
            calibration,
            width=height if sideways else width,
            height=width if sideways else height,
            d=self._look_distortion(calibration),
            k=_flat(pixels @ np.reshape(calibration.k, (3, 3)) @ turn.T),
            r=_flat(turn @ np.reshape(calibration.r, (3, 3)) @ turn.T),
            p=_flat(pixels @ np.reshape(calibration.p, (3, 4)) @ turn_p.T),
        )

    def _look_mount(self, mount: CameraMount) -> CameraMount:
        """Return the mount of the view: turned as the image is."""
        down = np.array([sin(mount.roll_rad), cos(mount.roll_rad)])
        right, below = _TURN_XY[self.rotation] @ down
        return replace(mount, roll_rad=atan2(right, below))

    def _look_distortion(self, calibration: CameraCalibration) -> tuple[float, ...]:
        """Turn the tangential part (p1, p2), which points; the radial part does not."""
        d = calibration.d
        if calibration.distortion_model == 'equidistant' or len(d) < 4:
            return d
        p2, p1 = _TURN_XY[self.rotation] @ np.array([d[3], d[2]])
        return (*d[:2], float(p1), float(p2), *d[4:])


def _flat(matrix: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(value) for value in matrix.ravel())
