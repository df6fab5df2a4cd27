"""What frames.jsonl says of a frame."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ReplayError
from ..structures import AnomalyMaps, FloatArray, Hazard

FRAMES_FILE = 'frames.jsonl'
_QUANTILES = (50, 95, 99)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class FrameRecord:
    """One line; what is empty does not apply, or was not told by the node."""

    frame: int  # counted from 0, over all cameras
    topic: str
    stamp_ns: int
    camera: str = ''  # frame id
    size_hw: tuple[int, int] | None = None
    rejected: str = ''  # reason, a short fixed key
    error: str = ''  # what was wrong, in a sentence
    hazards: tuple[Values, ...] = ()
    score: Values = field(default_factory=dict)  # statistics of the score map
    digest: str = ''  # SHA-256 of score map, label map and hazards
    seconds: Values = field(default_factory=dict)  # per stage; never the same twice

    def to_line(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self), allow_nan=False) + '\n'


def read_records(folder: Path) -> Iterator[FrameRecord]:
    """
    Return the frames of a run in order; a last line that was cut off is left out.

    Raises ReplayError when there is no such file, or a line that is no frame.
    """
    path = folder / FRAMES_FILE
    try:
        file = path.open(encoding='utf-8')
    except OSError as err:
        raise ReplayError(
            f'{path} cannot be read ({err.strerror}): give the folder of a `vl4ad replay`'
        ) from err
    known = {item.name for item in fields(FrameRecord)}
    with file:
        for number, line in enumerate(file, 1):
            if not line.endswith('\n'):
                return
            try:
                values = json.loads(line)
                yield FrameRecord(
                    **{name: _frozen(values[name]) for name in known & values.keys()}
                )
            except (ValueError, TypeError, AttributeError) as err:
                raise ReplayError(
                    f'line {number} of {path} is no frame: make the folder again'
                ) from err


def hazard_values(hazard: Hazard) -> Values:
    """Return a hazard as JSON takes it; numbers that are not known are None."""
    return {name: _plain(value) for name, value in asdict(hazard).items()}


def digest_of(maps: AnomalyMaps, hazards: tuple[Values, ...]) -> str:
    """Return a SHA-256 that is the same when every number is the same."""
    digest = hashlib.sha256()
    for values, kind in ((maps.score, '<f4'), (maps.label, '<i4')):
        digest.update(repr(values.shape).encode())
        digest.update(np.ascontiguousarray(values, kind).tobytes())
    digest.update(json.dumps(hazards, sort_keys=True).encode())
    return digest.hexdigest()


def score_statistics(score: FloatArray) -> Values:
    """Return what two score maps that differ by x nowhere differ in by more than x."""
    return {
        'min': float(score.min()),
        'mean': float(score.mean(dtype=np.float64)),
        'std': float(score.std(dtype=np.float64)),
        **{f'p{share}': float(np.percentile(score, share)) for share in _QUANTILES},
        'max': float(score.max()),
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
