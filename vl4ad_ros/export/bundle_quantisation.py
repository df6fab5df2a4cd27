"""From a bundle in single precision to one in eight bits: pictures are needed, no checkpoint."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import onnxruntime

from ..bundle import IMAGE_GRAPH, MANIFEST, Bundle, file_digest, load_bundle
from ..engine.engine import Engine
from ..engine.text_encoder import TextEncoder
from ..errors import ExportError
from ..manifest import dump_manifest
from ..paths import cache_directory
from ..structures import GroupEmbeddings, UInt8Array
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.reader import read_vocabulary
from .agreement import ap_loss, rank_correlation
from .onnx_export import store_exact_halves, widen_halves
from .onnx_writer import write_onnx
from .optimisation import EXTENDED, optimise
from .proof import TOLERANCES
from .proof_cases import read_pictures
from .quantisation import QUANTISATIONS, quantise
from .writer import bundle_folder

# Called with the network before and after; returns what the bundle should say of both, or raises.
Check = Callable[[Engine, Engine, GroupEmbeddings], Mapping[str, Any]]


def quantise_bundle(
    bundle: Bundle,
    way: str,  # one of QUANTISATIONS
    pictures: Path,  # a folder of them, such as the robot will see
    out: Path,
    check: Check | None,
    progress: Callable[[str], None],  # called with what comes next
) -> Bundle:
    """
    Write a bundle whose image graph computes in eight bits, on the CPU.

    Raises ExportError, and leaves nothing behind, when the bundle is not in single precision, when
    its scores on the pictures are too different, and when the check finds it too bad.
    """
    if bundle.manifest.precision != 'fp32':
        raise ExportError(
            f'{bundle.path} is in {bundle.manifest.precision}: quantise the bundle in fp32 that '
            'it was exported beside'
        )
    images = read_pictures(pictures, bundle.manifest.input_size_hw)
    progress('embedding the vocabulary')
    text = embed_vocabulary(
        read_vocabulary(bundle.vocabulary_file()),
        TextEncoder(bundle),
        bundle.manifest.temperature,
        cache_directory(),
    )
    engine = Engine(bundle, 'cpu')
    with bundle_folder(out) as folder:
        for name in bundle.manifest.files:
            if not name.startswith(IMAGE_GRAPH):
                shutil.copyfile(bundle.path / name, folder / name)
        progress(f'quantising, {way}')
        feeds = [engine.feed(image, text) for image in images]
        _write_graph(bundle.path / IMAGE_GRAPH, folder / IMAGE_GRAPH, way, feeds)
        written = _describe(bundle, folder, out.resolve().name)
        progress('comparing')
        after = Engine(written, 'cpu')
        proof: dict[str, Any] = {'quantised_from': bundle.model_id, 'quantisation': way}
        proof |= _agreement(engine, after, text, images)
        proof |= check(engine, after, text) if check else {}
        manifest = replace(written.manifest, proof=proof)
        (folder / MANIFEST).write_text(dump_manifest(manifest), encoding='utf-8')
        load_bundle(folder)
    return load_bundle(out)


def _write_graph(source: Path, target: Path, way: str, feeds: Sequence[Mapping[str, Any]]) -> None:
    with TemporaryDirectory(dir=target.parent.parent) as work:
        single, rough = Path(work) / 'single.onnx', Path(work) / 'rough.onnx'
        model = onnx.load(source)
        widen_halves(model)
        write_onnx(model, single)
        quantise(way, single, rough, feeds)
        optimised = optimise(onnx.load(rough), EXTENDED)
        store_exact_halves(optimised)
        write_onnx(optimised, target)


def _describe(bundle: Bundle, folder: Path, name: str) -> Bundle:
    files = {file.name: file_digest(file) for file in sorted(folder.iterdir())}
    manifest = replace(
        bundle.manifest,
        name=name,
        precision='int8',
        onnxruntime_version=onnxruntime.__version__,
        files=files,
        figures={},  # were measured of another network
    )
    return Bundle(folder, manifest)


def _agreement(
    before: Engine, after: Engine, text: GroupEmbeddings, images: Sequence[UInt8Array]
) -> dict[str, float]:
    """Return how far scores are from what they were, on the worst picture."""
    limits = TOLERANCES['int8']
    figures = {'score_mean_abs': 0.0, 'ap_loss': 0.0, 'rank_loss': 0.0}
    for image in images:
        reference, found = (one.infer(image, text).score.ravel() for one in (before, after))
        here = {
            'score_mean_abs': float(np.abs(found - reference).mean()),
            'ap_loss': ap_loss(found, reference),
            'rank_loss': 1 - rank_correlation(found, reference),
        }
        figures = {name: float(np.maximum(figures[name], here[name])) for name in figures}
    for name, limit in (
        ('score_mean_abs', limits['score_mean_abs_torch']),
        ('ap_loss', limits['ap_loss']),
    ):
        if not figures[name] <= limit:  # NaN is too much as well
            raise ExportError(
                f'{name} is {figures[name]:.2g} on the pictures, more than {limit:g}: choose a '
                f'--way that quantises less, of {", ".join(QUANTISATIONS)}'
            )
    return {name: float(f'{value:.1e}') for name, value in figures.items()}
