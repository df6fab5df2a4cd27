"""Bundles with random weights, for the engine alone: they have no text tower and no proof."""

import copy
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from ..bench.texts import random_text
from ..bundle import IMAGE_GRAPH, MANIFEST, TEXT_GRAPH, TOKENIZER, file_digest
from ..export.image_graph import MASK_STRIDE, ImageGraph, export_image_graph
from ..export.onnx_export import OPSET
from ..export.onnx_writer import write_onnx
from ..export.optimisation import BASIC, EXTENDED, optimise
from ..export.quantisation import quantise_dynamic, quantise_static
from ..export.random_weights import random_network
from ..manifest import Manifest, Normalisation, dump_manifest
from ..model.config import ARCHITECTURES
from ..structures import UInt8Array

FP32, FP16, INT8, INT8_STATIC = 'fp32', 'fp16', 'int8', 'int8_static'
ONNX_WAYS = (FP32, FP16, INT8, INT8_STATIC)
_CALIBRATION_CONCEPTS = 20


class RandomBundles:
    """Writes the graph of an architecture in several precisions, traced no more than needed."""

    def __init__(self, architecture: str, size_hw: tuple[int, int], work: Path) -> None:
        self._architecture = architecture
        self._work = work
        network = random_network(ARCHITECTURES[architecture], seed=0)
        self._graph = ImageGraph(network, size_hw).eval().requires_grad_(False)

    def write(
        self,
        way: str,  # one of ONNX_WAYS
        images: Sequence[UInt8Array],  # for the ranges of int8_static
        progress: Callable[[str], None],
    ) -> Path:
        """Return the folder of a bundle."""
        folder = self._work / f'{self._architecture}_{way}'
        folder.mkdir()
        target = folder / IMAGE_GRAPH
        progress(f'{self._architecture}: exporting {way}')
        if way == FP16:
            half = ImageGraph(copy.deepcopy(self._graph.network).half(), self._graph.size_hw)
            write_onnx(export_image_graph(half.eval()), target)
        elif way == FP32:
            write_onnx(onnx.load(self._single()), target)
        else:
            rough = self._work / 'rough.onnx'
            if way == INT8:
                quantise_dynamic(self._single(), rough)
            else:
                quantise_static(self._single(), rough, [self._feed(image) for image in images])
            write_onnx(optimise(onnx.load(rough), EXTENDED), target)
        self._describe(folder, way)
        return folder

    def _single(self) -> Path:
        path = self._work / 'single.onnx'
        if not path.exists():
            write_onnx(optimise(export_image_graph(self._graph), BASIC), path)
        return path

    def _feed(self, image: UInt8Array) -> dict[str, object]:
        text = random_text(self._graph.network.config.clip.embed_dim, _CALIBRATION_CONCEPTS)
        return {
            'image': image[None],
            'concepts': text.concepts,
            'concept_mask': text.concept_mask,
            'known': text.known,
            'temperature': np.array(text.temperature, np.float32),
        }

    def _describe(self, folder: Path, way: str) -> None:
        config = self._graph.network.config
        # The engine reads none of the text tower; what a bundle must list is there, and small.
        (folder / TEXT_GRAPH).write_bytes((folder / IMAGE_GRAPH).read_bytes())
        (folder / TOKENIZER).write_text('{}', encoding='utf-8')
        manifest = Manifest(
            name=folder.name,
            trained=False,
            notes='Random weights, for measuring time alone.',
            architecture=self._architecture,
            input_size_hw=self._graph.size_hw,
            mask_stride=MASK_STRIDE,
            normalisation=Normalisation(config.pixel_mean, config.pixel_std),
            temperature=round(self._graph.network.temperature.item(), 6),
            void=config.void,
            precision=way.partition('_')[0],
            default_vocabulary='cityscapes',
            licence='Apache-2.0',
            training_data='none',
            opset=OPSET,
            onnxruntime_version=onnxruntime.__version__,
            files={file.name: file_digest(file) for file in sorted(folder.iterdir())},
        )
        (folder / MANIFEST).write_text(dump_manifest(manifest), encoding='utf-8')
