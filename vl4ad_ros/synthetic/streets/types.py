"""The types of street by the word a configuration uses for them."""

from collections.abc import Callable

from . import residential
from .street import Street

STREET_TYPES: dict[str, Callable[[int], Street]] = {
    'residential': residential.lay_out,
}
