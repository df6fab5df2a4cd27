"""What is kept of each judged frame, so that data sets can be resampled and runs compared."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import EvaluationError
from ..structures import FloatArray

Float64Array = NDArray[np.float64]

_ARRAYS = ('ids', 'drives', 'edges', 'histograms', 'component_sums')


@dataclass(frozen=True)
class FrameRecord:
    """The figures of one frame, as counts that can be added."""

    id: str
    drive: str
    histograms: NDArray[np.int64]  # (2, K) normal and anomalous pixels per bin of score
    component_sums: Float64Array  # (SUM_COLUMNS,)


@dataclass(frozen=True)
class FrameTable:
    """All frames of an evaluation."""

    ids: tuple[str, ...]  # F
    drives: tuple[str, ...]  # F
    edges: FloatArray  # (K,) scores at which the bins begin, ascending
    histograms: NDArray[np.int64]  # (F, 2, K)
    component_sums: Float64Array  # (F, SUM_COLUMNS)

    @property
    def units(self) -> NDArray[np.int64]:  # (F,)
        """Return for each frame the number of the unit it is resampled with."""
        return resampling_units(self.ids, self.drives)

    @property
    def unit_name(self) -> str:
        """Return what is resampled."""
        drives = set(self.drives)
        if len(drives) == 1 and '' not in drives:
            return 'frames of one drive, which resemble each other: it is too narrow'
        return 'drives' if len(drives - {''}) > 1 else 'frames'


def resampling_units(
    ids: Sequence[str],  # F
    drives: Sequence[str],  # F, empty for a picture by itself
) -> NDArray[np.int64]:  # (F,)
    """
    Return for each frame the number of the unit it is resampled with.

    Frames of one drive stay together, unless there is only one drive or none is known.
    """
    if len(set(drives) - {''}) < 2:
        return np.arange(len(ids))
    names = [drive or f'frame {frame}' for drive, frame in zip(drives, ids, strict=True)]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def make_table(records: Iterable[FrameRecord], edges: FloatArray) -> FrameTable:
    """Put the records of frames together. Raises EvaluationError when there are none."""
    rows: Sequence[FrameRecord] = tuple(records)
    if not rows:
        raise EvaluationError('no frame has a pixel to judge: all labels say to ignore them')
    return FrameTable(
        tuple(row.id for row in rows),
        tuple(row.drive for row in rows),
        edges,
        np.stack([row.histograms for row in rows]),
        np.stack([row.component_sums for row in rows]),
    )


def save_table(table: FrameTable, path: Path) -> None:
    """Write the table as one compressed file."""
    with path.open('wb') as file:
        np.savez_compressed(
            file,
            ids=np.array(table.ids),
            drives=np.array(table.drives),
            edges=table.edges,
            histograms=table.histograms.astype(np.uint32),
            component_sums=table.component_sums,
        )


def load_table(path: Path) -> FrameTable:
    """Read a table. Raises EvaluationError when the file is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            ids, drives, edges, histograms, sums = (arrays[name] for name in _ARRAYS)
    except FileNotFoundError as err:
        raise EvaluationError(
            f'there is no {path}: give folders that `vl4ad evaluate` wrote to the end'
        ) from err
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as err:
        raise EvaluationError(f'{path} is damaged: run `vl4ad evaluate` again') from err
    return FrameTable(
        tuple(map(str, ids)), tuple(map(str, drives)), edges, histograms.astype(np.int64), sums
    )
