"""The types of street by the word a configuration uses for them."""

from collections.abc import Callable

from . import city, country, freeway, motorway, residential, suburb
from .street import Street

STREET_TYPES: dict[str, Callable[[int], Street]] = {
    'city': city.lay_out,
    'country': country.lay_out,
    'freeway': freeway.lay_out,
    'motorway': motorway.lay_out,
    'residential': residential.lay_out,
    'suburb': suburb.lay_out,
    'wood': country.lay_out_wood,
}
