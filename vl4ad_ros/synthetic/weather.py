"""Kinds of light and weather by the word a configuration uses for them."""

from collections.abc import Callable

from numpy.random import Generator

from .settings import SkySettings


def _clear(rng: Generator) -> SkySettings:
    return _sky(rng, (25, 65), (0.0, 0.4))


def _cloudy(rng: Generator) -> SkySettings:
    return _sky(rng, (20, 60), (0.4, 0.8))


def _low_sun(rng: Generator) -> SkySettings:
    return _sky(rng, (4, 16), (0.0, 0.5))


def _overcast(rng: Generator) -> SkySettings:
    return _sky(rng, (15, 55), (0.88, 1.0), haze=(0.5, 0.85))


def _rain(rng: Generator) -> SkySettings:
    wetness, reach = float(rng.uniform(0.5, 1.0)), (150.0, 400.0)
    return _sky(rng, (12, 40), (0.85, 1.0), haze=(0.6, 0.95), reach=reach, wetness=wetness)


def _fog(rng: Generator) -> SkySettings:
    return _sky(rng, (10, 35), (0.95, 1.0), haze=(0.92, 1.0), reach=(50.0, 150.0))


def _night(rng: Generator) -> SkySettings:
    wetness = float(rng.choice([0.0, 0.0, rng.uniform(0.4, 1.0)]))
    return _sky(rng, (20, 21), (0.5, 0.6), haze=(0.3, 0.8), wetness=wetness, night=True)


WEATHERS: dict[str, Callable[[Generator], SkySettings]] = {
    'clear': _clear,
    'cloudy': _cloudy,
    'fog': _fog,
    'low_sun': _low_sun,
    'night': _night,
    'overcast': _overcast,
    'rain': _rain,
}


def weather_name(sky: SkySettings) -> str:
    """Return the words for a weather in a caption."""
    if sky.night:
        return 'on a wet night' if sky.wetness else 'at night'
    if sky.wetness:
        return 'in the rain'
    if sky.haze_reach_m < 150:
        return 'in fog'
    if sky.cloud_cover > 0.85:
        return 'under an overcast sky'
    return 'with a low sun' if sky.sun_elevation_deg < 17 else 'in daylight'


def _sky(
    rng: Generator,
    elevation: tuple[float, float],
    clouds: tuple[float, float],
    haze: tuple[float, float] = (0.3, 0.75),
    reach: tuple[float, float] = (300.0, 700.0),
    wetness: float = 0.0,
    night: bool = False,
) -> SkySettings:
    return SkySettings(
        sun_elevation_deg=round(float(rng.uniform(*elevation)), 2),
        sun_azimuth_deg=round(float(rng.uniform(0, 360)), 2),
        cloud_cover=round(float(rng.uniform(*clouds)), 3),
        night=night,
        wetness=round(wetness, 3),
        haze=round(float(rng.uniform(*haze)), 3),
        haze_reach_m=round(float(rng.uniform(*reach)), 1),
    )
