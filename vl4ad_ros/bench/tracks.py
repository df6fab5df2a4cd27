"""What it costs to follow hazards."""

import time

import numpy as np

from ..hazards.settings import TrackSettings
from ..hazards.tracks import Tracker

_SIZE_WH = (1920.0, 1080.0)
_GROUPS = 40
_STEP_NS = 50_000_000
_WARM_UP = 20


def measure_tracks(hazards: int, frames: int) -> str:
    """Follow boxes that drift and grow, of which some are missed and some are not there."""
    rng = np.random.default_rng(0)
    middles = rng.uniform((0, 400), _SIZE_WH, (hazards, 2))
    sizes = rng.uniform(10, 120, (hazards, 1))
    drift = rng.normal(0, 3, (hazards, 2))
    evidence = rng.random((hazards, _GROUPS))
    tracker, settings, seconds = Tracker(), TrackSettings(), []
    for frame in range(_WARM_UP + frames):
        false_alarm = rng.random(hazards) < 0.05
        places = middles + frame * drift + rng.normal(0, 2, (hazards, 2))
        places[false_alarm] = rng.uniform((0, 400), _SIZE_WH, (int(false_alarm.sum()), 2))
        half = sizes * 1.002**frame / 2
        boxes = np.concatenate([places - half, places + half], 1)
        start = time.process_time()
        diagonal = float(np.hypot(*_SIZE_WH))
        tracker.update((frame + 1) * _STEP_NS, boxes, evidence, diagonal, settings)
        seconds.append(time.process_time() - start)
    half_s, most_s = np.percentile(seconds[_WARM_UP:], (50, 95))
    return (
        f'{hazards} hazards a frame, {frames} frames, {len(tracker.tracks)} tracks at the end, '
        f'one core: {half_s * 1e3:.2f} ms p50, {most_s * 1e3:.2f} ms p95'
    )
