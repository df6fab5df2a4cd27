"""report.json: what was run on a bag and what came of it."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ReplayError
from .comparison import Comparison
from .frame_record import FRAMES_FILE, FrameRecord
from .image_bag import ImageBag
from .results import RESULTS_FILE
from .run_facts import RunFacts

REPORT_FILE, PAGE_FILE = 'report.json', 'report.html'
NODE_FOLDER = 'node'  # what the node said
_OF_NODE = (f'{NODE_FOLDER}/{FRAMES_FILE}', f'{NODE_FOLDER}/{RESULTS_FILE}')
_OTHER_FILES = (PAGE_FILE, FRAMES_FILE, RESULTS_FILE, *_OF_NODE)
KIND = 'vl4ad replay'  # by it a folder is known as ours
RUNNING, INTERRUPTED, COMPLETE, FAILED = 'running', 'interrupted', 'complete', 'failed'

Report = dict[str, Any]


class Tally:
    """Counts the frames of a run; of each frame it keeps a few numbers."""

    def __init__(self) -> None:
        self.frames = 0
        self.rejected: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.by_topic: Counter[str] = Counter()
        self._with_hazards = 0
        self._errors: dict[str, str] = {}
        self._seconds: dict[str, list[float]] = {}
        self._digest = hashlib.sha256()

    def count(
        self,
        record: FrameRecord,
        bag: str = '',  # its name, where there are several
    ) -> None:
        """Take in a frame."""
        self.frames += 1
        self.by_topic[record.topic] += 1
        told = f'{record.topic} {record.stamp_ns} {record.rejected} {record.digest}\n'
        self._digest.update(told.encode())
        if record.rejected:
            self.rejected[record.rejected] += 1
            where = f'{bag}, frame {record.frame}'.removeprefix(', ')
            self._errors.setdefault(record.rejected, f'{where}: {record.error}')
            return
        self._with_hazards += bool(record.hazards)
        self.names.update(hazard['name'] for hazard in record.hazards)
        for stage, seconds in record.seconds.items():
            self._seconds.setdefault(stage, []).append(seconds)

    def values(self) -> Report:
        """Return the counts, the times and the digest of the whole run."""
        return {
            'digest': self._digest.hexdigest(),
            'frames': {
                'read': self.frames,
                'processed': self.frames - self.rejected.total(),
                'rejected': self.rejected.total(),
                'rejected_by_reason': dict(sorted(self.rejected.items())),
                'first_error_by_reason': self._errors,
                'with_hazards': self._with_hazards,
                'by_topic': dict(self.by_topic),
            },
            'hazards_by_name': dict(self.names.most_common()),
            'seconds': {stage: _quantiles(seconds) for stage, seconds in self._times().items()},
        }

    def _times(self) -> dict[str, list[float]]:
        if not self._seconds:
            return {}
        total = np.sum(list(self._seconds.values()), axis=0)
        return {**self._seconds, 'all stages': total.tolist()}


def make_report(
    state: str,
    facts: RunFacts,
    bag: ImageBag,
    tally: Tally,
    comparisons: Sequence[Comparison] = (),
) -> Report:
    """Return everything that is known of a run."""
    return {
        'kind': KIND,
        'state': state,
        **tally.values(),
        'bag': {
            'recorded': dict(bag.counts),
            'other_image_topics': list(bag.left_out),
            'damage': list(bag.damage),
        },
        'comparisons': [asdict(comparison) for comparison in comparisons],
        'run': asdict(facts),
    }


def write_report(report: Report, out: Path) -> None:
    """Write report.json."""
    text = json.dumps(report, indent=2, allow_nan=False) + '\n'
    (out / REPORT_FILE).write_text(text, encoding='utf-8')


def check_ours(out: Path) -> None:
    """Raise ReplayError when a folder holds results of something else."""
    names = (REPORT_FILE, *_OTHER_FILES)
    found = [name for name in names if (out / name).exists()]
    if found and read_report(out).get('kind') != KIND:
        raise ReplayError(
            f'{out / found[0]} was not made by `vl4ad replay` and will not be replaced: '
            'choose another folder with --out'
        )


def claim_folder(out: Path) -> None:
    """
    Make the folder, and remove the results of an earlier replay in it but for its report.

    Raises ReplayError when it holds results of something else.
    """
    check_ours(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in _OTHER_FILES:
            (out / name).unlink(missing_ok=True)
    except OSError as err:
        raise ReplayError(
            f'{out} cannot hold the results ({err.strerror}): choose another folder with --out'
        ) from err


def read_report(folder: Path) -> Report:
    """Return the report of a run, empty where there is none that can be read."""
    return read_json(folder / REPORT_FILE)


def read_json(path: Path) -> Report:
    """Return what a file holds, nothing where it is not there or cut short."""
    try:
        values = json.loads(path.read_text(encoding='utf-8'))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _quantiles(seconds: list[float]) -> dict[str, float]:
    return {
        'frames': len(seconds),
        **{f'p{share}': float(np.percentile(seconds, share)) for share in (50, 95, 99)},
        'max': max(seconds),
    }
