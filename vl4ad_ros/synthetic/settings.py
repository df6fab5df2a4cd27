"""The configuration of a rendered drive, read from YAML."""

import difflib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ..errors import SettingsError

Record = TypeVar('Record')


@dataclass(frozen=True)
class CameraSettings:
    """A forward-looking camera in a vehicle that keeps its speed."""

    width: int = 640
    height: int = 360
    horizontal_fov_deg: float = 70.0
    height_m: float = 1.4
    pitch_deg: float = -2.5  # negative looks down
    vibration_deg: float = 0.1
    speed_mps: float = 8.0


@dataclass(frozen=True)
class SkySettings:
    """Sun and clouds."""

    sun_elevation_deg: float = 38.0
    sun_azimuth_deg: float = 150.0  # clockwise from straight ahead: 90 is on the right
    cloud_cover: float = 0.45  # 0 is clear, 1 is closed


@dataclass(frozen=True)
class UnknownSettings:
    """An unknown object in the ego lane."""

    kind: str  # a key of objects.unknowns.UNKNOWN_KINDS
    ahead_m: float  # distance along the street from where the drive begins
    offset_m: float = 0.0  # from the middle of the ego lane, positive to the right
    yaw_deg: float = 0.0  # 180 turns its front to the camera


@dataclass(frozen=True)
class RenderSettings:
    """How much work goes into a frame. Threads are part of what makes pixels repeat."""

    samples: int = 8
    threads: int = 2


@dataclass(frozen=True)
class DriveSettings:
    """Everything a drive is made from: the same settings give the same pixels."""

    seed: int
    name: str = 'drive'  # of the bag
    unknowns: tuple[UnknownSettings, ...] = ()
    street: str = 'residential'
    frames: int = 50
    fps: float = 10.0
    start_stamp_ns: int = 1_000_000_000
    jpeg_quality: int = 85
    camera: CameraSettings = field(default_factory=CameraSettings)
    sky: SkySettings = field(default_factory=SkySettings)
    render: RenderSettings = field(default_factory=RenderSettings)

    def __post_init__(self) -> None:
        for name, (value, low, high) in self._ranges().items():
            if not low <= value <= high:  # NaN is refused as well
                raise SettingsError(f'{name} is {value}; give a number from {low} to {high}')
        if not self.name.replace('_', '').isalnum():
            raise SettingsError(f'name is {self.name!r}; use letters, digits and _')

    def _ranges(self) -> dict[str, tuple[float, float, float]]:
        """Return value, least and greatest of what would break a drive beyond its range."""
        return {
            'frames': (self.frames, 1, 100_000),
            'fps': (self.fps, 0.1, 1000.0),
            'jpeg_quality': (self.jpeg_quality, 1, 100),
            'camera.width': (self.camera.width, 16, 8192),
            'camera.height': (self.camera.height, 16, 8192),
            'camera.horizontal_fov_deg': (self.camera.horizontal_fov_deg, 5.0, 160.0),
            'sky.sun_elevation_deg': (self.sky.sun_elevation_deg, 0.0, 90.0),
            'sky.cloud_cover': (self.sky.cloud_cover, 0.0, 1.0),
            'render.samples': (self.render.samples, 1, 65536),
            'render.threads': (self.render.threads, 1, 1024),
        }

    def stamp_ns(self, index: int) -> int:
        """Return the time of exposure of a frame."""
        return self.start_stamp_ns + round(index * 1e9 / self.fps)


def read_settings(path: Path) -> DriveSettings:
    """Read a drive's configuration; raises SettingsError with the remedy."""
    try:
        content = yaml.safe_load(path.read_text(encoding='utf-8'))
    except OSError as error:
        raise SettingsError(
            f'{path} cannot be read ({error.strerror}); name a YAML file that describes a drive'
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = ' '.join(str(error).split())
        raise SettingsError(f'{path} is not YAML: {reason}; correct it there') from error
    return _record(DriveSettings, content, str(path))


def _record(kind: type[Record], content: Any, place: str) -> Record:
    """Return a dataclass filled from a mapping, refusing what it does not know."""
    if not isinstance(content, Mapping):
        raise SettingsError(f'{place}: expected `name: value` lines, got {content!r}')
    hints = typing.get_type_hints(kind)
    for name in content:
        if name not in hints:
            near = difflib.get_close_matches(str(name), hints, 1, 0.0)[0]
            raise SettingsError(f'{place}: {name!r} is not known; did you mean {near!r}?')
    for entry in fields(kind):  # type: ignore[arg-type]
        required = entry.default is MISSING and entry.default_factory is MISSING
        if required and entry.name not in content:
            raise SettingsError(f'{place}: {entry.name!r} is missing; add it')
    values = {name: _value(hints[name], content[name], f'{place}: {name}') for name in content}
    return kind(**values)


def _value(kind: Any, content: Any, place: str) -> Any:
    if is_dataclass(kind):
        return _record(typing.cast(type, kind), content, place)
    if typing.get_origin(kind) is tuple:
        if not isinstance(content, list):
            raise SettingsError(f'{place}: expected a list, got {content!r}')
        item = typing.get_args(kind)[0]
        return tuple(_value(item, part, f'{place}[{i}]') for i, part in enumerate(content))
    if kind is float and type(content) is int:
        return float(content)
    if type(content) is not kind:
        raise SettingsError(f'{place}: expected {kind.__name__}, got {content!r}')
    return content
