"""Cases in turns, so that whatever else the machine does hits all of them alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .course import Course, Turn

_WARM_UP = 2  # the first allocates, the second runs as all others will


@dataclass(frozen=True)
class Measurement:
    """The turns of each case in the order of the cases, and what was measured between them."""

    turns: tuple[tuple[Turn, ...], ...]  # one for each round
    between: tuple[float, ...]


def measure(
    courses: Sequence[Course],
    rounds: int,
    between: Callable[[], float],  # called once a round, for example to see what is possible
    on_turn: Callable[[int], None],
) -> Measurement:
    """Run all courses in each round, in an order that turns round."""
    for course in courses:
        for _ in range(_WARM_UP):
            course.run()
            on_turn(1)
    turns: list[list[Turn]] = [[] for _ in courses]
    measured = []
    for number in range(rounds):
        order = range(len(courses)) if number % 2 else reversed(range(len(courses)))
        for index in order:
            turns[index].append(courses[index].run())
            on_turn(1)
        measured.append(between())
    return Measurement(tuple(map(tuple, turns)), tuple(measured))


def turns_needed(courses: int, rounds: int) -> int:
    """Return how often `on_turn` will be called."""
    return courses * (rounds + _WARM_UP)
