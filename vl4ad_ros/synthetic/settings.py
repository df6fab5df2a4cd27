"""What a rendered drive and a set of rendered stills are made from."""

from dataclasses import dataclass, field

from ..errors import SettingsError

Range = tuple[float, float, float]  # value, least, greatest

FILMS = ('agx', 'filmic', 'standard')  # from soft to hard


@dataclass(frozen=True)
class CameraSettings:
    """A forward-looking camera in a vehicle that keeps its speed."""

    width: int = 640
    height: int = 360
    horizontal_fov_deg: float = 70.0
    height_m: float = 1.4
    pitch_deg: float = -2.5  # negative looks down
    yaw_deg: float = 0.0  # positive looks to the left of the street's direction
    vibration_deg: float = 0.1
    speed_mps: float = 8.0
    start_m: float = 0.0  # where along the street the drive begins
    offset_m: float = 0.0  # from the middle of the ego lane, positive to the right
    exposure_ev: float = 0.35
    bonnet: bool = False  # of the ego car is in view
    film: str = 'agx'  # how light becomes tones: a key of FILMS


@dataclass(frozen=True)
class SkySettings:
    """Light and weather."""

    sun_elevation_deg: float = 38.0
    sun_azimuth_deg: float = 150.0  # clockwise from straight ahead: 90 is on the right
    cloud_cover: float = 0.45  # 0 is clear, above 0.7 the sun fades, 1 is closed
    night: bool = False  # street lamps and the headlights of the ego car instead of the sun
    wetness: float = 0.0  # of the ground: 1 is dark, with puddles that mirror
    haze: float = 0.6  # share of the light that comes from the haze at its reach
    haze_reach_m: float = 420.0


@dataclass(frozen=True)
class UnknownSettings:
    """An unknown object in the ego lane."""

    kind: str  # a key of objects.unknowns.UNKNOWN_KINDS
    ahead_m: float  # distance along the street, whose zero is that of camera.start_m
    offset_m: float = 0.0  # from the middle of the ego lane, positive to the right
    yaw_deg: float = 0.0  # 180 turns its front to the camera


@dataclass(frozen=True)
class RenderSettings:
    """How much work goes into a frame. Threads are part of what makes pixels repeat."""

    samples: int = 8
    threads: int = 2

    def __post_init__(self) -> None:
        _check_ranges(
            {
                'render.samples': (self.samples, 1, 65536),
                'render.threads': (self.threads, 1, 1024),
            }
        )


@dataclass(frozen=True)
class DriveSettings:
    """Everything a drive is made from: the same settings give the same pixels."""

    seed: int
    name: str = 'drive'  # of the bag
    unknowns: tuple[UnknownSettings, ...] = ()
    street: str = 'residential'
    hills: bool = False  # at the horizon
    roadworks: bool = False  # boards, fences and posts on the carriageway
    variety: float = 0.0  # how far the colours of all materials stray, 1 is as far as is real
    frames: int = 50
    fps: float = 10.0
    start_stamp_ns: int = 1_000_000_000
    jpeg_quality: int = 85
    camera: CameraSettings = field(default_factory=CameraSettings)
    sky: SkySettings = field(default_factory=SkySettings)
    render: RenderSettings = field(default_factory=RenderSettings)

    def __post_init__(self) -> None:
        _check_ranges(
            {
                'frames': (self.frames, 1, 100_000),
                'fps': (self.fps, 0.1, 1000.0),
                'jpeg_quality': (self.jpeg_quality, 1, 100),
                'variety': (self.variety, 0.0, 1.0),
                'camera.width': (self.camera.width, 16, 8192),
                'camera.height': (self.camera.height, 16, 8192),
                'camera.horizontal_fov_deg': (self.camera.horizontal_fov_deg, 5.0, 160.0),
                'sky.sun_elevation_deg': (self.sky.sun_elevation_deg, 0.0, 90.0),
                'sky.cloud_cover': (self.sky.cloud_cover, 0.0, 1.0),
                'sky.wetness': (self.sky.wetness, 0.0, 1.0),
                'sky.haze': (self.sky.haze, 0.0, 1.0),
                'sky.haze_reach_m': (self.sky.haze_reach_m, 30.0, 10_000.0),
            }
        )
        _check_name(self.name)
        if self.camera.film not in FILMS:
            known = ', '.join(FILMS)
            raise SettingsError(f'camera.film is {self.camera.film!r}; choose one of {known}')

    def stamp_ns(self, index: int) -> int:
        """Return the time of exposure of a frame."""
        return self.start_stamp_ns + round(index * 1e9 / self.fps)


