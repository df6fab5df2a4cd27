"""Several bags: each into a folder of its own, and one report over all of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import ReplayError
from ..workers.workers import Needs, OnDone, Workers
from .bag_job import BagJob, replay_one
from .comparison import Tolerances, compare_runs
from .frame_record import read_records
from .page import render_page
from .page_several import render_several
from .report import (
    COMPLETE,
    FAILED,
    PAGE_FILE,
    REPORT_FILE,
    RUNNING,
    Report,
    Tally,
    read_report,
    write_report,
)
from .run_facts import RunFacts

KIND = 'vl4ad replay of several bags'
_MAY_DIFFER = ('command', 'bag')


@dataclass(frozen=True)
class _CompareJob:
    """A replayed bag and the same bag of an earlier run."""

    name: str
    out: Path
    reference: Path
    tolerances: Tolerances
    size: int = 1


class SeveralBags:
    """
    The results of bags side by side in a folder; those that are done are not done again.

    Raises ReplayError when the folder holds something else, or was begun in another way.
    """

    def __init__(self, jobs: Sequence[BagJob], facts: RunFacts, out: Path) -> None:
        self._jobs = jobs
        self._facts = facts
        self._out = out
        self._claim()

    def replay(
        self, workers: Workers, needs: Needs, on_done: OnDone, note: Callable[[str], None]
    ) -> None:
        """Replay what is missing; `note` is told of bags that are begun again."""
        missing = []
        for job in self._jobs:
            if job.is_done:
                on_done(job.size)
                continue
            if job.was_begun:
                note(f'{job.bag} was not replayed to its end, or has changed: it is begun again')
            missing.append(job)
        workers.run(replay_one, missing, on_done, needs)

    def compare(
        self, reference: Path, tolerances: Tolerances, workers: Workers, on_done: OnDone
    ) -> None:
        """Compare every bag with that of its name in an earlier run."""
        jobs = [
            _CompareJob(job.out.name, job.out, reference / job.out.name, tolerances)
            for job in self._jobs
        ]
        workers.run(_compare_one, jobs, on_done, Needs())

    def finish(self) -> Report:
        """Write the report over all bags and return it."""
        tally, rows = Tally(), []
        for job in self._jobs:
            report = read_report(job.out)
            rows.append(_row(job, report))
            if report.get('state') == COMPLETE:
                for record in read_records(job.out):
                    tally.count(record, job.out.name)
        report = self._report(COMPLETE) | tally.values() | {'bags': rows}
        write_report(report, self._out)
        (self._out / PAGE_FILE).write_text(render_several(report), encoding='utf-8')
        return report

    def _claim(self) -> None:
        before = read_report(self._out)
        if before.get('kind') != KIND and (before or (self._out / REPORT_FILE).exists()):
            raise ReplayError(
                f'{self._out / REPORT_FILE} is not of several bags and will not be replaced: '
                'choose another folder with --out'
            )
        now = self._report(RUNNING)
        for name, value in now['run'].items():
            if before and name not in _MAY_DIFFER and before['run'].get(name) != value:
                raise ReplayError(
                    f'{self._out} was begun with other {name.replace("_", " ")}: '
                    'choose another folder with --out, or delete it to begin anew'
                )
        self._out.mkdir(parents=True, exist_ok=True)
        write_report(now, self._out)

    def _report(self, state: str) -> Report:
        run = asdict(self._facts) | {'topics': list(self._facts.topics)}
        return {'kind': KIND, 'state': state, 'run': run}


def folders_of(bags: Sequence[Path], out: Path) -> list[Path]:
    """Return a folder for each bag: its name, with as many of its folders as tell it apart."""
    paths = [bag.resolve() for bag in bags]
    if twice := next((str(path) for path in paths if paths.count(path) > 1), ''):
        raise ReplayError(f'{twice} is given twice: give each bag once')
    for depth in range(1, max(len(path.parts) for path in paths) + 1):
        names = ['_'.join(path.parts[-depth:]).replace('/', '') for path in paths]
        if len(set(names)) == len(names):
            break
    return [out / name for name in names]


def _row(job: BagJob, report: Report) -> dict[str, Any]:
    comparisons = report.get('comparisons', [])
    return {
        'bag': str(job.bag),
        'folder': job.out.name,
        'state': report.get('state', FAILED),
        'error': report.get('error', ''),
        'damage': report.get('bag', {}).get('damage', []),
        'frames': report.get('frames', {}).get('read', 0),
        'rejected': report.get('frames', {}).get('rejected', 0),
        'with_hazards': report.get('frames', {}).get('with_hazards', 0),
        'digest': report.get('digest', ''),
        'first_difference': next((c['first_difference'] for c in comparisons), ''),
    }


def _compare_one(job: _CompareJob, on_done: OnDone) -> None:
    report = read_report(job.out)
    if report.get('state') == COMPLETE:
        facts = RunFacts(**report['run'])
        settings = tuple(facts.differences(read_report(job.reference).get('run', {})))
        comparison = compare_runs(job.reference, job.out, job.tolerances, settings)
        report['comparisons'] = [asdict(comparison)]
        write_report(report, job.out)
        (job.out / PAGE_FILE).write_text(render_page(report), encoding='utf-8')
    on_done(job.size)
