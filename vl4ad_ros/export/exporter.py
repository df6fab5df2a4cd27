"""From a network to a proved bundle."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import onnxruntime

from ..bundle import (
    BUNDLED,
    IMAGE_GRAPH,
    LARGEST_PX,
    MANIFEST,
    NETWORK_STRIDE,
    TEXT_GRAPH,
    TOKENIZER,
    VOCABULARY,
    Bundle,
    file_digest,
    load_bundle,
    nearest_size,
)
from ..engine.text_encoder import TextEncoder
from ..ensemble import Ensemble
from ..errors import ExportError
from ..manifest import Manifest, Normalisation, dump_manifest
from ..model.network import SegmentationNetwork
from ..opening import Opening
from ..paths import find_vocabulary
from ..structures import UInt8Array
from ..vocabulary.cache import save_embeddings
from ..vocabulary.embedding import embed_concepts, embed_vocabulary
from ..vocabulary.reader import read_vocabulary
from ..vocabulary.vocabulary import Vocabulary
from ..votes import Votes
from .deform_conv import DEFORM_CONV_OPSET, raise_opset
from .exact_bytes import store_exact_bytes
from .image_graph import MASK_STRIDE, ImageGraph
from .network_tokenizer import build_network_tokenizer
from .onnx_export import OPSET, store_exact_halves
from .onnx_writer import write_onnx
from .optimisation import BASIC, optimise
from .precision import ImageGraphWriter
from .proof import prove_bundle
from .proof_cases import Case, make_cases, read_pictures
from .reference import compute_references
from .text_graph import export_text_graph
from .writer import bundle_folder


@dataclass(frozen=True)
class Description:
    """What a bundle says of its network besides what its graphs are."""

    name: str
    architecture: str
    trained: bool
    notes: str
    vocabulary: str | Path  # by default: a shipped one by its name, or a file to be copied
    licence: str
    training_data: str
    votes: Votes | None = None  # that weigh the scores, after the graph
    opening: Opening | None = None  # of the scores, after that


@dataclass(frozen=True)
class GraphOptions:
    """What a graph can do besides being the network's."""

    size_hw: tuple[int, int] | None  # None: any multiples of 32
    ensemble: Ensemble | None = None  # FC-CLIP's second classifier; None: VL4AD's Eq. 1 alone
    baselines: tuple[str, ...] = ()  # scores of others to give as well, as in baselines.py
    with_query: bool = False  # whether to give the strongest query of each pixel as well
    deform_conv: bool = False  # faster; for a fixed size, and ONNX Runtime 1.25 or newer
    resizable: bool = False  # any multiples of 32, and that size unless another is asked for

    @property
    def opset(self) -> int:
        """That of both graphs."""
        return DEFORM_CONV_OPSET if self.deform_conv else OPSET

    @property
    def fixed_hw(self) -> tuple[int, int] | None:
        """The only size that the image graph takes; None: any multiples of 32."""
        return None if self.resizable else self.size_hw


def export_bundle(
    network: SegmentationNetwork,
    description: Description,
    size_hw: tuple[int, int] | None,  # None: any multiples of 32
    out: Path,
    progress: Callable[[str], None],  # called with what comes next
) -> Bundle:
    """Write one bundle in single precision; see export_bundles."""
    outs = {'fp32': out}
    (bundle,) = export_bundles(network, description, GraphOptions(size_hw), outs, None, progress)
    return bundle


def export_bundles(
    network: SegmentationNetwork,
    description: Description,
    options: GraphOptions,
    outs: Mapping[str, Path],  # the folder of each precision's bundle
    pictures: Path | None,  # a folder of them, for the proof and for the ranges in eight bits
    progress: Callable[[str], None],  # called with what comes next
    embed: bool = False,  # whether bundles bring the embeddings of their vocabulary
) -> tuple[Bundle, ...]:
    """
    Write bundles and prove them. Raises ExportError, and then leaves nothing behind, when the
    network cannot be exported or its graphs do not say what it says.

    A bundle has one precision: a robot gets no file that it does not use. Text graph and
    tokenizer are the same in all, so that embeddings are computed once for all of them.
    """
    _check_size(options)
    graph = ImageGraph(
        network,
        options.fixed_hw,
        options.ensemble,
        options.baselines,
        options.with_query,
        with_votes=description.votes is not None,
    ).eval()
    images = read_pictures(pictures, options.size_hw)
    with ExitStack() as stack:
        folders = {
            precision: stack.enter_context(bundle_folder(out)) for precision, out in outs.items()
        }
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        progress('tracing the text graph')
        first, *others = folders.values()
        _write_text_side(network, description, first, options.deform_conv)
        if embed:
            progress('embedding the vocabulary')
            _write_embeddings(graph, description, first)
        for folder in others:
            shutil.copytree(first, folder, dirs_exist_ok=True)
        progress('running the network in torch')
        references = compute_references(graph, _make_cases(graph, description, first, images))
        writer = ImageGraphWriter(graph, references, work, progress, options.deform_conv)
        for precision, folder in folders.items():
            facts = writer.write(precision, folder / IMAGE_GRAPH)
            progress(f'proving {precision} against torch')
            named = replace(description, name=outs[precision].resolve().name)
            manifest = replace(
                _describe(graph, named, folder, precision, options.opset),
                input_size_hw=options.size_hw,
                resizable=options.resizable,
            )
            proof = prove_bundle(Bundle(folder, manifest), references, graph)
            text = dump_manifest(replace(manifest, proof={**proof, **facts}))
            (folder / MANIFEST).write_text(text, encoding='utf-8')
            load_bundle(folder)
    return tuple(load_bundle(out) for out in outs.values())


