"""Rows of figures about hazards, as they are printed and written down."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from .component_metrics import FP, component_metrics
from .hazard_comparison import Trial, at_recall, best_of, ways_in
from .hazard_judge import HazardFigures, RangeCheck

Row = dict[str, Any]
SIGMAS_95 = 1.959964  # half of the interval that holds 95 % of a normal distribution
RANGES_M = ((0.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 50.0), (50.0, np.inf))


def f1_star(trial: Trial) -> float:
    """Return the mean F1 over the official thresholds, 0 where it is not defined."""
    return component_metrics(trial.figures.sums)['f1_mean'] or 0.0


def component_row(trial: Trial) -> Row:
    """Return the official component figures of a trial."""
    values = component_metrics(trial.figures.sums)
    return {
        'way': trial.way,
        'threshold': trial.threshold,
        'recall': trial.recall,
        'f1_star': values['f1_mean'],
        'siou': values['sIoU_gt'],
        'ppv': values['prec_pred'],
        'false_components': int(trial.figures.sums[FP][0]),
    }


def drive_row(trial: Trial) -> Row:
    """Return what a planner notices: alarms, delays, ids."""
    figures = trial.figures
    minutes = figures.drive_seconds / 60
    delays = [one.found_s - one.visible_s for one in figures.objects if one.found_s is not None]
    tracked = 'tracked' in trial.way
    return {
        'way': trial.way,
        'threshold': trial.threshold,
        'recall': trial.recall,
        'false_alarms': figures.false_alarms,
        'false_alarms_per_minute': figures.false_alarms / minutes if minutes else None,
        'objects': len(figures.objects),
        'never_found': sum(one.found_s is None for one in figures.objects),
        'first_found_after_s': float(np.median(delays)) if delays else None,
        'id_switches': sum(one.switches for one in figures.objects) if tracked else None,
    }


def range_rows(figures: HazardFigures) -> list[Row]:
    """Return errors of ranges, and how often the stated interval held the truth."""
    rows = []
    for low, high in (*RANGES_M, (0.0, np.inf)):
        checks = [one for one in figures.ranges if low <= one.true_m < high]
        if checks:
            rows.append(
                {'from_m': low, 'to_m': high if np.isfinite(high) else None, **_of(checks)}
            )
    return rows


def name_rows(figures: HazardFigures, groups: dict[str, str]) -> list[Row]:
    """Return what objects of each kind were called, in how many frames."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for (kind, name), frames in figures.names.items():
        by_kind[kind][name] += frames
    return [
        {'kind': kind, 'group': groups.get(kind, ''), 'names': dict(by_kind[kind].most_common())}
        for kind in sorted(by_kind, key=lambda kind: (groups.get(kind, ''), kind))
    ]


def equal_recall(trials: list[Trial], recall: float | None) -> list[Trial]:
    """Return each way where it reaches a recall, by default that of the best plain threshold."""
    ways = ways_in(trials)
    target = best_of(trials, ways[0], f1_star).recall if recall is None else recall
    return [at_recall(trials, way, target) for way in ways]


def _of(checks: list[RangeCheck]) -> Row:
    error = np.array([one.range_m / one.true_m - 1 for one in checks])
    off = np.array([abs(one.range_m - one.true_m) / one.sigma_m for one in checks])
    return {
        'checks': len(checks),
        'median_error': float(np.median(error)),
        'median_abs_error': float(np.median(np.abs(error))),
        'p90_abs_error': float(np.percentile(np.abs(error), 90)),
        'coverage_95': float(np.mean(off <= SIGMAS_95)),
    }
