"""Mask embeddings against texts: Eqs. 1 and 2, and FC-CLIP's second classifier."""

# torch leaves unflatten untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

MAX_LOGIT_SCALE = 100.0


def initial_logit_scale() -> nn.Parameter:
    """Return the logarithm of 1 / 0.07, where CLIP's training starts."""
    return nn.Parameter(torch.tensor(math.log(1 / 0.07)))


def softmax_temperature(logit_scale: Tensor) -> Tensor:  # () -> ()
    """Turn a learned logit scale into the T of Eq. 1."""
    return 1 / logit_scale.exp().clamp(max=MAX_LOGIT_SCALE)


def average_templates(
    features: Tensor,  # (concepts * T, D), a concept's templates one after the other
    templates: int,  # T
) -> Tensor:  # (concepts, D), unit length
    """Join what the text tower says of a concept in several sentences."""
    rows = functional.normalize(features, dim=-1).unflatten(0, (-1, templates)).mean(1)
    return functional.normalize(rows, dim=-1)


def group_concepts(
    rows: Tensor,  # (concepts, D)
    counts: Sequence[int],  # concepts of each group, in order
) -> tuple[Tensor, Tensor]:  # (G, L, D), zero where padded, and (G, L) bool
    """Put the concepts of each group into a row of their own."""
    groups = rows.split(list(counts))
    concepts = pad_sequence(groups, batch_first=True)
    lengths = torch.tensor(counts, device=rows.device)
    mask = torch.arange(concepts.shape[1], device=rows.device) < lengths[:, None]
    return concepts, mask


def group_cosines(
    embeddings: Tensor,  # (B, N, D), of any length
    concepts: Tensor,  # (G, L, D), unit length
    concept_mask: Tensor,  # (G, L) bool, True where a concept stands
) -> Tensor:  # (B, N, G)
    """Compare embeddings with groups of concepts: Eq. 2, the best concept speaks for a group."""
    cosines = torch.einsum('bnd,gld->bngl', functional.normalize(embeddings, dim=-1), concepts)
    return cosines.masked_fill(~concept_mask, -torch.inf).amax(-1)


def class_logits(
    embeddings: Tensor,  # (B, N, D), of any length
    concepts: Tensor,  # (G, L, D), unit length
    concept_mask: Tensor,  # (G, L) bool
    temperature: Tensor,  # ()
    void_embedding: Tensor | None,  # (D,), of any length
) -> Tensor:  # (B, N, G [+ 1]), void last where there is one
    """Return the logits of Eq. 1's softmax."""
    cosines = group_cosines(embeddings, concepts, concept_mask)
    if void_embedding is not None:
        void = functional.normalize(void_embedding, dim=-1)[None, None]
        mask = torch.ones_like(void[..., 0], dtype=torch.bool)
        cosines = torch.cat((cosines, group_cosines(embeddings, void, mask)), dim=-1)
    return cosines / temperature


def ensemble_probabilities(
    decoder_logits: Tensor,  # (B, N, G), void left out
    clip_logits: Tensor,  # (B, N, G), void left out
    void_probability: Tensor | float,  # (B, N, 1), or 0 where there is no void column
    seen: Tensor,  # (G,) bool, True where the decoder was trained on a concept of the group
    alpha: float = 0.4,  # share of the frozen CLIP in groups that were seen
    beta: float = 0.8,  # the same in groups that were not
) -> Tensor:  # (B, N, G), without void
    """
    Join both classifiers by a geometric mean, as FC-CLIP does (arXiv 2308.02487, section 3.3).

    The decoder knows what it was trained on, the frozen CLIP knows the rest.
    """
    share = torch.where(seen, alpha, beta)
    joined = (1 - share) * decoder_logits.log_softmax(-1) + share * clip_logits.log_softmax(-1)
    return joined.softmax(-1) * (1 - void_probability)
