"""Prompts that are given to a running node, and when."""

from dataclasses import dataclass

from ..errors import DemoError

LATEST_S = 600.0


@dataclass(frozen=True)
class PromptRequest:
    """An OOD prompt, and the time after the first hazards at which it is asked for."""

    text: str
    at_s: float

    def __str__(self) -> str:
        return f'{self.text}@{self.at_s:g}'


def parse_request(argument: str) -> PromptRequest:
    """Read `tyre@2.0`. Raises DemoError when it is no prompt with a time."""
    text, _, seconds = argument.rpartition('@')
    try:
        at_s = float(seconds)
    except ValueError:
        at_s = -1.0
    if not text.strip() or not 0 <= at_s <= LATEST_S:
        raise DemoError(
            f'{argument!r} is no prompt with its time: write for example tyre@2.0, '
            f'with seconds up to {LATEST_S:.0f}'
        )
    return PromptRequest(text.strip(), at_s)
