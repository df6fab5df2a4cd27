"""Freshness over backlog: one slot per camera, the newest image wins."""

import threading
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar('T')


@dataclass(frozen=True)
class Letter(Generic[T]):
    """A message with its camera and the time it arrived at the node."""

    camera: str
    message: T
    arrival_ns: int  # on the monotonic clock, which never jumps


class Mailbox(Generic[T]):
    """Hands the newest message of each camera from the subscriptions to one worker thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._letters: dict[str, Letter[T]] = {}  # in order of waiting, the longest first
        self._closed = False

    def put(self, letter: Letter[T]) -> bool:
        """Return True when the letter replaced one that nobody had taken."""
        with self._changed:
            replaced = letter.camera in self._letters
            # A camera keeps its place in the queue, so that a fast one cannot starve a slow one.
            self._letters[letter.camera] = letter
            self._changed.notify()
            return replaced

    def take(self) -> Letter[T] | None:
        """Wait for a letter and return that of the longest waiting camera; None once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._letters or self._closed)
            if self._closed:
                return None
            return self._letters.pop(next(iter(self._letters)))

    def close(self) -> list[str]:
        """Wake the worker for good and return the cameras whose letters nobody took."""
        with self._changed:
            self._closed = True
            left = list(self._letters)
            self._letters.clear()
            self._changed.notify_all()
            return left
