"""From the maps of a frame to its hazards: the way that node, replay and evaluation go."""

from dataclasses import dataclass, field, replace
from math import ceil, floor

import numpy as np

from ..structures import AnomalyMaps, BoolArray, Frame, GroupEmbeddings, Hazard
from .components import Component, find_components
from .contact import contact_point
from .contour import outline
from .geometry import Place, locate
from .motion import Float64Array
from .names import group_pixels_of, name_of
from .road import RoadArea, is_published, known_groups, road_area
from .settings import HazardSettings
from .tracks import Track, Tracker
from .viewpoint import Viewpoint, Viewpoints

_NOWHERE = Place()


@dataclass
class _Camera:
    """What is remembered of one camera."""

    tracker: Tracker = field(default_factory=Tracker)
    viewpoints: Viewpoints = field(default_factory=Viewpoints)
    size_hw: tuple[int, int] = (0, 0)
    names: tuple[str, ...] = ()

    def prepare(self, frame: Frame, names: tuple[str, ...]) -> None:
        """Forget what does not go with images of another size, or with other names."""
        if frame.size_hw != self.size_hw:
            self.tracker.forget()
        if names != self.names:
            for track in self.tracker.tracks:
                track.evidence = np.zeros(len(names))
        self.size_hw, self.names = frame.size_hw, names


@dataclass(frozen=True)
class FoundHazard:
    """A hazard, and the region that it was found in; None where it is predicted."""

    hazard: Hazard
    component: Component | None


class HazardFinder:
    """Finds hazards in the maps of frames, and remembers those of each camera by its name."""

    def __init__(self) -> None:
        self._cameras: dict[str, _Camera] = {}

    def find(
        self, frame: Frame, maps: AnomalyMaps, text: GroupEmbeddings, settings: HazardSettings
    ) -> tuple[Hazard, ...]:
        """
        Return the hazards of one frame, highest maximum score first.

        Frames of a camera must come in their order. Raises SettingsError when a picture that the
        settings name cannot be read.
        """
        return tuple(found.hazard for found in self.find_shapes(frame, maps, text, settings))

    def find_shapes(
        self, frame: Frame, maps: AnomalyMaps, text: GroupEmbeddings, settings: HazardSettings
    ) -> tuple[FoundHazard, ...]:
        """Return the same with the region of each hazard in the maps."""
        camera = self._cameras.setdefault(frame.camera, _Camera())
        camera.prepare(frame, text.names)
        viewpoint = camera.viewpoints.of(frame, maps.score.shape, settings)
        view = _View(frame, maps, text, settings, viewpoint)
        evidence = np.array(
            [group_pixels_of(view.labels(one), len(text.names)) for one in view.components]
        ).reshape(-1, len(text.names))
        if not settings.tracks.enabled:
            return view.published(
                [
                    view.hazard(number, Track(frame.stamp_ns, evidence[number], id=number + 1))
                    for number in range(len(view.components))
                ]
            )
        diagonal_px = float(np.hypot(*frame.size_hw))
        tracks = camera.tracker.update(
            frame.stamp_ns, view.boxes_px, evidence, diagonal_px, settings.tracks
        )
        found = [
            view.hazard(number, track) for number, track in enumerate(tracks) if track.is_confirmed
        ]
        for track, box, sigma_px in camera.tracker.unseen(settings.tracks.coast_s):
            found += view.coasted(track, box, sigma_px)
        return view.published(found)


