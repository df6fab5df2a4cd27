"""Bundles with random weights, for the engine alone: they have no text tower and no proof."""

import copy
import hashlib
import tempfile
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import onnx
import onnxruntime
import torch
from onnx import helper

from ..bench.texts import random_text
from ..bundle import IMAGE_GRAPH, MANIFEST, TEXT_GRAPH, TOKENIZER, file_digest
from ..engine.signature import image_feed
from ..export.deform_conv import DEFORM_CONV_OPSET
from ..export.image_graph import MASK_STRIDE, ImageGraph, export_image_graph
from ..export.onnx_export import OPSET
from ..export.onnx_writer import write_onnx
from ..export.optimisation import BASIC, EXTENDED, optimise
from ..export.quantisation import DYNAMIC, MIXED, STATIC, quantise
from ..export.random_weights import random_network
from ..export.writer import bundle_folder
from ..manifest import Manifest, Normalisation, dump_manifest
from ..model.config import ARCHITECTURES
from ..structures import UInt8Array

FP32, FP16, INT8, INT8_MIXED, INT8_STATIC = 'fp32', 'fp16', 'int8', 'int8_mixed', 'int8_static'
FP32_DEFORM = 'fp32_deform'  # deformable attention by DeformConv
ONNX_WAYS = (FP32, FP32_DEFORM, FP16, INT8, INT8_MIXED, INT8_STATIC)
_EIGHT_BITS = {INT8: DYNAMIC, INT8_MIXED: MIXED, INT8_STATIC: STATIC}
_CALIBRATION_CONCEPTS = 20
_SOURCES = ('bench_torch', 'engine', 'export', 'model')  # folders of the package


class RandomBundles:
    """
    Writes the graph of an architecture in several precisions.

    Those that lie in `folder` already, from the same sources and libraries, are taken as they are:
    a large network takes minutes to export.
    """

    def __init__(self, architecture: str, size_hw: tuple[int, int], folder: Path) -> None:
        self._architecture = architecture
        self._size_hw = size_hw
        self._folder = folder
        self._version = _version()

    @cached_property
    def _graph(self) -> ImageGraph:
        network = random_network(ARCHITECTURES[self._architecture], seed=0)
        return ImageGraph(network, self._size_hw).eval().requires_grad_(False)

    def write(
        self,
        way: str,  # one of ONNX_WAYS
        images: Sequence[UInt8Array],  # for the ranges of int8_mixed and int8_static
        progress: Callable[[str], None],
    ) -> Path:
        """Return the folder of a bundle."""
        height, width = self._size_hw
        out = self._folder / f'{self._architecture}_{height}x{width}_{way}_{self._version}'
        if out.exists():
            return out
        source = self.write(FP32, (), progress) / IMAGE_GRAPH if way in _EIGHT_BITS else None
        progress(f'{self._architecture}: exporting {way}')
        with bundle_folder(out) as fresh:
            target = fresh / IMAGE_GRAPH
            if source:
                self._quantise(way, source, target, images)
            elif way == FP16:
                half = copy.deepcopy(self._graph)
                half.network.half()
                write_onnx(export_image_graph(half), target)
            else:
                model = export_image_graph(self._graph, deform_conv=way == FP32_DEFORM)
                write_onnx(optimise(model, BASIC), target)
            self._describe(fresh, out.name, way)
        return out

    def _quantise(
        self, way: str, source: Path, target: Path, images: Sequence[UInt8Array]
    ) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            rough = Path(work) / IMAGE_GRAPH
            feeds = [self._feed(image) for image in images]
            quantise(_EIGHT_BITS[way], source, rough, feeds)
            write_onnx(optimise(onnx.load(rough), EXTENDED), target)

    def _feed(self, image: UInt8Array) -> dict[str, object]:
        text = random_text(ARCHITECTURES[self._architecture].clip.embed_dim, _CALIBRATION_CONCEPTS)
        return image_feed(image[None], text, self._graph.ensemble, self._graph.families)

    def _describe(self, folder: Path, name: str, way: str) -> None:
        config = self._graph.network.config
        # The engine reads none of the text tower; what a bundle must list is there, and empty.
        empty = helper.make_graph([], 'none', [], [])
        opset = DEFORM_CONV_OPSET if way == FP32_DEFORM else OPSET
        opsets = [helper.make_opsetid('', opset)]
        onnx.save(helper.make_model(empty, opset_imports=opsets), folder / TEXT_GRAPH)
        (folder / TOKENIZER).write_text('{}', encoding='utf-8')
        manifest = Manifest(
            name=name,
            trained=False,
            notes='Random weights, for measuring time alone.',
            architecture=self._architecture,
            input_size_hw=self._size_hw,
            mask_stride=MASK_STRIDE,
            normalisation=Normalisation(config.pixel_mean, config.pixel_std),
            temperature=round(self._graph.network.temperature.item(), 6),
            void=config.void,
            families=self._graph.families,
            precision=way.partition('_')[0],
            default_vocabulary='cityscapes',
            licence='Apache-2.0',
            training_data='none',
            opset=opset,
            onnxruntime_version=onnxruntime.__version__,
            files={file.name: file_digest(file) for file in sorted(folder.iterdir())},
        )
        (folder / MANIFEST).write_text(dump_manifest(manifest), encoding='utf-8')


def _version() -> str:
    """Return the first digits of a digest of everything that makes a graph what it is."""
    digest = hashlib.sha256(f'{torch.__version__} {onnxruntime.__version__}'.encode())
    package = Path(__file__).resolve().parents[1]
    for part in _SOURCES:
        for file in sorted((package / part).glob('*.py')):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
