"""One replay from the first frame to the report."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import ReplayError
from ..pipeline import Pipeline
from .comparison import Comparison, Tolerances, compare_runs
from .frame_record import FRAMES_FILE
from .image_bag import ImageBag
from .page import render_page
from .replayer import replay_bag
from .report import (
    COMPLETE,
    INTERRUPTED,
    PAGE_FILE,
    RUNNING,
    Report,
    Tally,
    check_ours,
    claim_folder,
    make_report,
    read_report,
    write_report,
)
from .run_facts import RunFacts


class ReplayRun:
    """
    The results of a bag in a folder, and what they were compared with.

    report.json is there from the start; after a crash it says `running`. Raises ReplayError when
    the folder holds something else.
    """

    def __init__(self, bag: ImageBag, facts: RunFacts, out: Path, tolerances: Tolerances) -> None:
        self.bag = bag
        self.out = out
        self.comparisons: list[Comparison] = []
        self._facts = facts
        self._tolerances = tolerances
        self._tally = Tally()
        claim_folder(out)
        self._write(RUNNING)

    def in_code(self, pipeline: Pipeline, stop: Callable[[], bool]) -> Iterator[int]:
        """Replay every frame, and return after each how many are done."""
        for record in replay_bag(self.bag, pipeline, self.out, stop):
            self._tally.count(record)
            yield record.frame + 1

    def compare(self, reference: Path, name: str = '') -> None:
        """Compare with an earlier run, or with what the node said."""
        before = read_report(reference).get('run', {})
        settings = tuple(self._facts.differences(before))
        comparison = compare_runs(reference, self.out, self._tolerances, settings, name)
        self.comparisons.append(comparison)

    def finish(self, interrupted: bool) -> Report:
        """Write the report and return it."""
        report = self._write(INTERRUPTED if interrupted else COMPLETE)
        (self.out / PAGE_FILE).write_text(render_page(report), encoding='utf-8')
        return report

    def _write(self, state: str) -> Report:
        report = make_report(state, self._facts, self.bag, self._tally, self.comparisons)
        write_report(report, self.out)
        return report


def check_folders(out: Path, reference: Path | None) -> None:
    """Raise ReplayError for foreign results in `out`, or a reference that is none or `out`."""
    check_ours(out)
    if reference is not None:
        check_reference(reference, out)


def check_reference(reference: Path, out: Path) -> None:
    """Raise ReplayError for a reference that is no replay, or `out` itself."""
    if not (reference / FRAMES_FILE).is_file():
        raise ReplayError(
            f'there is no {reference / FRAMES_FILE}: give the folder of an earlier `vl4ad replay`'
        )
    if reference.resolve() == out.resolve():
        raise ReplayError(f'{out} is the reference itself: choose another folder with --out')