class _View:
    """One frame: its regions, and what is said of each."""

    def __init__(
        self,
        frame: Frame,
        maps: AnomalyMaps,
        text: GroupEmbeddings,
        settings: HazardSettings,
        viewpoint: Viewpoint,
    ) -> None:
        self._frame, self._text, self._settings = frame, text, settings
        self._viewpoint = viewpoint
        rows, columns = maps.score.shape
        self._scale_xy = np.array([frame.size_hw[1] / columns, frame.size_hw[0] / rows])
        if viewpoint.ignored is not None:
            maps = replace(maps, score=np.where(viewpoint.ignored, np.float32(0), maps.score))
        self._maps = maps
        self.components = find_components(
            maps,
            frame.size_hw,
            settings.components,
            viewpoint.horizon_row_px,
            known_groups(text, settings.components.scenery),
        )
        self.boxes_px: Float64Array = (
            np.array([one.box_xyxy for one in self.components], np.float64).reshape(-1, 4)
            * self._scale_xy[[0, 1, 0, 1]]
        )
        self._road = self._road_area()
        self._feet_px = self._find_feet()
        self._places = self._find_places()

    def labels(self, component: Component) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """Return the groups that win in the pixels of a component."""
        return self._maps.label[component.slices][component.shape]

    def hazard(self, number: int, track: Track) -> FoundHazard:
        """Return a component as the hazard that its track says it is."""
        component = self.components[number]
        name = name_of(track.evidence, self._text.names, self._text.known)
        road_share, near_road_share = (
            self._road.shares(component) if self._road else (np.nan, np.nan)
        )
        borders = self._borders(component)
        place = self._places[number]
        corner_xy = np.array(component.box_xyxy[:2])
        hazard = Hazard(
            id=track.id,
            name=name.name,
            box_xyxy_px=_whole_pixels(self.boxes_px[number]),
            area_px=component.area_px,
            score_mean=component.score_mean,
            score_max=component.score_max,
            contour_xy_px=((outline(component.shape) + corner_xy) * self._scale_xy).astype(
                np.float32
            ),
            truncated=bool(borders),
            age_frames=track.age_frames,
            hits=track.hits,
            borders=borders,
            name_score=name.score,
            resembles=name.resembles,
            road_share=road_share,
            near_road_share=near_road_share,
            geometry_source=place.source,
            bearing_rad=place.bearing_rad,
            elevation_rad=place.elevation_rad,
            range_m=place.range_m,
            covariance=place.covariance,
        )
        track.hazard = hazard
        _, upper, _, lower = self.boxes_px[number]
        track.foot = float((self._feet_px[number, 1] + 0.5 - upper) / (lower - upper))
        return FoundHazard(hazard, component)

    def coasted(self, track: Track, box: Float64Array, sigma_px: float) -> list[FoundHazard]:
        """Return a hazard that is not seen in this frame where it should be, if that is inside."""
        last = track.hazard
        height, width = self._frame.size_hw
        box = np.minimum(np.maximum(box, 0), [width, height, width, height])
        if last is None or (box[2:] - box[:2]).min() < 1:
            return []
        before = np.array(last.box_xyxy_px, np.float64)
        zoom = (box[2:] - box[:2]) / (before[2:] - before[:2])
        contour = (last.contour_xy_px - before[:2]) * zoom + box[:2]
        place = self._locate([_foot(box, track.foot)], [sigma_px], [box[3] < height])[0]
        hazard = replace(
            last,
            box_xyxy_px=_whole_pixels(box),
            contour_xy_px=contour.astype(np.float32),
            area_px=last.area_px * float(zoom.prod()),
            age_frames=track.age_frames,
            coasted=True,
            geometry_source=place.source,
            bearing_rad=place.bearing_rad,
            elevation_rad=place.elevation_rad,
            range_m=place.range_m,
            covariance=place.covariance,
        )
        return [FoundHazard(hazard, None)]

    def published(self, found: list[FoundHazard]) -> tuple[FoundHazard, ...]:
        """Return the hazards that the settings ask for, in order, and no more than they allow."""
        chosen = [one for one in found if self._is_published(one.hazard)]
        chosen.sort(key=lambda one: -one.hazard.score_max)
        return tuple(chosen[: self._settings.components.max_hazards])

    def _is_published(self, hazard: Hazard) -> bool:
        road = self._settings.road
        if road.below_horizon and self._is_above_horizon(hazard):
            return False
        return is_published(hazard.road_share, hazard.near_road_share, road)

    def _is_above_horizon(self, hazard: Hazard) -> bool:
        has_horizon = self._viewpoint.model is not None and self._viewpoint.mount is not None
        return has_horizon and hazard.box_xyxy_px[3] <= self._viewpoint.horizon_row_px

    def _road_area(self) -> RoadArea | None:
        drivable = known_groups(self._text, self._settings.road.names)
        if not self.components or not drivable.any():
            return None
        return road_area(
            self._maps.label,
            drivable,
            self._covered(),
            self._settings.road,
            float(np.sqrt(self._scale_xy.prod())),
            self._viewpoint.horizon_row_px / self._scale_xy[1],
        )

    def _covered(self) -> BoolArray:
        """Return the pixels of all regions and of the own car."""
        ignored = self._viewpoint.ignored
        covered = np.zeros(self._maps.score.shape, np.bool_) if ignored is None else ignored.copy()
        for component in self.components:
            covered[component.slices] |= component.shape
        return covered

    def _find_feet(self) -> Float64Array:  # (n, 2)
        if self._viewpoint.model is None:  # nobody asks where they stand
            return np.array([_foot(box, 1.0) for box in self.boxes_px]).reshape(-1, 2)
        contacts = [contact_point(component, self._maps.score) for component in self.components]
        feet_px: Float64Array = (
            np.array(contacts, np.float64).reshape(-1, 2) * self._scale_xy - 0.5
        )
        return feet_px

    def _find_places(self) -> list[Place]:
        if self._viewpoint.model is None:
            return [_NOWHERE] * len(self.components)
        shown = [not self._is_foot_hidden(component) for component in self.components]
        return self._locate(list(self._feet_px), [0.0] * len(shown), shown)

    def _locate(
        self, points_px: list[Float64Array], sigma_px: list[float], on_ground: list[bool]
    ) -> list[Place]:
        camera, settings = self._viewpoint.model, self._settings.ground
        if camera is None or not points_px:
            return [_NOWHERE] * len(points_px)
        # A pixel of the map, in which the edge may lie anywhere, is an error of its own.
        in_cell_px = float(self._scale_xy.max()) / np.sqrt(12)
        own_px = np.hypot(settings.pixel_error_px, in_cell_px)
        sigmas = np.hypot(np.array(sigma_px), own_px)
        return locate(
            np.array(points_px), sigmas, on_ground, camera, self._viewpoint.mount, settings
        )

    def _is_foot_hidden(self, component: Component) -> bool:
        """Tell whether the lower border of the image, or the own car, covers the lowest edge."""
        rows, columns = component.foot
        below = rows + 1
        if (below >= self._maps.score.shape[0]).any():
            return True
        ignored = self._viewpoint.ignored
        return ignored is not None and bool(ignored[below, columns].any())

    def _borders(self, component: Component) -> tuple[str, ...]:
        rows, columns = self._maps.score.shape
        left, top, right, bottom = component.box_xyxy
        touched = {
            'left': left == 0,
            'top': top == 0,
            'right': right == columns,
            'bottom': bottom == rows,
        }
        return tuple(side for side, touches in touched.items() if touches)


def _foot(
    box_xyxy: Float64Array,
    share: float,  # of its height
) -> Float64Array:
    """Return the middle of the edge on which a box stands, in the convention of pixel centres."""
    x_min, y_min, x_max, y_max = box_xyxy
    return np.array([(x_min + x_max) / 2, y_min + share * (y_max - y_min)]) - 0.5


def _whole_pixels(box: Float64Array) -> tuple[int, int, int, int]:
    """Return the smallest box of whole pixels around a box."""
    x_min, y_min, x_max, y_max = box.tolist()
    return floor(x_min), floor(y_min), ceil(x_max), ceil(y_max)
