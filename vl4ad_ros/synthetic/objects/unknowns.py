"""The kinds that no known class names, by the word a configuration uses for them."""

from collections.abc import Callable

from numpy.random import Generator

from ..things import Model
from . import barrel, cartons, sofa, suitcase, tyre

UNKNOWN_KINDS: dict[str, Callable[[Generator], Model]] = {
    'barrel': barrel.build,
    'cartons': cartons.build,
    'sofa': sofa.build,
    'suitcase': suitcase.build,
    'tyre': tyre.build,
}
