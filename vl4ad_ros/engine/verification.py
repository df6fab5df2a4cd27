"""Every check of a bundle that can be made without torch."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from ..bundle import MANIFEST, load_bundle
from ..errors import BundleError
from ..structures import AnomalyMaps, FloatArray, GroupEmbeddings
from ..vocabulary.embedding import embed_concepts, embed_vocabulary
from ..vocabulary.reader import read_vocabulary
from ..vocabulary.vocabulary import ConceptClass, Vocabulary
from .engine import Engine
from .text_encoder import TextEncoder

_IMAGE_HW = (270, 480)  # of the random image
_COMPARED = 10  # embeddings of those that a bundle brings
_LEAST_COSINE = 0.999  # of two that are one; those of other words are far below
_WORDS = Vocabulary(
    name='verification',
    classes=(ConceptClass('road', ('road', 'street')), ConceptClass('car', ('car',))),
    super_classes=(),
    ood_prompts=(ConceptClass('obstacle', ('obstacle', 'lost cargo')),),
    templates=('a photo of a {}.',),
)


def verify_bundle(path: Path) -> Iterator[tuple[str, str]]:  # what was checked, what was found
    """
    Check a bundle step by step.

    Raises BundleError, VocabularyError or EngineError at the first damage.
    """
    bundle = load_bundle(path)
    manifest = bundle.manifest
    yield MANIFEST, f'format {manifest.format_version}, all keys known and of the right type'
    yield 'files', f'{len(manifest.files)}, each with the SHA-256 that the manifest states'
    yield 'graphs', f'opset {manifest.opset}, no foreign operators, no data outside the bundle'
    encoder = TextEncoder(bundle)
    engine = Engine(bundle, 'cpu')
    yield 'sessions', 'both graphs load, with the names, types and ranks of the contract'
    if encoder.dim != engine.dim:
        raise BundleError(
            f'{path}: the text graph gives vectors of {encoder.dim} numbers, the image graph '
            f'takes {engine.dim}: the graphs are of two networks, export the bundle again'
        )
    own = read_vocabulary(bundle.vocabulary_file())
    yield 'vocabulary', f'{own.name}, {len(own.groups)} groups, where no other is asked for'
    if brought := encoder.recall(own.templates):
        _check_embeddings(path, brought, own, encoder)
        yield 'embeddings', f'{len(brought)} concepts, as the text graph has them'
    text = embed_vocabulary(_WORDS, encoder, manifest.temperature)
    yield 'text', f'{int(text.concept_mask.sum())} concepts to unit vectors of {encoder.dim}'
    image = np.random.default_rng(0).integers(0, 256, (*_IMAGE_HW, 3), dtype=np.uint8)
    maps = engine.infer(image, text)
    _check_maps(path, maps, text)
    height, width = maps.score.shape
    yield (
        'image',
        f'maps of {height}x{width}, scores {maps.score.min():.2f}..{maps.score.max():.2f}',
    )


def _check_embeddings(
    path: Path, brought: Mapping[str, FloatArray], own: Vocabulary, encoder: TextEncoder
) -> None:
    """Compute some of the embeddings that a bundle brings, and compare."""
    chosen = list(brought)[:: max(1, len(brought) // _COMPARED)]
    computed = embed_concepts(chosen, own.templates, encoder)
    for concept, row in zip(chosen, computed, strict=True):
        if brought[concept] @ row < _LEAST_COSINE:
            raise BundleError(
                f'{path}: the embedding of {concept!r} is not what the text graph gives: '
                'export the bundle again'
            )


def _check_maps(path: Path, maps: AnomalyMaps, text: GroupEmbeddings) -> None:
    scores_fit = bool(((maps.score >= 0) & (maps.score <= 1)).all())  # False for NaN
    labels_fit = bool(((maps.label >= 0) & (maps.label < len(text.names))).all())
    if not (scores_fit and labels_fit):
        raise BundleError(
            f'{path}: the image graph gives scores outside 0..1 or groups that do not exist: '
            'export the bundle again'
        )