def _check_size(options: GraphOptions) -> None:
    if options.deform_conv and options.fixed_hw is None:
        raise ExportError('DeformConv needs a fixed size: give --size HEIGHTxWIDTH alone')
    size_hw = options.size_hw
    if options.resizable and (size_hw is None or nearest_size(size_hw) != size_hw):
        raise ExportError(
            '--resizable needs a size to begin with: give --size HEIGHTxWIDTH in multiples of '
            f'{NETWORK_STRIDE} up to {LARGEST_PX}'
        )


def _write_text_side(
    network: SegmentationNetwork, description: Description, folder: Path, deform_conv: bool
) -> None:
    model = optimise(export_text_graph(network.clip, network.config.clip.context_length), BASIC)
    if deform_conv:  # a bundle tells one opset
        raise_opset(model)
    store_exact_bytes(model)
    store_exact_halves(model)
    write_onnx(model, folder / TEXT_GRAPH)
    tokenizer = build_network_tokenizer(network.config.clip)
    (folder / TOKENIZER).write_text(tokenizer, encoding='utf-8')
    if isinstance(description.vocabulary, Path):
        shutil.copyfile(description.vocabulary, folder / VOCABULARY)


def _write_embeddings(graph: ImageGraph, description: Description, folder: Path) -> None:
    vocabulary = _vocabulary(description)
    encoder = TextEncoder(Bundle(folder, _describe(graph, description, folder, 'fp32')))
    concepts = vocabulary.concepts
    rows = embed_concepts(concepts, vocabulary.templates, encoder)
    with (folder / encoder.embeddings_file(vocabulary.templates)).open('wb') as file:
        save_embeddings(file, dict(zip(concepts, rows, strict=True)))


def _vocabulary(description: Description) -> Vocabulary:
    path = description.vocabulary
    return read_vocabulary(path if isinstance(path, Path) else find_vocabulary(path))


def _make_cases(
    graph: ImageGraph, description: Description, folder: Path, images: Sequence[UInt8Array]
) -> tuple[Case, ...]:
    """Real pictures are tried with real words: with random ones a network sees nothing."""
    words = None
    if images:
        vocabulary = _vocabulary(description)
        encoder = TextEncoder(Bundle(folder, _describe(graph, description, folder, 'fp32')))
        one_template = replace(vocabulary, templates=vocabulary.templates[:1])
        words = embed_vocabulary(one_template, encoder, graph.network.temperature.item())
    trained = graph.ensemble.trained_concepts if graph.ensemble else ()
    dim = graph.network.config.clip.embed_dim
    return make_cases(graph.size_hw, dim, images, words, trained)


def _describe(
    graph: ImageGraph,
    description: Description,
    folder: Path,
    precision: str,
    opset: int = OPSET,
) -> Manifest:
    config = graph.network.config
    words = dict(vars(description))
    vocabulary = words.pop('vocabulary')
    return Manifest(
        **words,
        default_vocabulary=BUNDLED if isinstance(vocabulary, Path) else vocabulary,
        input_size_hw=graph.size_hw,
        mask_stride=MASK_STRIDE,
        normalisation=Normalisation(config.pixel_mean, config.pixel_std),
        temperature=round(graph.network.temperature.item(), 6),
        void=config.void,
        ensemble=graph.ensemble,
        precision=precision,
        baselines=graph.baselines,
        query=graph.with_query,
        families=graph.families,
        opset=opset,
        onnxruntime_version=onnxruntime.__version__,
        files={file.name: file_digest(file) for file in sorted(folder.iterdir())},
    )
