"""What each frame of a set of stills shows: a drive of one frame, drawn from seed and number."""

from numpy.random import Generator

from ..errors import SettingsError
from .objects.unknowns import UNKNOWN_KINDS
from .seeds import generator
from .settings import (
    FILMS,
    CameraSettings,
    DriveSettings,
    SkySettings,
    StillsSettings,
    UnknownSettings,
)
from .streets.types import STREET_TYPES
from .weather import WEATHERS

START_M = (0.0, 32.0)
FILM_EV = {'agx': 0.2, 'filmic': 0.1, 'standard': -0.9}  # exposure that suits a film
BONNET_SHARE = 0.25


def still(settings: StillsSettings, index: int) -> DriveSettings:
    """Return the settings of one frame; raises SettingsError for words that do not exist."""
    check_words(settings.streets, settings.weathers)
    rng = generator(settings.seed, 'still', index)
    sky = WEATHERS[str(rng.choice(settings.weathers))](rng)
    camera = _camera(rng, settings, sky)
    return DriveSettings(
        seed=int(rng.integers(2**31)),
        name=settings.name,
        street=str(rng.choice(settings.streets)),
        hills=_comes(settings, 'hills', index, settings.hills_share),
        roadworks=_comes(settings, 'roadworks', index, settings.roadworks_share),
        variety=1.0,
        frames=1,
        camera=camera,
        sky=sky,
        unknowns=_unknowns(rng, settings, camera.start_m),
        render=settings.render,
    )


def _comes(settings: StillsSettings, what: str, index: int, share: float) -> bool:
    """Draw apart from all else, so that a still without it stays what it was."""
    return bool(generator(settings.seed, what, index).random() < share)


def check_words(streets: tuple[str, ...], weathers: tuple[str, ...]) -> None:
    """Raise SettingsError for words that do not exist."""
    for words, known in ((streets, STREET_TYPES), (weathers, WEATHERS)):
        for word in words:
            if word not in known:
                raise SettingsError(
                    f'no street or weather is called {word!r}; choose among {", ".join(known)}'
                )


def light_ev(sky: SkySettings) -> float:
    """Return how much longer a camera exposes than on a bright day."""
    if sky.night:
        return 0.8
    if sky.sun_elevation_deg < 17:
        return 0.6
    return 0.2 if sky.cloud_cover > 0.85 else 0.0


def unknown_kinds(unseen: bool) -> list[str]:
    """Return the kinds to choose among, with or without those that are kept for tests."""
    return [name for name, kind in UNKNOWN_KINDS.items() if unseen or not kind.unseen]


def place_unknown(rng: Generator, kind: str, ahead_m: float) -> UnknownSettings:
    """Place an object in or near the ego lane, vehicles more or less along the road."""
    along_road = UNKNOWN_KINDS[kind].near
    yaw = rng.choice([0, 180]) + rng.normal(0, 15) if along_road else rng.uniform(0, 360)
    offset = rng.uniform(-2.6, 1.0) if rng.random() < 0.7 else rng.uniform(-4.5, 2.5)
    return UnknownSettings(
        kind, round(ahead_m, 2), round(float(offset), 2), round(float(yaw) % 360, 1)
    )


def _camera(rng: Generator, settings: StillsSettings, sky: SkySettings) -> CameraSettings:
    """Draw a camera behind a windscreen, on a roof or on a low robot, not always straight."""
    turned = rng.random() < 0.3
    film = str(rng.choice(FILMS[:2] if sky.night else FILMS))
    middle = FILM_EV[film] + light_ev(sky)
    return CameraSettings(
        width=settings.width,
        height=settings.height,
        horizontal_fov_deg=round(float(rng.uniform(45, 90)), 1),
        height_m=round(float(rng.choice([rng.uniform(1.1, 1.7), rng.uniform(0.7, 2.4)])), 2),
        pitch_deg=round(float(rng.uniform(-9, 2)), 2),
        yaw_deg=round(float(rng.uniform(-14, 14) if turned else rng.normal(0, 1.5)), 2),
        vibration_deg=round(float(rng.uniform(0, 1.5)), 2),
        start_m=round(float(rng.uniform(*START_M)), 2),
        offset_m=round(float(rng.normal(0, 0.3)), 2),
        exposure_ev=round(middle + float(rng.uniform(-0.6, 0.6)), 2),
        bonnet=bool(rng.random() < BONNET_SHARE),
        film=film,
    )


def _unknowns(
    rng: Generator, settings: StillsSettings, start_m: float
) -> tuple[UnknownSettings, ...]:
    if rng.random() >= settings.unknown_share:
        return ()
    kinds = unknown_kinds(settings.unseen_kinds)
    count = int(rng.choice([1, 1, 2, 3]))
    spaced = sorted(float(at) for at in start_m + 6 + 44 * rng.random(count) ** 1.5)
    return tuple(
        place_unknown(rng, str(rng.choice(kinds)), at + 3.0 * number)
        for number, at in enumerate(spaced)
    )
