"""One network in several ways: opened, run in turns, summarised."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..bundle import IMAGE_GRAPH
from ..errors import BenchError, EngineError
from ..hazards.settings import HazardSettings
from ..pipeline import Pipeline
from ..structures import GroupEmbeddings, UInt8Array
from .course import Case, Course
from .figures import CaseFigures, Spread, summarise
from .memory import peak_memory
from .rounds import measure, turns_needed
from .texts import random_text
from .ways import OnnxWay, Way, WaySpec, open_way

_PROFILED_RUNS = 3
_COMPARED_GROUPS = 1000


@dataclass(frozen=True)
class SuitePlan:
    """What is run. The first numbers are for all ways; the others for the first of ONNX."""

    name: str
    ways: tuple[WaySpec, ...]  # the first is what the others are compared with
    images: tuple[UInt8Array, ...]  # (H, W, 3) BGR
    network_hw: tuple[int, int]  # what is made of them
    cameras: tuple[int, ...]
    concepts: tuple[int, ...]
    rounds: int
    with_memory: bool
    gflop: Mapping[str, float]  # of one image by part and 'total'; empty: not known
    text: GroupEmbeddings | None = None  # in place of random concepts
    same_weights: bool = False  # torch has those of the graphs, which are random then

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width of the images."""
        height, width, _ = self.images[0].shape
        return height, width


@dataclass(frozen=True)
class Suite:
    """What came out."""

    name: str
    size_hw: tuple[int, int]  # of the images
    network_hw: tuple[int, int]  # what the network makes of them
    rounds: int
    gflop: Mapping[str, float]
    peak_gflops: float | None  # matrix products in the same rounds, median
    cases: tuple[CaseFigures, ...]
    left_out: tuple[str, ...]  # ways that do not run here, and why


# Called with what comes next and of how many turns; returns what is called with those done.
Begin = Callable[[str, int], Callable[[int], None]]
# Called with graph, inputs, provider, threads and runs; returns seconds by part of the network.
Profile = Callable[[Path, Mapping[str, Any], str, int, int], Mapping[str, float]]


def run_suite(
    plan: SuitePlan,
    peak: Callable[[], float] | None,  # GFLOP a second; None: not to be measured
    profile: Profile | None,  # None: what the parts of a graph take is not told
    begin: Begin,
) -> Suite:
    """Measure all cases in one run, then the memory of each way in a process of its own."""
    ways, left_out = _open(plan)
    onnx = next((way for _, way in ways if isinstance(way, OnnxWay)), None)
    if onnx is None:
        reason = '; '.join(left_out) or 'no graph is among its ways, add fp32 to --ways'
        raise BenchError(f'{plan.name} does not run here: {reason}')
    cases = _cases(plan, ways, onnx)
    courses = [
        Course(case, plan.images, Pipeline(onnx.engine, case.text, HazardSettings()))
        for case in cases
    ]
    on_turn = begin(plan.name, turns_needed(len(courses), plan.rounds))
    measured = measure(courses, plan.rounds, peak or (lambda: 0.0), on_turn)
    rates = measured.between if peak else ()
    figures = [
        summarise(case, turns, measured.turns[0], plan.gflop.get('total'), rates)
        for case, turns in zip(cases, measured.turns, strict=True)
    ]
    differences = _differences(cases, onnx, plan)
    figures = [replace(one, score_differs=differences[one.way]) for one in figures]
    if profile:
        figures = [_with_parts(*one, plan, profile) for one in zip(figures, cases, strict=True)]
    if plan.with_memory:
        on_turn = begin(f'{plan.name}, memory', len(ways))
        for index, (spec, _) in enumerate(ways):
            memory = peak_memory(spec, plan.size_hw, cases[0].concepts)
            figures[index] = replace(figures[index], memory=memory)
            on_turn(1)
    peak_gflops = float(np.median(rates)) if rates else None
    return Suite(
        plan.name,
        plan.size_hw,
        plan.network_hw,
        plan.rounds,
        plan.gflop,
        peak_gflops,
        tuple(figures),
        left_out,
    )


def _open(plan: SuitePlan) -> tuple[list[tuple[WaySpec, Way]], tuple[str, ...]]:
    """Open all ways and run them once; the reasons of those that cannot are told at the end."""
    ways, left_out = [], []
    image = np.ascontiguousarray(plan.images[0])
    for spec in plan.ways:
        try:
            way = open_way(spec)
            way.infer(image, random_text(way.dim, plan.concepts[0]))
        except EngineError as err:
            left_out.append(f'{spec.name}: {err}')
        else:
            ways.append((spec, way))
    return ways, tuple(left_out)


def _differences(cases: Sequence[Case], onnx: OnnxWay, plan: SuitePlan) -> dict[str, float | None]:
    """
    Compare scores at mask stride, as a share of their spread: nothing is to be fast and wrong.

    With few groups the sum over the queries of random weights would exceed 1 everywhere. Nothing
    is told of torch's random weights beside the trained ones of a bundle.
    """
    image = np.ascontiguousarray(plan.images[0])
    text = random_text(onnx.dim, _COMPARED_GROUPS, _COMPARED_GROUPS)
    right = onnx.infer(image, text).score
    spread = float(right.std())
    differences: dict[str, float | None] = {}
    for name, way in {case.name: case.way for case in cases}.items():
        if not (plan.same_weights or isinstance(way, OnnxWay)):
            differences[name] = None
            continue
        score = right if way is onnx else way.infer(image, text).score
        if score.shape != right.shape:  # of the usual way, for every pixel
            score = cv2.resize(score, right.shape[::-1], interpolation=cv2.INTER_AREA)
        differences[name] = float(np.abs(score - right).mean()) / spread if spread else None
    return differences


def _with_parts(
    figures: CaseFigures, case: Case, plan: SuitePlan, profile: Profile
) -> CaseFigures:
    """Divide the time of a graph into parts, by the shares that a profile tells of."""
    if not isinstance(case.way, OnnxWay):
        return figures
    engine = case.way.engine
    feed = engine.feed(np.ascontiguousarray(plan.images[0]), case.text)
    path = engine.bundle.path / IMAGE_GRAPH
    seconds = profile(path, feed, engine.provider, case.way.threads, _PROFILED_RUNS)
    total, network = sum(seconds.values()), figures.stages['network']
    shares = {part: of / total for part, of in seconds.items()}
    parts = {
        part: Spread(share * network.p50_ms, share * network.p95_ms)
        for part, share in shares.items()
    }
    return replace(figures, parts=parts)


def _cases(plan: SuitePlan, ways: Sequence[tuple[WaySpec, Way]], onnx: OnnxWay) -> list[Case]:
    def case(name: str, way: Way, concepts: int, cameras: int) -> Case:
        return Case(name, way, random_text(onnx.engine.dim, concepts), concepts, cameras)

    cameras, concepts = plan.cameras[0], plan.concepts[0]
    cases = [case(spec.name, way, concepts, cameras) for spec, way in ways]
    if plan.text is not None:
        count = int(plan.text.concept_mask.sum())
        cases = [replace(one, text=plan.text, concepts=count) for one in cases]
    swept = next(spec.name for spec, way in ways if way is onnx)
    cases += [case(swept, onnx, concepts, more) for more in plan.cameras[1:]]
    cases += [case(swept, onnx, more, cameras) for more in plan.concepts[1:]]
    return cases
