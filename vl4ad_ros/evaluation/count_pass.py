"""The first pass: every pixel is counted, which gives the exact figures and the threshold."""

from collections.abc import Sequence

from ..workers.workers import OnDone, Workers
from .components import ANOMALY, IGNORED
from .parts import Parts, origin_of
from .pixel_counts import PixelCounts, merged_runs
from .pixel_metrics import PixelSummary, summarise
from .scores import ScoreFolder
from .unit_jobs import UnitJob, make_missing_parts
from .units import Unit


def count_units(
    units: Sequence[Unit], scores: ScoreFolder, parts: Parts, workers: Workers, on_done: OnDone
) -> PixelSummary:
    """Return the figures of the pixels of all units."""
    jobs = [UnitJob(unit, scores, parts, origin_of(unit, scores)) for unit in units]
    make_missing_parts(workers, _count_unit, jobs, on_done)
    return summarise(merged_runs([PixelCounts(parts.path(unit)) for unit in units]))


def _count_unit(job: UnitJob, on_done: OnDone) -> None:
    with job.parts.writing(job.unit, job.origin) as folder:
        counts = PixelCounts(folder)
        for frame in job.unit.frames:
            label = job.unit.data_set.read_label(frame)
            judged = label != IGNORED
            if judged.any():
                score = job.scores.read(frame.id, label.shape)
                counts.add(score[judged], label[judged] == ANOMALY)
            on_done(1)
        counts.save()