@dataclass(frozen=True)
class StillsSettings:
    """Single frames, each of another street, weather and camera; words said twice count twice."""

    seed: int
    streets: tuple[str, ...]  # keys of streets.types.STREET_TYPES to choose from
    weathers: tuple[str, ...]  # keys of weather.WEATHERS to choose from
    name: str = 'stills'
    frames: int = 100
    width: int = 512
    height: int = 256
    unknown_share: float = 0.0  # of the frames, those with one to three unknown objects
    unseen_kinds: bool = False  # also take unknown kinds that are kept for tests
    hills_share: float = 0.0  # of the frames, those with hills at the horizon
    roadworks_share: float = 0.0  # of the frames, those with roadworks
    render: RenderSettings = field(default_factory=RenderSettings)

    def __post_init__(self) -> None:
        _check_ranges(
            {
                'frames': (self.frames, 1, 1_000_000),
                'width': (self.width, 16, 8192),
                'height': (self.height, 16, 8192),
                'unknown_share': (self.unknown_share, 0.0, 1.0),
                'hills_share': (self.hills_share, 0.0, 1.0),
                'roadworks_share': (self.roadworks_share, 0.0, 1.0),
            }
        )
        _check_name(self.name)
        _check_words(self.streets, self.weathers)


@dataclass(frozen=True)
class DriveSetSettings:
    """Several drives that are drawn from a seed: each takes the next street and weather."""

    seed: int
    streets: tuple[str, ...]  # keys of streets.types.STREET_TYPES, begun again after the last
    weathers: tuple[str, ...]  # keys of weather.WEATHERS, begun again after the last
    drives: int
    name: str = 'drives'  # a drive is called so, with its number
    frames: int = 30  # of each drive
    fps: float = 5.0
    width: int = 512
    height: int = 288
    unknown_share: float = 0.0  # of the drives, those with two to four unknown objects
    unseen_kinds: bool = False  # also take unknown kinds that are kept for tests
    render: RenderSettings = field(default_factory=RenderSettings)

    def __post_init__(self) -> None:
        _check_ranges(
            {
                'drives': (self.drives, 1, 10_000),
                'frames': (self.frames, 1, 100_000),
                'fps': (self.fps, 0.1, 1000.0),
                'width': (self.width, 16, 8192),
                'height': (self.height, 16, 8192),
                'unknown_share': (self.unknown_share, 0.0, 1.0),
            }
        )
        _check_name(self.name)
        _check_words(self.streets, self.weathers)


def _check_ranges(ranges: dict[str, Range]) -> None:
    """Refuse what would break a picture beyond its range."""
    for name, (value, low, high) in ranges.items():
        if not low <= value <= high:  # NaN is refused as well
            raise SettingsError(f'{name} is {value}; give a number from {low} to {high}')


def _check_name(name: str) -> None:
    if not name.replace('_', '').isalnum():
        raise SettingsError(f'name is {name!r}; use letters, digits and _')


def _check_words(streets: tuple[str, ...], weathers: tuple[str, ...]) -> None:
    for name, words in (('streets', streets), ('weathers', weathers)):
        if not words:
            raise SettingsError(f'{name} is empty; name at least one')
