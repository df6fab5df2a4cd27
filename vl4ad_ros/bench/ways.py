"""Ways to run the network that are compared; each is named by a specification."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..bundle import load_bundle
from ..engine.engine import Engine
from ..structures import AnomalyMaps, GroupEmbeddings, UInt8Array

ONNX = 'onnx'
# Of torch: the usual way, ours layer by layer, and ours compiled.
PLAIN, EAGER, COMPILED = 'plain', 'eager', 'compiled'
TORCH_KINDS = (PLAIN, EAGER, COMPILED)


@dataclass(frozen=True)
class WaySpec:
    """What a process needs to know to open a way."""

    name: str
    kind: str  # ONNX or one of TORCH_KINDS
    threads: int
    provider: str = 'cpu'  # torch takes the GPU where it is 'cuda' or 'tensorrt'
    bundle: Path | None = None  # of ONNX
    architecture: str = ''  # of torch, with random weights
    size_hw: tuple[int, int] = (0, 0)  # of torch


class Way(Protocol):
    """An image to maps."""

    @property
    def dim(self) -> int:
        """The length D of a concept's vector."""
        ...

    @property
    def parts_s(self) -> Mapping[str, float]:
        """Seconds of each part of the network in the last run, where the way can tell."""
        ...

    def infer(self, image: UInt8Array, text: GroupEmbeddings) -> AnomalyMaps:
        """Return the maps of one image, (H, W, 3) RGB."""
        ...


class OnnxWay:
    """A bundle, as the node runs it; a run does not tell of its parts."""

    parts_s: Mapping[str, float] = {}

    def __init__(self, spec: WaySpec) -> None:
        assert spec.bundle is not None
        self.threads = spec.threads
        self.engine = Engine(load_bundle(spec.bundle), spec.provider, spec.threads)

    @property
    def dim(self) -> int:
        """The length D of a concept's vector."""
        return self.engine.dim

    def infer(self, image: UInt8Array, text: GroupEmbeddings) -> AnomalyMaps:
        """Return the maps of one image."""
        return self.engine.infer(image, text)


def open_way(spec: WaySpec) -> Way:
    """Load what the way runs; those of torch are imported only here, a robot has none."""
    if spec.kind == ONNX:
        return OnnxWay(spec)
    from ..bench_torch.ways import open_torch_way

    return open_torch_way(spec)
