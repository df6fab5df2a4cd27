"""From seconds to figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .course import STAGES, Case, Turn


@dataclass(frozen=True)
class Spread:
    """The middle and the worse end of what was measured, in milliseconds."""

    p50_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Ratio:
    """How many times as fast as the first case; median and quartiles over the rounds."""

    p50: float
    p25: float
    p75: float


@dataclass(frozen=True)
class CaseFigures:
    """What is told of one case."""

    way: str
    cameras: int
    concepts: int
    total: Spread  # one image of each camera, from its bytes to messages
    processor_ms: float  # of all threads, median; depends less on what else runs
    fps: float  # of each camera
    ratio: Ratio
    stages: Mapping[str, Spread]
    parts: Mapping[str, Spread]  # of the stage 'network'
    gflops: float | None = None  # GFLOP a second in the stage 'network'; of the network's products
    peak_share: float | None = None  # of the machine's matrix rate in the same rounds
    memory: Mapping[str, float] = field(default_factory=dict)  # MB, of a process of its own
    score_differs: float | None = None  # in the mean, from the first bundle's, of its deviation


def summarise(
    case: Case,
    turns: Sequence[Turn],  # one for each round
    first: Sequence[Turn],  # those of the case that others are compared with
    gflop: float | None,  # of one image
    peak_gflops: Sequence[float],  # measured in each round; empty: not measured
) -> CaseFigures:
    """Compare round by round: both sides of a ratio have seen the same machine."""
    wall_s = np.array([turn.wall_s for turn in turns])
    ratios = np.array([turn.wall_s for turn in first]) / wall_s
    network_s = np.array([turn.stage_s['network'] for turn in turns])
    rates = gflop * case.cameras / network_s if gflop else None
    shares = rates / np.array(peak_gflops) if rates is not None and peak_gflops else None
    total = _spread(wall_s)
    p25, p50, p75 = np.percentile(ratios, (25, 50, 75))
    return CaseFigures(
        way=case.name,
        cameras=case.cameras,
        concepts=case.concepts,
        total=total,
        processor_ms=1e3 * float(np.median([turn.processor_s for turn in turns])),
        fps=1e3 / total.p50_ms,
        ratio=Ratio(float(p50), float(p25), float(p75)),
        stages={stage: _spread([turn.stage_s[stage] for turn in turns]) for stage in STAGES},
        parts={part: _spread([turn.parts_s[part] for turn in turns]) for part in turns[0].parts_s},
        gflops=None if rates is None else float(np.median(rates)),
        peak_share=None if shares is None else float(np.median(shares)),
    )


def _spread(seconds: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> Spread:
    p50, p95 = np.percentile(seconds, (50, 95))
    return Spread(1e3 * float(p50), 1e3 * float(p95))
