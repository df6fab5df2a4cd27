"""What goes in and out of the graphs of a bundle; export and engine both hold to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..ensemble import Ensemble
from ..errors import BundleError
from ..structures import GroupEmbeddings, UInt8Array


@dataclass(frozen=True)
class TensorSpec:
    """A tensor of a graph as ONNX Runtime describes it."""

    name: str
    dtype: str
    rank: int


IMAGE_INPUTS = (
    TensorSpec('image', 'tensor(uint8)', 4),  # (B, H, W, 3) RGB
    TensorSpec('concepts', 'tensor(float)', 3),  # (G, L, D), unit length, zero where padded
    TensorSpec('concept_mask', 'tensor(bool)', 2),  # (G, L)
    TensorSpec('known', 'tensor(bool)', 1),  # (G,)
    TensorSpec('temperature', 'tensor(float)', 0),  # ()
)
FAMILIES = TensorSpec('families', 'tensor(int32)', 1)  # (G,) equal in groups that are added up
SEEN = TensorSpec('seen', 'tensor(bool)', 1)  # (G,), of bundles with FC-CLIP's ensemble alone
IMAGE_OUTPUTS = (
    TensorSpec('anomaly', 'tensor(float)', 3),  # (B, h, w) in [0, 1]
    TensorSpec('label', 'tensor(int32)', 3),  # (B, h, w)
)
BASELINES = TensorSpec('baselines', 'tensor(float)', 4)  # (B, S, h, w), where exported so
QUERY = TensorSpec('query', 'tensor(int32)', 3)  # (B, h, w), where exported so
VOTES = TensorSpec('votes', 'tensor(float)', 3)  # (B, h, w), where exported so
TEXT_INPUTS = (TensorSpec('tokens', 'tensor(int64)', 2),)  # (B, context), zero after a text
TEXT_OUTPUTS = (TensorSpec('features', 'tensor(float)', 2),)  # (B, D), not normalised


def image_inputs(ensemble: Ensemble | None, families: bool) -> tuple[TensorSpec, ...]:
    """Return the inputs of an image graph, with FC-CLIP's second classifier or without."""
    others = [item for item, there in ((FAMILIES, families), (SEEN, ensemble)) if there]
    return (*IMAGE_INPUTS, *others)


def image_feed(
    images: UInt8Array,  # (B, H, W, 3) RGB
    text: GroupEmbeddings,
    ensemble: Ensemble | None,
    families: bool,
) -> dict[str, Any]:
    """Return the inputs of an image graph by their names."""
    feed: dict[str, Any] = {
        'image': images,
        'concepts': text.concepts,
        'concept_mask': text.concept_mask,
        'known': text.known,
        'temperature': np.array(text.temperature, np.float32),
    }
    if families:
        feed[FAMILIES.name] = text.families
    if ensemble:
        feed[SEEN.name] = ensemble.seen(text.texts)
    return feed


def image_outputs(
    baselines: Sequence[str], with_query: bool, with_votes: bool
) -> tuple[TensorSpec, ...]:
    """Return the outputs of an image graph, with each of those that not all have or without."""
    others = (BASELINES, baselines), (QUERY, with_query), (VOTES, with_votes)
    return (*IMAGE_OUTPUTS, *(item for item, there in others if there))


def check_signature(
    source: str,
    found: list[Any],  # descriptions of tensors by ONNX Runtime
    expected: tuple[TensorSpec, ...],
) -> None:
    """Raise BundleError unless a graph's tensors are those of the contract."""
    tensors = {item.name: TensorSpec(item.name, item.type, len(item.shape)) for item in found}
    wanted = {item.name: item for item in expected}
    for name in sorted(wanted.keys() | tensors.keys()):
        if wanted.get(name) != tensors.get(name):
            raise BundleError(
                f'{source}: expected {_describe(wanted.get(name), name)}, '
                f'found {_describe(tensors.get(name), name)}: export the bundle again'
            )


def _describe(tensor: TensorSpec | None, name: str) -> str:
    return f'{name} as {tensor.dtype} of rank {tensor.rank}' if tensor else f'no {name}'
