"""What the network in torch says of a case, and what numpy makes of its mask queries."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..baselines import BASELINES
from ..engine.signature import image_feed
from ..errors import ExportError
from ..scoring import (
    anomaly_score,
    class_probabilities,
    group_evidence,
    joined_probabilities,
    strongest_query,
    votes_against_known,
)
from ..structures import FloatArray, Int32Array
from .image_graph import Findings, ImageGraph
from .proof_cases import PICTURE, Case

MASK_FEATURES = 'sem_seg_head.pixel_decoder.mask_features'


@dataclass(frozen=True, eq=False)
class Reference:
    """A case and what is right."""

    case: Case
    feed: dict[str, Any]  # the inputs of the graph, by their names
    score: FloatArray  # (B, h, w), by torch
    label: Int32Array  # (B, h, w), by torch
    score_numpy: FloatArray  # (B, h, w), by scoring.py from torch's mask queries
    baselines_numpy: FloatArray  # (B, S, h, w), by baselines.py from the same
    query_numpy: Int32Array  # (B, h, w), by scoring.py from the same
    votes_numpy: FloatArray  # (B, h, w), likewise

    @property
    def is_picture(self) -> bool:
        """Whether the image is real."""
        return self.case.name.startswith(PICTURE)


@dataclass(frozen=True)
class References:
    """All cases, and one in which each mask is empty or covers everything."""

    usual: tuple[Reference, ...]
    flat_masks: Reference


def compute_references(graph: ImageGraph, cases: Sequence[Case]) -> References:
    """
    Run the network in torch; this takes longer than everything else in a proof.

    Raises ExportError when the network itself is broken.
    """
    usual = tuple(_compute(graph, case) for case in cases)
    with _flat_masks(graph):
        return References(usual, _compute(graph, cases[0]))


@contextmanager
def _flat_masks(graph: ImageGraph) -> Iterator[None]:
    """
    Let mask features not depend on the image, which gives each query one mask logit everywhere.

    The weights are put aside, not copied: the network may be large.
    """
    weight = graph.network.get_parameter(f'{MASK_FEATURES}.weight')
    kept = weight.data
    weight.data = torch.zeros_like(kept)
    try:
        yield
    finally:
        weight.data = kept


def _compute(graph: ImageGraph, case: Case) -> Reference:
    feed = image_feed(case.images, case.text, graph.ensemble, graph.families)
    with torch.inference_mode():
        findings = _find(graph, torch.from_numpy(case.images))
        tensors = {name: torch.from_numpy(x) for name, x in feed.items() if name != 'image'}
        score, label, *_ = graph.score(findings, **tensors)
    by_numpy = [_score_in_numpy(graph, findings, index, case) for index in range(len(case.images))]
    if not torch.isfinite(score).all():
        raise ExportError(
            f'the network gives scores that are no numbers ({case.name}): its weights are broken, '
            'take an earlier checkpoint'
        )
    in_numpy = map(np.stack, zip(*by_numpy, strict=True))
    return Reference(case, feed, score.numpy(), label.numpy(), *in_numpy)


def _find(graph: ImageGraph, images: Tensor) -> Findings:  # (B, H, W, 3) uint8
    """Run the network on one image after the other: several at once would need their memory."""
    masks, embeddings, clip = zip(*(graph.find(image[None]) for image in images), strict=True)
    return Findings(
        torch.cat(masks), torch.cat(embeddings), torch.cat(clip) if graph.ensemble else None
    )


def _score_in_numpy(
    graph: ImageGraph, findings: Findings, index: int, case: Case
) -> tuple[FloatArray, FloatArray, Int32Array, FloatArray]:
    """Return score (h, w), baselines (S, h, w), strongest query (h, w) and votes (h, w)."""
    void = graph.network.void_embedding
    probabilities = class_probabilities(
        _array(findings.mask_embeddings[index]),
        case.text,
        None if void is None else _array(void.weight[0]),
    )
    if graph.ensemble:
        assert findings.clip_embeddings is not None
        temperature = graph.network.clip_temperature.item()
        clip = class_probabilities(
            _array(findings.clip_embeddings[index]), case.text, temperature=temperature
        )
        probabilities = joined_probabilities(probabilities, clip, case.text, graph.ensemble)
    masks, known = _array(findings.mask_logits[index]), case.text.known
    families = case.text.families if graph.families else None
    score = anomaly_score(masks, probabilities, known, families)
    evidence = group_evidence(masks, probabilities[:, : known.size])[known]
    others = [BASELINES[name](evidence) for name in graph.baselines]
    query = strongest_query(masks, probabilities, known.size)
    votes = votes_against_known(masks, probabilities, known)
    return score, np.array(others, np.float32).reshape(-1, *score.shape), query, votes


def _array(tensor: Tensor) -> FloatArray:
    array: FloatArray = tensor.detach().numpy()
    return array
