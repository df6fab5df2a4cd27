"""From a network to a proved bundle."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import onnx
import onnxruntime

from ..bundle import IMAGE_GRAPH, MANIFEST, TEXT_GRAPH, TOKENIZER, Bundle, file_digest, load_bundle
from ..manifest import Manifest, Normalisation, dump_manifest
from ..model.network import SegmentationNetwork
from .image_graph import MASK_STRIDE, ImageGraph, export_image_graph
from .onnx_export import OPSET
from .proof import prove_bundle
from .text_graph import export_text_graph
from .tokenizer import build_tokenizer
from .writer import bundle_folder


@dataclass(frozen=True)
class Description:
    """What a bundle says of its network in words."""

    name: str
    architecture: str
    trained: bool
    notes: str
    default_vocabulary: str
    licence: str
    training_data: str


def export_bundle(
    network: SegmentationNetwork,
    description: Description,
    size_hw: tuple[int, int] | None,  # None: any multiples of 32
    out: Path,
    progress: Callable[[str], None],  # called with what comes next
) -> Bundle:
    """
    Write a bundle and prove it. Raises ExportError, and then leaves nothing behind, when the
    network cannot be exported or its graphs do not say what it says.
    """
    graph = ImageGraph(network, size_hw).eval()
    with bundle_folder(out) as folder:
        progress(f'tracing {IMAGE_GRAPH}')
        onnx.save(export_image_graph(graph), folder / IMAGE_GRAPH)
        progress(f'tracing {TEXT_GRAPH}')
        text_model = export_text_graph(network.clip, network.config.clip.context_length)
        onnx.save(text_model, folder / TEXT_GRAPH)
        (folder / TOKENIZER).write_text(build_tokenizer(), encoding='utf-8')
        manifest = _describe(graph, description, folder)
        progress('proving the graphs against torch')
        proof = prove_bundle(Bundle(folder, manifest), graph)
        text = dump_manifest(replace(manifest, proof=proof))
        (folder / MANIFEST).write_text(text, encoding='utf-8')
        bundle = load_bundle(folder)
    return replace(bundle, path=out)


def _describe(graph: ImageGraph, description: Description, folder: Path) -> Manifest:
    config = graph.network.config
    return Manifest(
        **vars(description),
        input_size_hw=graph.size_hw,
        mask_stride=MASK_STRIDE,
        normalisation=Normalisation(config.pixel_mean, config.pixel_std),
        temperature=round(graph.network.temperature.item(), 6),
        void=config.void,
        opset=OPSET,
        onnxruntime_version=onnxruntime.__version__,
        files={file.name: file_digest(file) for file in sorted(folder.iterdir())},
    )
