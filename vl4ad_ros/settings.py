"""The one source of the node's parameters: names, types, defaults, ranges and descriptions."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from .camera_settings import CameraSettings, check_cameras
from .errors import SettingsError
from .hazard_parameters import hazard_settings_of
from .hazards.settings import GROUPINGS, LEAST_CELLS, NEAR_CELLS, PLACES, HazardSettings
from .limits import Limits, check_value, setting
from .view import View

_HAZARDS = HazardSettings()  # the defaults of everything between maps and hazards


@dataclass(frozen=True)
class NodeSettings:
    """
    Parameters of the node; a YAML file or the command line overrides the defaults.

    Raises SettingsError when a value is outside its range or its choices.
    """

    autostart: bool = setting(
        True, 'Configure and activate at start; false leaves that to a lifecycle manager'
    )
    bundle: str = setting(
        'demo',
        'Model bundle: a folder, or the name of a shipped one; NAME@HEIGHTxWIDTH asks for a size',
    )
    vocabulary: str = setting(
        '', "Vocabulary: a YAML file, the name of a shipped one, or empty for the bundle's own"
    )
    provider: str = setting(
        'auto',
        'ONNX Runtime provider; auto takes the fastest one present',
        choices=('auto', 'tensorrt', 'cuda', 'cpu'),
    )
    calibration: str = setting(
        '',
        'File of `vl4ad calibrate`, whose threshold takes the place of the parameter; empty: none',
    )
    threads: int = setting(
        0, 'Threads of the network on the CPU; 0 lets ONNX Runtime choose', low=0, high=256
    )
    cameras: tuple[str, ...] = setting(
        ('',),
        'Names of up to 8 cameras, each on the topic <name>/image; '
        'one empty name: a single camera, on the topic image',
    )
    image_transport: str = setting(
        'raw',
        'raw subscribes to image (sensor_msgs/Image), compressed to <its topic>/compressed',
        choices=('raw', 'compressed'),
    )
    reliability: str = setting(
        'best_effort',
        'QoS of the image subscription; best_effort also receives from reliable publishers',
        choices=('best_effort', 'reliable'),
    )
    history: str = setting(
        'keep_last',
        'QoS of the image subscription; keep_all makes images wait that a newer one replaces',
        choices=('keep_last', 'keep_all'),
    )
    depth: int = setting(
        1, 'QoS of the image subscription: images that wait, with keep_last', low=1, high=1000
    )
    rotation: int = setting(
        0,
        'Degrees clockwise that make the image upright for the network: 0, 90, 180 or 270; '
        'what is published stays in pixels of the image as it came',
        low=0,
        high=270,
        step=90,
    )
    crop: tuple[int, ...] = setting(
        (0, 0, 0, 0),
        'Part of the image that the network looks at, before the rotation: x, y, width and '
        'height in pixels; a width and height of 0: the whole image',
    )
    threshold: float = setting(
        _HAZARDS.components.threshold,
        'Anomaly score above which a pixel makes a hazard',
        low=0.0,
        high=1.0,
        live=True,
    )
    grouping: str = setting(
        _HAZARDS.components.grouping,
        'Pixels of one hazard: plain: those above the threshold; hysteresis: and lower ones that '
        'they touch; guided: and whole things as the network sees them',
        choices=GROUPINGS,
        live=True,
    )
    low_share: float = setting(
        _HAZARDS.components.low_share,
        'Share of the threshold down to which a hazard extends; 1 is no further',
        low=0.0,
        high=1.0,
        live=True,
    )
    bridge_width: float = setting(
        _HAZARDS.components.bridge_px,
        'Widest connection at which two bodies are parted, in pixels of the image; 0 parts none',
        low=0.0,
        high=1000.0,
        live=True,
    )
    min_area: int = setting(
        round(_HAZARDS.components.min_area_px),
        f'Smallest area of a hazard, in pixels of the image; at least {LEAST_CELLS} pixels of the '
        'score; 0 is any',
        low=0,
        high=10**7,
        live=True,
    )
    min_area_near: int = setting(
        round(_HAZARDS.components.near_area_px),
        'Smallest area of a hazard at the lower border, in pixels of the image; at least '
        f'{NEAR_CELLS} of the score; 0 is any; falls to min_area at the horizon',
        low=0,
        high=10**7,
        live=True,
    )
    min_compactness: float = setting(
        _HAZARDS.components.min_compactness,
        'Width of a hazard where it is thickest, in sides of a square of its area; what is '
        'thinner and lies between two groups is doubt along their border; 0 takes any shape',
        low=0.0,
        high=1.0,
        live=True,
    )
    max_surround: float = setting(
        _HAZARDS.components.max_surround,
        'Mean score in a ring around a hazard, as a share of its own; more is doubt that fades '
        'out; 1 takes anything',
        low=0.0,
        high=1.0,
        live=True,
    )
    scenery_names: str = setting(
        ', '.join(_HAZARDS.components.scenery),
        'Known groups or concepts that are scenery, with commas between them: what looks so has '
        'to be more compact, and known around it, to be a hazard',
        live=True,
    )
    max_hazards: int = setting(
        _HAZARDS.components.max_hazards,
        'Most hazards in one message; the highest scores are kept',
        low=1,
        high=1000,
        live=True,
    )
    road_names: str = setting(
        ', '.join(_HAZARDS.road.names),
        'Known groups or concepts on which one can drive, with commas between them',
        live=True,
    )
    road_filter: str = setting(
        _HAZARDS.road.publish,
        'Hazards to publish: all, near_road or on_road; where no road is seen all are published',
        choices=PLACES,
        live=True,
    )
    road_margin: float = setting(
        _HAZARDS.road.margin_px,
        'What is still next to the road: pixels of the image at its lower border, less above',
        low=0.0,
        high=10000.0,
        live=True,
    )
    below_horizon: bool = setting(
        _HAZARDS.road.below_horizon,
        'Leave out hazards that end above the horizon; needs CameraInfo and camera_height or tf',
        live=True,
    )
    ego_mask: str = setting(
        _HAZARDS.road.ego_mask,
        'Picture that is not black where the own car is, to be ignored; empty: none',
    )
    ego_front: float = setting(
        _HAZARDS.road.ego_front_m,
        'Ground nearer to the camera than this is the own car, in metres; 0: none; needs '
        'CameraInfo and camera_height or tf',
        low=0.0,
        high=100.0,
        live=True,
    )
    track: bool = setting(
        _HAZARDS.tracks.enabled,
        'Follow hazards over frames; without it each frame stands by itself',
        live=True,
    )
    confirm_hits: int = setting(
        _HAZARDS.tracks.confirm_hits,
        'Frames in which a hazard has to be seen, out of confirm_window, before it is published',
        low=1,
        high=100,
        live=True,
    )
    confirm_window: int = setting(
        _HAZARDS.tracks.confirm_window,
        'Frames out of which confirm_hits have to show the hazard',
        low=1,
        high=100,
        live=True,
    )
    coast: float = setting(
        _HAZARDS.tracks.coast_s,
        'Seconds for which a hazard is published unseen, but no longer than it was seen',
        low=0.0,
        high=60.0,
        live=True,
    )
    memory: float = setting(
        _HAZARDS.tracks.memory_s,
        'Seconds after which a hazard that is seen again gets a new id',
        low=0.0,
        high=60.0,
        live=True,
    )
    camera_height: float = setting(
        _HAZARDS.ground.camera_height_m,
        'Height of the camera above the ground in metres; 0: unknown, then ranges need tf',
        low=0.0,
        high=100.0,
        live=True,
    )
    camera_pitch: float = setting(
        _HAZARDS.ground.camera_pitch_deg,
        'Angle of the optical axis below the horizon, in degrees',
        low=-89.0,
        high=89.0,
        live=True,
    )
    camera_roll: float = setting(
        _HAZARDS.ground.camera_roll_deg,
        'Roll of the camera in degrees; positive: its right side is lower',
        low=-180.0,
        high=180.0,
        live=True,
    )
    base_frame: str = setting(
        '',
        'Frame of tf on the ground, z up, for example base_footprint: where camera_height is 0, '
        'height, pitch and roll are those of the frame of the images in it; empty: not from tf',
    )
    attitude_error: float = setting(
        _HAZARDS.ground.attitude_error_deg,
        'Standard deviation of pitch and roll against the ground, in degrees',
        low=0.0,
        high=45.0,
        live=True,
    )
    pixel_error: float = setting(
        _HAZARDS.ground.pixel_error_px,
        'Standard deviation of the lowest edge of a hazard, in pixels of the image',
        low=0.0,
        high=1000.0,
        live=True,
    )
    rectified: bool = setting(
        _HAZARDS.ground.rectified,
        'The images are rectified: P of CameraInfo applies, not K and D',
        live=True,
    )
    ood_prompts: tuple[str, ...] = setting(
        ('',),
        'OOD prompts besides those of the vocabulary: things to look for, each a concept',
        live=True,
    )
    stale_after: float = setting(
        1.0,
        'Age of an image in seconds from which its hazards are marked stale; 0 never marks',
        low=0.0,
        high=3600.0,
        live=True,
    )
    silent_after: float = setting(
        2.0,
        'Seconds without an image from which the output of a camera is said to be stale; '
        '0 never says so',
        low=0.0,
        high=3600.0,
        live=True,
    )
    publish_hazards: bool = setting(
        True, 'Publish ~/hazards (vl4ad_ros/HazardArray), one for every processed image', live=True
    )
    publish_points: bool = setting(
        True,
        'Publish ~/points (sensor_msgs/PointCloud2): where hazards stand whose range is known',
        live=True,
    )
    publish_markers: bool = setting(
        True, 'Publish ~/markers (visualization_msgs/MarkerArray): hazards in space', live=True
    )
    publish_detections: bool = setting(
        False,
        'Publish ~/detections (vision_msgs/Detection2DArray), where vision_msgs is installed',
        live=True,
    )
    publish_annotations: bool = setting(
        False,
        'Publish ~/annotations (foxglove_msgs/ImageAnnotations), where that is installed',
        live=True,
    )
    publish_score: bool = setting(
        True, 'Publish ~/score (32FC1): the anomaly score of every pixel, in [0, 1]', live=True
    )
    publish_score_mono8: bool = setting(
        True, 'Publish ~/score_mono8 (mono8): the same for viewers, 255 is a score of 1', live=True
    )
    publish_labels: bool = setting(
        True, 'Publish ~/labels (mono8): index of the group that wins each pixel', live=True
    )
    publish_label_info: bool = setting(
        False,
        'Publish ~/label_info (vision_msgs/LabelInfo), latched: the names of those groups',
        live=True,
    )
    publish_overlay: bool = setting(
        True, 'Publish ~/overlay (rgb8): the image under its score, with hazards', live=True
    )
    publish_overlay_compressed: bool = setting(
        True, 'Publish ~/overlay/compressed (JPEG): the same for slow networks', live=True
    )

    def __post_init__(self) -> None:
        for name, limits in LIMITS.items():
            if isinstance(limits.default, tuple):  # ROS and YAML have lists
                object.__setattr__(self, name, tuple(getattr(self, name)))
            check_value(name, getattr(self, name), limits)
        check_cameras(self.cameras, LIMITS)
        self.camera_settings()

    @property
    def hazard_settings(self) -> HazardSettings:
        """Return the part that finds hazards."""
        return hazard_settings_of(self)

    @property
    def extra_prompts(self) -> tuple[str, ...]:
        """Return the OOD prompts besides those of the vocabulary."""
        return tuple(filter(None, self.ood_prompts))

    def camera_settings(self, changes: Mapping[str, Any] | None = None) -> CameraSettings:
        """
        Return the part of one camera, some of it as `changes` say.

        Raises SettingsError when a change is outside its range or its choices.
        """
        own = replace(self, **changes) if changes else self
        return CameraSettings(
            own.image_transport,
            own.reliability,
            own.history,
            own.depth,
            View(own.rotation, own.crop),
        )


LIMITS: Mapping[str, Limits] = {
    entry.name: replace(entry.metadata['limits'], default=entry.default)
    for entry in fields(NodeSettings)
}
# These may also be set for one camera: `front.rotation` for the camera `front`.
PER_CAMERA = ('image_transport', 'reliability', 'history', 'depth', 'rotation', 'crop')


def check_names(names: Iterable[str], cameras: Iterable[str] = ()) -> None:
    """Raise SettingsError for the first name that is no parameter, naming the nearest one."""
    known = [*LIMITS, *(f'{camera}.{name}' for camera in cameras for name in PER_CAMERA)]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f'did you mean {near[0]!r}?' if near else f'known are {", ".join(LIMITS)}'
            raise SettingsError(f'there is no parameter {name!r}: {hint}')
