"""Time and memory of the exact pixel figures."""

import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from ..evaluation.pixel_counts import PixelCounts
from ..evaluation.pixel_metrics import summarise
from ..structures import BoolArray, FloatArray

_FRAME_PIXELS = 1024 * 2048
_POOL_FRAMES = 8


def measure_pixel_metrics(pixels: int) -> str:
    """Feed frames with 2 % anomalous pixels and scores of many different values."""
    pool = _frames()
    base_mb = _peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        counts = PixelCounts(Path(folder))
        start = time.process_time()
        for index in range(0, pixels, _FRAME_PIXELS):
            scores, anomalous = pool[index // _FRAME_PIXELS % _POOL_FRAMES]
            # Other values in every frame, so that they do not merely repeat.
            counts.add(scores * np.float32(1 - index / pixels / 1000), anomalous)
        runs = counts.runs
        added = time.process_time()
        summary = summarise(runs)
        done = time.process_time()
        disk_mb = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    total = summary.normal_pixels + summary.anomalous_pixels
    return (
        f'{total:.3g} pixels: counted in {added - start:.1f} s, figures in {done - added:.1f} s '
        f'of one core; peak memory {_peak_mb():.0f} MB, {base_mb:.0f} of them before the start; '
        f'{disk_mb:.0f} MB of disk; AP {summary.metrics.ap:.6f}'
    )


def _frames() -> list[tuple[FloatArray, BoolArray]]:
    random = np.random.default_rng(0)
    pool = []
    for _ in range(_POOL_FRAMES):
        anomalous = random.random(_FRAME_PIXELS, np.float32) < 0.02
        logits = 2 * random.standard_normal(_FRAME_PIXELS, np.float32) + 3 * anomalous - 4
        scores = 1 / (1 + np.exp(-logits.astype(np.float32)))
        pool.append((scores.astype(np.float32), anomalous))
    return pool


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
