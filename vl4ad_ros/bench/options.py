"""What is asked of a bench, whatever network it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..bundle import load_bundle
from ..structures import GroupEmbeddings
from .pictures import read_images
from .suite import SuitePlan
from .ways import ONNX, WaySpec


@dataclass(frozen=True)
class BenchOptions:
    """For all suites of a run."""

    ways: tuple[str, ...]
    cameras: tuple[int, ...]
    concepts: tuple[int, ...]
    rounds: int
    threads: int
    provider: str
    drive: Path  # real pictures: hazards take longer where nothing is alike
    with_memory: bool
    image_hw: tuple[int, int] | None  # of a camera; None: as the network takes them


def bundle_plan(
    bundles: Sequence[Path],
    torch_ways: Sequence[WaySpec],  # of the same architecture; the first is compared with
    gflop: dict[str, float],  # empty: not known
    text: GroupEmbeddings | None,  # None: random concepts
    network_hw: tuple[int, int],
    options: BenchOptions,
) -> SuitePlan:
    """Return what is run of bundles: they take turns with each other and with torch."""
    names = [load_bundle(path).manifest.name for path in bundles]
    if len(set(names)) < len(names):
        names = [str(path) for path in bundles]
    specs = [
        WaySpec(name, ONNX, options.threads, options.provider, path)
        for name, path in zip(names, bundles, strict=True)
    ]
    return SuitePlan(
        name=', '.join(spec.name for spec in specs),
        ways=(*torch_ways, *specs),
        images=read_images(options.drive, options.image_hw or network_hw),
        network_hw=network_hw,
        cameras=options.cameras,
        concepts=options.concepts,
        rounds=options.rounds,
        with_memory=options.with_memory,
        gflop=gflop,
        text=text,
    )
