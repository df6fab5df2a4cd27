"""What is compared of an architecture with random weights."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from ..bench.options import BenchOptions
from ..bench.pictures import read_images
from ..bench.suite import SuitePlan
from ..bench.ways import ONNX, TORCH_KINDS, WaySpec
from ..errors import BenchError
from ..model.config import find_architecture
from .cost import count_gflop
from .random_bundle import RandomBundles


def network_plan(
    architecture: str,
    size_hw: tuple[int, int],
    options: BenchOptions,
    folder: Path,  # for the graphs; those that it has are not exported again
    progress: Callable[[str], None],
) -> SuitePlan:
    """Export random weights in all precisions that are asked for, and plan what is run."""
    config = find_architecture(architecture, BenchError)
    images = read_images(options.drive, options.image_hw or size_hw)
    bundles = RandomBundles(architecture, size_hw, folder)
    calibration = [np.asarray(cv2.cvtColor(x, cv2.COLOR_BGR2RGB), np.uint8) for x in images[:2]]
    specs = list(torch_specs(architecture, size_hw, options))
    for way in options.ways:
        if way not in TORCH_KINDS:
            path = bundles.write(way, calibration, progress)
            specs.append(WaySpec(way, ONNX, options.threads, options.provider, path))
    return SuitePlan(
        name=f'{architecture}, random weights',
        ways=tuple(specs),
        images=images,
        network_hw=size_hw,
        same_weights=True,
        cameras=options.cameras,
        concepts=options.concepts,
        rounds=options.rounds,
        with_memory=options.with_memory,
        gflop=count_gflop(config, size_hw),
    )


def torch_specs(
    architecture: str, size_hw: tuple[int, int], options: BenchOptions
) -> tuple[WaySpec, ...]:
    """Return the ways of torch that are asked for."""
    return tuple(
        WaySpec(way, way, options.threads, options.provider, None, architecture, size_hw)
        for way in options.ways
        if way in TORCH_KINDS
    )
