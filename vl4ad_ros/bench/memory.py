"""The most memory that a way takes, in a process of its own."""

import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from .texts import random_text
from .ways import WaySpec, open_way

_RUNS = 2
_GPU_TOOL = 'nvidia-smi'
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
    before, gpu_before = process_memory_mb('VmHWM'), _gpu_mb()
    way = open_way(spec)
    image = np.random.default_rng(0).integers(0, 256, (*size_hw, 3), np.uint8)
    text = random_text(way.dim, concepts)
    for _ in range(_RUNS):
        way.infer(image, text)
    memory = {'peak': process_memory_mb('VmHWM'), 'before': before}
    gpu = _gpu_mb()
    return memory if gpu is None or gpu_before is None else {**memory, 'gpu': gpu - gpu_before}


def _gpu_mb() -> float | None:
    """Return what is in use on the first GPU, by whomever; None where there is none."""
    if not shutil.which(_GPU_TOOL):
        return None
    query = [_GPU_TOOL, '--query-gpu=memory.used', '--format=csv,noheader,nounits']
    answer = subprocess.run(query, capture_output=True, text=True)
    return float(answer.stdout.split()[0]) if answer.returncode == 0 else None


def process_memory_mb(
    field: str,  # VmRSS: now, VmHWM: the most so far
) -> float:
    """
    Return the memory of this process alone.

    What getrusage tells begins with the memory of the process that started this one.
    """
    lines = _STATUS.read_text(encoding='ascii').splitlines()
    values = dict(line.split(':', 1) for line in lines)
    return int(values[field].split()[0]) / _KB_PER_MB
