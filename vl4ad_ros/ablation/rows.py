"""A row of the tables: one arm and score over all training seeds, and differences of rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..evaluation.bootstrap import Interval, interval_of
from .figures import FIGURES, Float64Array
from .judge import Judgement


@dataclass(frozen=True)
class Estimate:
    """A figure over the seeds; None where it is undefined."""

    mean: float | None
    spread: float | None  # standard deviation over the seeds, None for fewer than two
    interval: Interval  # of the mean, by resampling the pictures


@dataclass(frozen=True)
class Row:
    """One row; all seeds saw the same pictures, and the same resampled sets of them."""

    name: str
    source: str  # where the paper states what is changed
    judgements: tuple[Judgement, ...]  # of each seed; empty: not run
    why_not: str = ''  # of a row that was not run

    def estimate(self, figure: str) -> Estimate:
        """Return a figure of FIGURES."""
        values = self.values(figure)
        samples = self.samples(figure)
        return Estimate(
            float(np.mean(values)) if values else None,
            float(np.std(values, ddof=1)) if len(values) > 1 else None,
            interval_of(samples) if values else Interval(None, None),
        )

    def values(self, figure: str) -> list[float]:
        """Return the figure of each seed, empty where it is undefined in one."""
        values = [one.values[figure] for one in self.judgements]
        defined = [value for value in values if value is not None]
        return defined if len(defined) == len(values) else []

    def samples(self, figure: str) -> Float64Array:  # (S,)
        """Return the mean over the seeds in every resampled set of pictures."""
        if not self.judgements:
            return np.full(1, np.nan)
        mean: Float64Array = np.mean([one.samples[figure] for one in self.judgements], axis=0)
        return mean


def difference(row: Row, control: Row, figure: str) -> Estimate:
    """Return a figure of a row minus that of a control; seeds are compared by their means."""
    first, other = row.estimate(figure).mean, control.estimate(figure).mean
    if first is None or other is None:
        return Estimate(None, None, Interval(None, None))
    samples = row.samples(figure) - control.samples(figure)
    return Estimate(first - other, None, interval_of(samples))


def relative_change(row: Row, control: Row, figure: str) -> Estimate:
    """Return by which part of the control's a figure is higher."""
    first, other = row.estimate(figure).mean, control.estimate(figure).mean
    if first is None or not other:
        return Estimate(None, None, Interval(None, None))
    with np.errstate(divide='ignore', invalid='ignore'):
        samples = row.samples(figure) / control.samples(figure) - 1
    samples[np.isinf(samples)] = np.nan
    return Estimate(first / other - 1, None, interval_of(samples))


def find_row(rows: Sequence[Row], name: str) -> Row | None:
    """Return a row by its name, None where it is not there or was not run."""
    return next((row for row in rows if row.name == name and row.judgements), None)


def row_values(row: Row, whole: Row) -> dict[str, object]:
    """Return a row for programs, with its differences to VL4AD."""
    figures = {}
    for name in FIGURES:
        own, change = row.estimate(name), difference(row, whole, name)
        figures[name] = {
            'mean': own.mean,
            'spread': own.spread,
            'low': own.interval.low,
            'high': own.interval.high,
            'seeds': [one.values[name] for one in row.judgements],
            'to_VL4AD': {
                'mean': change.mean,
                'low': change.interval.low,
                'high': change.interval.high,
            },
        }
    return {
        'name': row.name,
        'source': row.source,
        'run': bool(row.judgements),
        'why_not': row.why_not,
        'figures': figures if row.judgements else {},
    }
