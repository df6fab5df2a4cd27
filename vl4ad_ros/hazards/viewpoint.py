"""What is known of a camera while its frames come: model, mount, and pixels of the own car."""

from pathlib import Path

import numpy as np

from ..structures import BoolArray, Frame, GroupEmbeddings
from .geometry import horizon_row_px, mount_of
from .masks import ego_ground, read_ego_mask, resized
from .rays import camera_model
from .road import check_road
from .settings import HazardSettings


def check_settings(text: GroupEmbeddings, settings: HazardSettings) -> None:
    """Raise SettingsError when road or own car cannot be found as the settings say."""
    check_road(text, settings.road)
    if settings.road.ego_mask:
        read_ego_mask(Path(settings.road.ego_mask))


class Viewpoint:
    """One camera with one calibration. Raises SettingsError when the ego mask is no picture."""

    def __init__(self, frame: Frame, map_hw: tuple[int, int], settings: HazardSettings) -> None:
        ground, road = settings.ground, settings.road
        self.model = (
            None
            if frame.calibration is None
            else camera_model(frame.calibration, frame.size_hw, ground.rectified)
        )
        self.mount = frame.mount or mount_of(ground)
        self.ignored: BoolArray | None = None  # (h, w) of the map, the own car
        self.horizon_row_px = frame.size_hw[0] / 2  # in the image
        if road.ego_mask:
            self.ignored = resized(read_ego_mask(Path(road.ego_mask)), map_hw)
        if self.model is None or self.mount is None:
            return
        row = horizon_row_px(self.model, self.mount)
        if np.isfinite(row):
            self.horizon_row_px = row
        if road.ego_front_m > 0:
            ground_mask = ego_ground(
                self.model, self.mount, road.ego_front_m, frame.size_hw, map_hw
            )
            self.ignored = ground_mask if self.ignored is None else self.ignored | ground_mask


class Viewpoints:
    """Keeps the viewpoint of one camera until something about it changes."""

    def __init__(self) -> None:
        self._key: object = None
        self._viewpoint: Viewpoint | None = None

    def of(self, frame: Frame, map_hw: tuple[int, int], settings: HazardSettings) -> Viewpoint:
        """Return the viewpoint of a frame."""
        key = frame.calibration, frame.mount, frame.size_hw, map_hw, settings.road, settings.ground
        if self._viewpoint is None or key != self._key:
            self._viewpoint, self._key = Viewpoint(frame, map_hw, settings), key
        return self._viewpoint
