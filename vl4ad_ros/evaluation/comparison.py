"""Several runs on one data set side by side, with the intervals of their differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import EvaluationError
from .bootstrap import FIGURES, Interval, difference_intervals
from .frame_table import FrameTable, load_table
from .report import TABLE_FILE, Report, read_report


@dataclass(frozen=True)
class Run:
    """One run, as `vl4ad evaluate` left it."""

    name: str
    report: Report
    table: FrameTable

    def figure(self, name: str) -> float | None:
        """Return a figure of the pixels or of the components."""
        values: dict[str, float | None] = self.report['pixel'] | self.report['component']
        return values[name]


@dataclass(frozen=True)
class Difference:
    """A figure of one run minus that of the first; None where one of them is undefined."""

    value: float | None
    interval: Interval

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves out zero."""
        low, high = self.interval.low, self.interval.high
        return low is not None and high is not None and (low > 0 or high < 0)


@dataclass(frozen=True)
class Comparison:
    """All runs; the differences are to the first."""

    runs: tuple[Run, ...]
    differences: tuple[dict[str, Difference], ...]  # of each run but the first


def compare_runs(folders: Sequence[Path]) -> Comparison:
    """Read runs and compare them. Raises EvaluationError when they are not of the same frames."""
    if len(folders) < 2:
        raise EvaluationError('there is one run only: give the folders of two or more')
    loaded = [(read_report(folder), load_table(folder / TABLE_FILE)) for folder in folders]
    names = _names([report['run']['method'] for report, _ in loaded], folders)
    runs = tuple(Run(name, *run) for name, run in zip(names, loaded, strict=True))
    return Comparison(runs, tuple(_differences(runs[0], run) for run in runs[1:]))


def comparison_values(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison for programs."""
    first, *others = comparison.runs
    return {
        'data_set': first.report['data_set'],
        'runs': [
            {'name': run.name, **{name: run.figure(name) for name in FIGURES}}
            for run in comparison.runs
        ],
        'differences': [
            {
                'name': run.name,
                'to': first.name,
                **{
                    name: {
                        'value': difference.value,
                        'low': difference.interval.low,
                        'high': difference.interval.high,
                    }
                    for name, difference in differences.items()
                },
            }
            for run, differences in zip(others, comparison.differences, strict=True)
        ],
    }


def _names(methods: Sequence[str], folders: Sequence[Path]) -> list[str]:
    """Return what to call the runs: their methods, and their folders where that is not enough."""
    if len(set(methods)) == len(methods):
        return list(methods)
    return [f'{method} ({folder.name})' for method, folder in zip(methods, folders, strict=True)]


def _differences(first: Run, other: Run) -> dict[str, Difference]:
    spread = difference_intervals(first.table, other.table)
    return {
        name: Difference(_subtract(other.figure(name), first.figure(name)), spread[name])
        for name in FIGURES
    }


def _subtract(value: float | None, before: float | None) -> float | None:
    return None if value is None or before is None else value - before
