"""What a check says."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How well a check went."""

    OK = 'ok'
    WARNING = 'warning'  # the node runs, but not as well as it could
    FAILED = 'failed'  # the node does not run, or sees nothing


@dataclass(frozen=True)
class Finding:
    """One check: how it went, in a sentence, and what to do about it."""

    name: str
    state: State
    sentence: str
    remedy: str = ''


def ok(name: str, sentence: str) -> Finding:
    """Return a finding that needs no remedy."""
    return Finding(name, State.OK, sentence)


def warning(name: str, sentence: str, remedy: str) -> Finding:
    """Return a finding with which the node runs, but not at its best."""
    return Finding(name, State.WARNING, sentence, remedy)


def failed(name: str, sentence: str, remedy: str) -> Finding:
    """Return a finding with which the node does not work."""
    return Finding(name, State.FAILED, sentence, remedy)
