"""The second pass over one unit as a file, without a bit of it lost."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EvaluationError
from .drive_judge import DriveFigures, Sighting
from .frame_table import FrameRecord

_FILE = 'judged.npz'


@dataclass(frozen=True)
class JudgedPart:
    """What the frames of a unit add to the whole."""

    records: tuple[FrameRecord, ...]
    drives: tuple[DriveFigures, ...]
    late_frames: NDArray[np.int64]  # (L,) that were judged at each latency
    late_pixels: NDArray[np.int64]  # (L, 2, K)


def write_part(part: JudgedPart, folder: Path) -> None:
    """Write the part into a folder."""
    sightings = [sighting for drive in part.drives for sighting in drive.sightings]
    np.savez_compressed(
        folder / _FILE,
        ids=np.array([record.id for record in part.records], np.str_),
        drives=np.array([record.drive for record in part.records], np.str_),
        histograms=_stack([record.histograms for record in part.records]),
        component_sums=_stack([record.component_sums for record in part.records]),
        drive_figures=np.array(json.dumps([_values(drive) for drive in part.drives])),
        sighting_histograms=_stack([sighting.histogram for sighting in sightings]),
        late_frames=part.late_frames,
        late_pixels=part.late_pixels,
    )


def read_part(folder: Path) -> JudgedPart:
    """Read a part. Raises EvaluationError when it is damaged."""
    try:
        return _read(folder / _FILE)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as err:
        raise EvaluationError(f'{folder} is damaged: delete it and evaluate again') from err


def _read(path: Path) -> JudgedPart:
    with np.load(path, allow_pickle=False) as arrays:
        records = zip(
            map(str, arrays['ids']),
            map(str, arrays['drives']),
            arrays['histograms'],
            arrays['component_sums'],
            strict=True,
        )
        histograms = iter(arrays['sighting_histograms'])
        return JudgedPart(
            tuple(FrameRecord(*record) for record in records),
            tuple(
                DriveFigures(
                    **values
                    | {
                        'sightings': tuple(
                            Sighting(**sighting, histogram=next(histograms))
                            for sighting in values['sightings']
                        )
                    }
                )
                for values in json.loads(str(arrays['drive_figures']))
            ),
            arrays['late_frames'],
            arrays['late_pixels'],
        )


def _stack(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.stack(arrays) if arrays else np.empty(0)


def _values(drive: DriveFigures) -> dict[str, Any]:
    values = asdict(drive)
    for sighting in values['sightings']:
        del sighting['histogram']
    return values
