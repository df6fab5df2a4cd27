"""One image graph in several precisions."""

import copy
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import onnx

from .deform_conv import raise_opset
from .image_graph import ImageGraph, export_image_graph
from .onnx_export import store_exact_halves
from .onnx_writer import write_onnx
from .optimisation import BASIC, EXTENDED, optimise
from .proof import measure_image_graph
from .quantisation import quantise_dynamic, quantise_static
from .reference import References

Facts = dict[str, str | float]


class ImageGraphWriter:
    """
    Writes the graph in single precision, in half precision for CUDA, in eight bits for the CPU.

    `work` is a folder for files between; the network is traced no more often than needed.
    """

    def __init__(
        self,
        graph: ImageGraph,
        references: References,
        work: Path,
        progress: Callable[[str], None],  # called with what comes next
        deform_conv: bool = False,  # in single precision and in eight bits
    ) -> None:
        self._graph = graph
        self._references = references
        self._work = work
        self._progress = progress
        self._deform_conv = deform_conv

    def write(self, precision: str, path: Path) -> Facts:  # what the proof should also tell
        """Write the graph in one of PRECISIONS."""
        if precision == 'int8':
            return self._write_eight_bits(path)
        if precision == 'fp16':
            self._write_half(path)
        else:
            _write_small(self._single, path)
        return {}

    @cached_property
    def _single(self) -> Path:
        """The graph in single precision, optimised, with all weights as they are computed with."""
        self._progress('tracing the image graph')
        path = self._work / 'single.onnx'
        model = export_image_graph(self._graph, self._deform_conv)
        write_onnx(optimise(model, BASIC), path)
        return path

    def _write_half(self, path: Path) -> None:
        """
        Write the network in half precision; pooling, places and scoring stay in single.

        torch makes the change, as it knows which parts must not be changed. The graph is not
        optimised here: on the CPU ONNX Runtime would put its conversions to single into it.
        """
        self._progress('tracing the image graph in half precision')
        half = copy.deepcopy(self._graph)
        half.network.half()
        model = export_image_graph(half)
        if self._deform_conv:  # a bundle tells one opset
            raise_opset(model)
        write_onnx(model, path)

    def _write_eight_bits(self, path: Path) -> Facts:
        """Write that of ONNX Runtime's two ways that keeps the order of the scores better."""
        self._single.exists()  # traced before anything else is told
        losses = {}
        with tempfile.TemporaryDirectory(dir=self._work) as folder:
            for way in ('dynamic', 'static'):
                self._progress(f'quantising, {way}')
                candidate = Path(folder) / f'{way}.onnx'
                self._quantise(way, candidate)
                figures = measure_image_graph(candidate, self._references, self._graph)
                losses[way] = figures['ap_loss'] + figures['rank_loss']
            better = min(losses, key=losses.__getitem__)
            _write_small(Path(folder) / f'{better}.onnx', path)
        other = max(losses, key=losses.__getitem__)
        return {'quantisation': better, f'loss_if_{other}': float(f'{losses[other]:.1e}')}

    def _quantise(self, way: str, target: Path) -> None:
        if way == 'dynamic':
            quantise_dynamic(self._single, target)
        else:
            pictures = [item for item in self._references.usual if item.is_picture]
            feeds = [item.feed for item in pictures or self._references.usual]
            quantise_static(self._single, target, feeds)
        write_onnx(optimise(onnx.load(target), EXTENDED), target)


def _write_small(source: Path, target: Path) -> None:
    model = onnx.load(source)
    store_exact_halves(model)
    write_onnx(model, target)
