"""
The exact statistics of a score: how many normal and anomalous pixels have each value.

They are all that AP, FPR95, AUROC and F1 depend on. Pixels are collected in a buffer of fixed
size; when it is full they are sorted, equal scores are put together, and the result is written
to disk as a run. So memory does not grow with the number of pixels; the disk takes at most eight
bytes for each. Runs of different parts of the data are put together as they are: the result is
that of a single pass, to the last bit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..structures import BoolArray, FloatArray
from .count_run import (
    ANOMALOUS,
    BLOCK_BITS,
    BLOCK_LENGTH,
    NORMAL,
    CountRun,
    open_run,
    run_names,
    write_run,
)
from .score_keys import KeyArray, keys_of_scores, scores_of_keys

BUFFER_PIXELS = 1 << 23  # sorted and counted in less than 200 MB


@dataclass(frozen=True)
class CountBlock:
    """The pixels of a range of scores; every score stands once, the highest first."""

    scores: FloatArray  # (n,) descending
    normal: NDArray[np.int64]  # (n,) pixels
    anomalous: NDArray[np.int64]  # (n,) pixels


class PixelCounts:
    """Counts of one part of the data, in a folder of its own; a folder that exists is gone on."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._runs = [open_run(folder, name) for name in run_names(folder)]
        self._pending: tuple[list[KeyArray], list[KeyArray]] = ([], [])
        self._pending_pixels = 0

    def add(
        self,
        scores: FloatArray,  # (P,) finite
        anomalous: BoolArray,  # (P,)
    ) -> None:
        """Count pixels. They are kept when `save` is called, or when there are many."""
        keys = keys_of_scores(scores)
        self._pending[NORMAL].append(keys[~anomalous])
        self._pending[ANOMALOUS].append(keys[anomalous])
        self._pending_pixels += keys.size
        if self._pending_pixels >= BUFFER_PIXELS:
            self.save()

    def save(self) -> None:
        """Write down what was added since."""
        if self._pending_pixels:
            sides = [np.concatenate(keys) for keys in self._pending]
            for keys in self._pending:
                keys.clear()
            self._pending_pixels = 0
            self._runs.append(write_run(self._folder, f'{len(self._runs):06d}', sides))

    @property
    def runs(self) -> Sequence[CountRun]:
        """Everything that was added, on disk."""
        self.save()
        return tuple(self._runs)


def merged_runs(parts: Sequence[PixelCounts]) -> tuple[CountRun, ...]:
    """Return the runs of all parts; their order does not matter."""
    return tuple(run for part in parts for run in part.runs)


def count_blocks(runs: Sequence[CountRun]) -> Iterator[CountBlock]:
    """Put runs together, from the highest scores down to the lowest."""
    occupied = set[int]().union(*(run.occupied_blocks() for run in runs))
    counts = np.zeros((2, BLOCK_LENGTH), np.int64)
    for block in sorted(occupied, reverse=True):
        yield _merge_block(runs, block, counts)


def count_pixels(runs: Sequence[CountRun]) -> tuple[int, int]:
    """Return the number of normal and of anomalous pixels."""
    return sum(run.pixels(NORMAL) for run in runs), sum(run.pixels(ANOMALOUS) for run in runs)


def score_range(runs: Sequence[CountRun]) -> tuple[float, float]:
    """Return the lowest and the highest score, (0, 0) where there is none."""
    ranges = [ends for run in runs if (ends := run.keys_range()) is not None]
    if not ranges:
        return 0.0, 0.0
    lowest, highest = min(low for low, _ in ranges), max(high for _, high in ranges)
    low, high = scores_of_keys(np.array([lowest, highest], np.uint32))
    return float(low), float(high)


def _merge_block(
    runs: Sequence[CountRun],
    block: int,
    counts: NDArray[np.int64],  # (2, BLOCK_LENGTH) zeros, and zeros again at the end
) -> CountBlock:
    present = np.zeros(BLOCK_LENGTH, np.bool_)
    for run in runs:
        for side in (NORMAL, ANOMALOUS):
            keys, numbers = run.read(side, block)
            offsets = keys & np.uint32(BLOCK_LENGTH - 1)
            counts[side, offsets] += numbers  # a run holds each key once
            present[offsets] = True
    positions = np.flatnonzero(present)[::-1]
    normal, anomalous = counts[:, positions]
    counts[:, positions] = 0
    keys = positions.astype(np.uint32) | np.uint32(block << BLOCK_BITS)
    return CountBlock(scores_of_keys(keys), normal, anomalous)
