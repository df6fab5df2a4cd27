"""The most memory that a way takes, in a process of its own."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from .texts import random_text
from .ways import WaySpec, open_way

_RUNS = 2
_STATUS = Path('/proc/self/status')
_KB_PER_MB = 1000 / 1.024  # kB in /proc are of 1024 bytes


def peak_memory(
    spec: WaySpec,
    size_hw: tuple[int, int],
    concepts: int,
) -> dict[str, float]:  # MB
    """Return the peak of a fresh process, and what of it was there before the network."""
    # Not forked: the copy would begin with the memory of this process.
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        return pool.submit(_measure, spec, size_hw, concepts).result()


def _measure(spec: WaySpec, size_hw: tuple[int, int], concepts: int) -> dict[str, float]:
    before = _peak_mb()
    way = open_way(spec)
    image = np.random.default_rng(0).integers(0, 256, (*size_hw, 3), np.uint8)
    text = random_text(way.dim, concepts)
    for _ in range(_RUNS):
        way.infer(image, text)
    return {'peak': _peak_mb(), 'before': before}


def _peak_mb() -> float:
    """
    Return the high-water mark of this process alone.

    What getrusage tells begins with the memory of the process that started this one.
    """
    lines = _STATUS.read_text(encoding='ascii').splitlines()
    values = dict(line.split(':', 1) for line in lines)
    return int(values['VmHWM'].split()[0]) / _KB_PER_MB
