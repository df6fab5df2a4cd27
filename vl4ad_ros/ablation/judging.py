"""Judges many scores, side by side where there are workers; judgements come back as files."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..workers.workers import Needs, OnDone, Workers
from .figures import Int64Array
from .judge import Judged, Judgement, judge
from .truth import Truth


@dataclass(frozen=True)
class JudgeJob:
    """One score of one arm of one bundle, and where its judgement is put."""

    judged: Judged
    truth: Truth
    threshold: float
    weights: Int64Array  # (S, F)
    path: Path

    @property
    def size(self) -> int:
        """Return how often it tells of a picture."""
        return 2 * len(self.truth.frame_ids)


def judge_all(
    jobs: Sequence[JudgeJob],
    folder: Path,  # in which their judgements are put; nothing of it stays
    workers: Workers,
    on_done: OnDone,
) -> list[Judgement]:
    """Return the judgement of each job, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        workers.run(_judge, jobs, on_done, Needs())
        return [_read(job.path) for job in jobs]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _judge(job: JudgeJob, on_done: OnDone) -> None:
    work = job.path.with_suffix('.work')
    judgement = judge(job.judged, job.truth, job.threshold, job.weights, work, on_done)
    np.savez(
        job.path,
        values=np.array(json.dumps(judgement.values)),
        figures=np.array(list(judgement.samples), np.str_),
        samples=np.stack(list(judgement.samples.values())),  # (figures, S)
    )


def _read(path: Path) -> Judgement:
    with np.load(path) as arrays:
        samples = dict(zip(arrays['figures'].tolist(), arrays['samples'], strict=True))
        return Judgement(json.loads(str(arrays['values'])), samples)
