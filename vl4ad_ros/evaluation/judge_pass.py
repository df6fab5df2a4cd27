"""The second pass: every frame is judged with the threshold and the bins of the first."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..structures import FloatArray
from ..workers.workers import OnDone, Workers
from .judge import Judge
from .judged_part import JudgedPart, read_part, write_part
from .latency import LATENCIES_S, LatencyCounts
from .parts import Parts, origin_of
from .scores import ScoreFolder
from .unit_jobs import UnitJob, make_missing_parts
from .units import Unit


@dataclass(frozen=True)
class Criteria:
    """By what frames are judged."""

    threshold: float | None  # of components; None: there is nothing to derive it from
    edges: FloatArray  # (K,) of the bins of score, ascending
    measured_latency_s: float | None = None

    def latency_counts(self) -> list[LatencyCounts]:
        """Return counts for each latency, empty as yet."""
        counts = [LatencyCounts(latency_s, False, self.edges) for latency_s in LATENCIES_S]
        if self.measured_latency_s is not None:
            counts.append(LatencyCounts(self.measured_latency_s, True, self.edges))
        return counts

    def values(self) -> list[Any]:
        """Return them as JSON takes them."""
        edges = np.ascontiguousarray(self.edges).tobytes()
        return [self.threshold, hashlib.sha256(edges).hexdigest(), self.measured_latency_s]


@dataclass(frozen=True)
class _JudgeJob(UnitJob):
    criteria: Criteria


def judge_units(
    units: Sequence[Unit],
    scores: ScoreFolder,
    criteria: Criteria,
    parts: Parts,
    workers: Workers,
    on_done: OnDone,
) -> list[JudgedPart]:
    """Return what came of each unit, in their order."""
    settings = criteria.values()
    jobs = [
        _JudgeJob(unit, scores, parts, origin_of(unit, scores, settings), criteria)
        for unit in units
    ]
    make_missing_parts(workers, _judge_unit, jobs, on_done)
    return [read_part(parts.path(unit)) for unit in units]


def _judge_unit(job: _JudgeJob, on_done: OnDone) -> None:
    latencies = job.criteria.latency_counts()
    judge = Judge(
        job.unit.data_set, job.scores, job.criteria.threshold, job.criteria.edges, latencies
    )
    records = []
    with job.parts.writing(job.unit, job.origin) as folder:
        for record in judge.judge(job.unit.frames):
            records += [] if record is None else [record]
            on_done(1)
        part = JudgedPart(
            tuple(records),
            tuple(judge.drives),
            np.array([counts.frames for counts in latencies]),
            np.stack([counts.pixels for counts in latencies]),
        )
        write_part(part, folder)
