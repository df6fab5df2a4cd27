"""A fixed stock of variants of a kind, made once and shared by all scenes of a process."""

from collections.abc import Callable
from functools import cache

from numpy.random import Generator

from ..seeds import generator
from ..things import Model

Build = Callable[..., Model]
Parts = Callable[[Generator], tuple[Model, ...]]


def pick(rng: Generator, build: Build, count: int, *arguments: object) -> Model:
    """Return one of COUNT variants, which depend on the kind, its arguments and nothing else."""
    return _variant(build, int(rng.integers(count)), arguments)


def parts(*kinds: tuple[Build, int]) -> Parts:
    """Return what picks a variant of each kind, given with the number of its variants."""
    return lambda rng: tuple(pick(rng, build, count) for build, count in kinds)


@cache
def _variant(build: Build, number: int, arguments: tuple[object, ...]) -> Model:
    purpose = f'{build.__module__}.{build.__qualname__}'
    return build(generator(0, 'variant', purpose, number), *arguments)
