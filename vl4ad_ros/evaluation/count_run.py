"""A run: how often each score occurred in some of the pixels, sorted, on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EvaluationError
from .score_keys import KeyArray

NORMAL, ANOMALOUS = 0, 1
SIDES = ('normal', 'anomalous')

# A block is a fixed range of keys. It is the unit of work when runs are put together, and as it
# does not depend on the data, sums over blocks come out the same however the data was divided.
BLOCK_BITS = 20
BLOCK_COUNT = 1 << (32 - BLOCK_BITS)
BLOCK_LENGTH = 1 << BLOCK_BITS
_ITEM_BYTES = 4  # of a key and of a count


@dataclass(frozen=True)
class CountRun:
    """Two files, one for normal and one for anomalous pixels: keys, ascending, and counts."""

    paths: tuple[Path, Path]  # arrays (2, n) of uint32: keys, counts
    starts: tuple[NDArray[np.int64], NDArray[np.int64]]  # (BLOCK_COUNT + 1,) of each block
    offsets: tuple[int, int]  # bytes of each file before its array

    def read(self, side: int, block: int) -> tuple[KeyArray, NDArray[np.uint32]]:
        """Return the keys of one block and how often each occurs."""
        start, end = self.starts[side][block : block + 2]
        if start == end:
            return np.empty(0, np.uint32), np.empty(0, np.uint32)
        # Read, not mapped, so that the run does not pile up in memory.
        length = self.starts[side][-1]
        keys_at = self.offsets[side] + start * _ITEM_BYTES
        with self.paths[side].open('rb') as file:
            file.seek(keys_at)
            keys = np.fromfile(file, np.uint32, end - start)
            file.seek(keys_at + length * _ITEM_BYTES)
            return keys, np.fromfile(file, np.uint32, end - start)

    def pixels(self, side: int) -> int:
        """Return the number of pixels that were counted."""
        return int(np.load(self.paths[side], mmap_mode='r')[1].sum(dtype=np.int64))

    def keys_range(self) -> tuple[int, int] | None:
        """Return the lowest and the highest key, None where there is nothing."""
        sides = [np.load(path, mmap_mode='r')[0] for path in self.paths]
        ends = [(int(keys[0]), int(keys[-1])) for keys in sides if keys.size]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    def occupied_blocks(self) -> set[int]:
        """Return the blocks in which there is something."""
        return {int(block) for starts in self.starts for block in np.flatnonzero(np.diff(starts))}


def write_run(
    folder: Path,
    name: str,
    sides: Sequence[KeyArray],  # keys of the normal and of the anomalous pixels; sorted in place
) -> CountRun:
    """Count equal keys and write them down."""
    for side, keys in zip(SIDES, sides, strict=True):
        keys.sort()
        path = folder / f'{name}.{side}.npy'
        part = path.with_suffix('.part')
        with part.open('wb') as file:
            np.save(file, _count_sorted(keys))
        part.replace(path)
    return open_run(folder, name)


def open_run(folder: Path, name: str) -> CountRun:
    """Open a run by its name. Raises EvaluationError when a file is missing or cut short."""
    normal, anomalous = (folder / f'{name}.{side}.npy' for side in SIDES)
    entries = _map_entries(normal), _map_entries(anomalous)
    starts = _block_starts(entries[NORMAL][0]), _block_starts(entries[ANOMALOUS][0])
    offsets = entries[NORMAL].offset, entries[ANOMALOUS].offset
    return CountRun((normal, anomalous), starts, offsets)


def run_names(folder: Path) -> list[str]:
    """Return the names of the runs in a folder; the last file of a run makes it complete."""
    suffix = f'.{SIDES[ANOMALOUS]}.npy'
    return sorted(path.name.removesuffix(suffix) for path in folder.glob(f'*{suffix}'))


def _count_sorted(
    keys: KeyArray,  # (P,) ascending
) -> NDArray[np.uint32]:  # (2, n)
    first = np.ones(keys.size, np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    positions = np.flatnonzero(first)
    entries = np.empty((2, positions.size), np.uint32)
    entries[0] = keys[positions]
    entries[1, :-1] = positions[1:] - positions[:-1]
    entries[1, -1:] = keys.size - positions[-1:]
    return entries


def _map_entries(path: Path) -> np.memmap[Any, np.dtype[np.uint32]]:  # (2, n)
    try:
        entries: np.memmap[Any, np.dtype[np.uint32]] = np.load(path, mmap_mode='r')
    except (OSError, ValueError, EOFError) as err:
        raise EvaluationError(f'{path} is damaged: delete its folder and evaluate again') from err
    return entries


def _block_starts(
    keys: KeyArray,  # (n,) ascending
) -> NDArray[np.int64]:
    edges = np.arange(BLOCK_COUNT, dtype=np.uint32) << np.uint32(BLOCK_BITS)
    return np.append(np.searchsorted(keys, edges), keys.size)
