"""A unit in one of the passes, as a job whose result is a part on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..workers.workers import Function, Needs, OnDone, Workers
from .parts import Parts
from .scores import ScoreFolder
from .units import Unit


@dataclass(frozen=True)
class UnitJob:
    """What every pass needs to know."""

    unit: Unit
    scores: ScoreFolder
    parts: Parts
    origin: str  # digest of what the part is made from

    @property
    def size(self) -> int:
        """Return how many frames it is."""
        return len(self.unit.frames)


UnitJobT = TypeVar('UnitJobT', bound=UnitJob)


def make_missing_parts(
    workers: Workers, function: Function[UnitJobT], jobs: Sequence[UnitJobT], on_done: OnDone
) -> None:
    """Do the jobs whose parts an earlier run has not left."""
    missing = []
    for job in jobs:
        if job.parts.has(job.unit, job.origin):
            on_done(job.size)
        else:
            missing.append(job)
    workers.run(function, missing, on_done, Needs())
