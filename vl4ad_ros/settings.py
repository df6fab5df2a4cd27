"""The one source of the node's parameters: names, types, defaults, ranges and descriptions."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from .errors import SettingsError
from .hazards.components import HazardSettings

T = TypeVar('T', bool, int, float, str)


@dataclass(frozen=True)
class Limits:
    """What a parameter may be, and whether it may change while images are processed."""

    description: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    live: bool = False


def _setting(default: T, description: str, **limits: Any) -> T:
    value: T = field(default=default, metadata={'limits': Limits(description, **limits)})
    return value


@dataclass(frozen=True)
class NodeSettings:
    """
    Parameters of the node; a YAML file or the command line overrides the defaults.

    Raises SettingsError when a value is outside its range or its choices.
    """

    autostart: bool = _setting(
        True, 'Configure and activate at start; false leaves that to a lifecycle manager'
    )
    bundle: str = _setting('demo', 'Model bundle: a folder, or the name of a shipped one')
    vocabulary: str = _setting(
        '', "Vocabulary: a YAML file, the name of a shipped one, or empty for the bundle's own"
    )
    provider: str = _setting(
        'auto',
        'ONNX Runtime provider; auto takes the fastest one present',
        choices=('auto', 'tensorrt', 'cuda', 'cpu'),
    )
    threads: int = _setting(
        0, 'Threads of the network on the CPU; 0 lets ONNX Runtime choose', low=0, high=256
    )
    image_transport: str = _setting(
        'raw',
        'raw subscribes to image (sensor_msgs/Image), compressed to image/compressed',
        choices=('raw', 'compressed'),
    )
    reliability: str = _setting(
        'best_effort',
        'QoS of the image subscription; best_effort also receives from reliable publishers',
        choices=('best_effort', 'reliable'),
    )
    threshold: float = _setting(
        0.5, 'Anomaly score above which a pixel is part of a hazard', low=0.0, high=1.0, live=True
    )
    min_area: int = _setting(
        100, 'Smallest area of a hazard, in pixels of the image', low=0, high=10**7, live=True
    )
    max_hazards: int = _setting(
        50, 'Most hazards in one message; the highest scores are kept', low=1, high=1000, live=True
    )
    stale_after: float = _setting(
        1.0,
        'Age of an image in seconds from which its hazards are marked stale; 0 never marks',
        low=0.0,
        high=3600.0,
        live=True,
    )
    publish_hazards: bool = _setting(
        True, 'Publish ~/hazards (vl4ad_ros/HazardArray), one for every processed image', live=True
    )
    publish_points: bool = _setting(
        True,
        'Publish ~/points (sensor_msgs/PointCloud2): where hazards stand whose range is known',
        live=True,
    )
    publish_markers: bool = _setting(
        True, 'Publish ~/markers (visualization_msgs/MarkerArray): hazards in space', live=True
    )
    publish_detections: bool = _setting(
        False,
        'Publish ~/detections (vision_msgs/Detection2DArray), where vision_msgs is installed',
        live=True,
    )
    publish_annotations: bool = _setting(
        False,
        'Publish ~/annotations (foxglove_msgs/ImageAnnotations), where that is installed',
        live=True,
    )
    publish_score: bool = _setting(
        True, 'Publish ~/score (32FC1): the anomaly score of every pixel, in [0, 1]', live=True
    )
    publish_score_mono8: bool = _setting(
        True, 'Publish ~/score_mono8 (mono8): the same for viewers, 255 is a score of 1', live=True
    )
    publish_labels: bool = _setting(
        True, 'Publish ~/labels (mono8): index of the group that wins each pixel', live=True
    )
    publish_label_info: bool = _setting(
        False,
        'Publish ~/label_info (vision_msgs/LabelInfo), latched: the names of those groups',
        live=True,
    )
    publish_overlay: bool = _setting(
        True, 'Publish ~/overlay (rgb8): the image under its score, with hazards', live=True
    )
    publish_overlay_compressed: bool = _setting(
        True, 'Publish ~/overlay/compressed (JPEG): the same for slow networks', live=True
    )

    def __post_init__(self) -> None:
        for name, limits in LIMITS.items():
            _check(name, getattr(self, name), limits)

    @property
    def hazard_settings(self) -> HazardSettings:
        """Return the part that finds hazards."""
        return HazardSettings(self.threshold, self.min_area, self.max_hazards)


LIMITS: Mapping[str, Limits] = {
    entry.name: entry.metadata['limits'] for entry in fields(NodeSettings)
}


def check_names(names: Iterable[str]) -> None:
    """Raise SettingsError for the first name that is no parameter, naming the nearest one."""
    for name in names:
        if name not in LIMITS:
            near = difflib.get_close_matches(name, LIMITS, n=1)
            hint = f'did you mean {near[0]!r}?' if near else f'known are {", ".join(LIMITS)}'
            raise SettingsError(f'there is no parameter {name!r}: {hint}')


def _check(name: str, value: Any, limits: Limits) -> None:
    if limits.choices and value not in limits.choices:
        choices = ', '.join(limits.choices)
        raise SettingsError(f'parameter {name!r} is {value!r}: choose one of {choices}')
    if limits.low is None or limits.high is None:
        return
    if not limits.low <= value <= limits.high:  # NaN is refused as well
        raise SettingsError(
            f'parameter {name!r} is {value}: choose from {limits.low} to {limits.high}'
        )
