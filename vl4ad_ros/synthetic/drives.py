"""What each of several drives shows: drawn from seed and number, so that sets are made apart."""

from pathlib import Path

from numpy.random import Generator

from .seeds import generator
from .settings import (
    FILMS,
    CameraSettings,
    DriveSetSettings,
    DriveSettings,
    SkySettings,
    StillsSettings,
    UnknownSettings,
)
from .stills import FILM_EV, check_words, light_ev, place_unknown, unknown_kinds
from .weather import WEATHERS

AHEAD_M = (7.0, 42.0)  # of unknown objects, when the drive ends: what is in the lane stays ahead


def parts_of(
    settings: DriveSettings | DriveSetSettings | StillsSettings, out: Path
) -> list[tuple[DriveSettings | StillsSettings, Path]]:
    """Return what is rendered, and into which folder; raises SettingsError for unknown words."""
    if not isinstance(settings, DriveSetSettings):
        return [(settings, out)]
    drives = [drive(settings, index) for index in range(settings.drives)]
    return [(one, out / one.name) for one in drives]


def drive(settings: DriveSetSettings, index: int) -> DriveSettings:
    """Return one drive; raises SettingsError for words that do not exist."""
    check_words(settings.streets, settings.weathers)
    rng = generator(settings.seed, 'drive', index)
    sky = WEATHERS[settings.weathers[index % len(settings.weathers)]](rng)
    camera = _camera(rng, settings, sky)
    end_m = camera.start_m + camera.speed_mps * settings.frames / settings.fps
    has_unknowns = int((index + 1) * settings.unknown_share) > int(index * settings.unknown_share)
    return DriveSettings(
        seed=int(rng.integers(2**31)),
        name=f'{settings.name}_{index}',
        street=settings.streets[index % len(settings.streets)],
        variety=0.8,
        frames=settings.frames,
        fps=settings.fps,
        camera=camera,
        sky=sky,
        unknowns=_unknowns(rng, settings.unseen_kinds, end_m) if has_unknowns else (),
        render=settings.render,
    )


def _camera(rng: Generator, settings: DriveSetSettings, sky: SkySettings) -> CameraSettings:
    """Draw a camera behind a windscreen that looks ahead."""
    film = str(rng.choice(FILMS[:2]))
    return CameraSettings(
        width=settings.width,
        height=settings.height,
        horizontal_fov_deg=round(float(rng.uniform(55, 75)), 1),
        height_m=round(float(rng.uniform(1.2, 1.8)), 2),
        pitch_deg=round(float(rng.uniform(-5, -1)), 2),
        vibration_deg=round(float(rng.uniform(0.05, 0.25)), 2),
        speed_mps=round(float(rng.uniform(5, 10)), 1),
        start_m=round(float(rng.uniform(0, 20)), 2),
        offset_m=round(float(rng.normal(0, 0.2)), 2),
        exposure_ev=round(FILM_EV[film] + light_ev(sky) + float(rng.uniform(-0.3, 0.3)), 2),
        film=film,
    )


def _unknowns(rng: Generator, unseen: bool, end_m: float) -> tuple[UnknownSettings, ...]:
    """Place objects apart from each other, none so near that the camera drives into it."""
    kinds = rng.permutation(unknown_kinds(unseen))[: int(rng.integers(2, 5))]
    near_m, far_m = AHEAD_M
    step_m = (far_m - near_m) / len(kinds)
    return tuple(
        place_unknown(rng, str(kind), end_m + near_m + step_m * (place + float(rng.random())))
        for place, kind in enumerate(kinds)
    )
