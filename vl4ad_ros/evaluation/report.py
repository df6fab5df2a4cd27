"""report.json: every figure of an evaluation, for programs."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .bootstrap import CONFIDENCE, SAMPLES
from .evaluation import Evaluation, Task
from .network_scores import StageSeconds
from .run_facts import RunFacts

REPORT_FILE, TABLE_FILE, PAGE_FILE = 'report.json', 'frames.npz', 'report.html'
FORMAT_VERSION = 1

Report = dict[str, Any]


def make_report(
    evaluation: Evaluation, task: Task, facts: RunFacts, seconds: StageSeconds
) -> Report:
    """Return all figures; those that are undefined are None."""
    pixels, table = evaluation.pixels, evaluation.table
    return {
        'format_version': FORMAT_VERSION,
        'data_set': {
            'name': task.data_set.name,
            'title': task.data_set.title,
            'frames': len(table.ids),
            'official_frames': task.data_set.official_frames or None,
            'normal_pixels': pixels.normal_pixels,
            'anomalous_pixels': pixels.anomalous_pixels,
        },
        'pixel': asdict(pixels.metrics),
        'component': evaluation.component,
        'component_rule': {
            'threshold': evaluation.threshold,
            'threshold_from': 'best pixel F1' if task.threshold is None else 'given',
            **asdict(task.data_set.rule),
        },
        'intervals': {
            'confidence': CONFIDENCE,
            'samples': SAMPLES,
            'resampled': table.unit_name,
            'figures': {name: asdict(value) for name, value in evaluation.intervals.items()},
        },
        'score_histogram': {
            name: values.tolist() for name, values in asdict(pixels.histogram).items()
        },
        'drives': asdict(evaluation.drives) if evaluation.drives else None,
        'latency_aware': [asdict(row) for row in evaluation.latencies],
        'seconds': {stage: _quantiles(values) for stage, values in seconds.items()},
        'run': asdict(facts),
    }


def write_report(report: Report, path: Path) -> None:
    """Write the report; NaN, which JSON does not know, is an error here."""
    path.write_text(json.dumps(report, indent=2, allow_nan=False) + '\n', encoding='utf-8')


def read_report(folder: Path) -> Report:
    """Read the report of a run. Raises EvaluationError when there is none that can be read."""
    path = folder / REPORT_FILE
    try:
        report = json.loads(path.read_text(encoding='utf-8'))
    except FileNotFoundError as err:
        raise EvaluationError(
            f'there is no {path}: give folders that `vl4ad evaluate` wrote to the end'
        ) from err
    except (OSError, ValueError) as err:
        raise EvaluationError(f'{path} is damaged: run `vl4ad evaluate` again') from err
    if not isinstance(report, Mapping) or report.get('format_version') != FORMAT_VERSION:
        raise EvaluationError(f'{path} is of another version: run `vl4ad evaluate` again')
    return dict(report)


def _quantiles(seconds: list[float]) -> dict[str, float]:
    return {
        'frames': len(seconds),
        **{f'p{share}': float(np.percentile(seconds, share)) for share in (50, 95, 99)},
    }
