"""What a parameter of the node may be."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from .errors import SettingsError

T = TypeVar('T', bool, int, float, str, tuple[str, ...], tuple[int, ...])


@dataclass(frozen=True)
class Limits:
    """What a parameter may be, and whether it may change while images are processed."""

    description: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    step: int = 0  # between one value and the next; 0: any
    live: bool = False
    default: Any = None


def setting(default: T, description: str, **limits: Any) -> T:
    """Return a field of a dataclass of settings."""
    value: T = field(default=default, metadata={'limits': Limits(description, **limits)})
    return value


def check_value(name: str, value: Any, limits: Limits) -> None:
    """Raise SettingsError when a value is none of the choices or out of range."""
    if limits.choices and value not in limits.choices:
        choices = ', '.join(limits.choices)
        raise SettingsError(f'parameter {name!r} is {value!r}: choose one of {choices}')
    if limits.low is None or limits.high is None:
        return
    if not limits.low <= value <= limits.high:  # NaN is refused as well
        raise SettingsError(
            f'parameter {name!r} is {value}: choose from {limits.low} to {limits.high}'
        )
    if limits.step and value % limits.step:
        choices = ', '.join(map(str, range(int(limits.low), int(limits.high) + 1, limits.step)))
        raise SettingsError(f'parameter {name!r} is {value}: choose one of {choices}')
