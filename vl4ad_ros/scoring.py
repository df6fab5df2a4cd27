"""
The anomaly score of VL4AD (arXiv 2409.17330) in numpy.

It is the reference of the scoring inside the image graph. The same words hold in both: evidence
is the sum over the mask queries of mask probability times class probability.
"""

import numpy as np
from scipy.special import expit

from .ensemble import Ensemble
from .structures import BoolArray, FloatArray, GroupEmbeddings, Int32Array


def class_probabilities(
    mask_embeddings: FloatArray,  # (N, D), of any length
    text: GroupEmbeddings,  # of G groups
    void_embedding: FloatArray | None = None,  # (D,), of any length
    temperature: float | None = None,  # in place of the text's, for the frozen CLIP
) -> FloatArray:  # (N, G), with void (N, G + 1), void last
    """
    Classify mask queries: softmax over the groups of cosine / T (Eq. 1).

    The cosine of a group is the largest of its concepts' (Eq. 2). OOD prompts are columns like
    any other, and so is the learned void of FC-CLIP. A group without concepts has probability 0.
    """
    queries = _unit_length(mask_embeddings)
    cosines = np.einsum('nd,gld->ngl', queries, text.concepts)
    temperature = text.temperature if temperature is None else temperature
    logits = np.where(text.concept_mask, cosines / temperature, -np.inf).max(axis=2)
    if void_embedding is not None:
        void = queries @ _unit_length(void_embedding) / temperature
        logits = np.concatenate([logits, void[:, None]], axis=1)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: FloatArray = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


def joined_probabilities(
    decoder: FloatArray,  # (N, G), with void (N, G + 1), void last
    clip: FloatArray,  # (N, G), without void
    text: GroupEmbeddings,
    ensemble: Ensemble,
) -> FloatArray:  # (N, G), without void
    """Join both classifiers by FC-CLIP's geometric mean; void keeps its probability."""
    groups = clip.shape[1]
    known_share = decoder[:, :groups].sum(axis=1, keepdims=True)
    share = np.where(ensemble.seen(text.texts), ensemble.alpha, ensemble.beta)
    joined = (decoder[:, :groups] / known_share) ** (1 - share) * clip**share
    probabilities: FloatArray = joined / joined.sum(axis=1, keepdims=True) * known_share
    return probabilities


def group_evidence(
    mask_logits: FloatArray,  # (N, h, w)
    probabilities: FloatArray,  # (N, G)
) -> FloatArray:  # (G, h, w), >= 0; a sum over queries, so it can exceed 1
    """Return for each group and pixel the sum over queries of s_ihw * c_ik, as in Eq. 3."""
    evidence: FloatArray = np.einsum('nhw,ng->ghw', expit(mask_logits), probabilities)
    return evidence


def anomaly_score(
    mask_logits: FloatArray,  # (N, h, w)
    probabilities: FloatArray,  # (N, G), with void (N, G + 1)
    known: BoolArray,  # (G,)
    families: Int32Array | None = None,  # (G,) equal for groups that are added up; None: no two
) -> FloatArray:  # (h, w) in [0, 1]
    """
    Return clip(1 + u, 0, 1) with u = -max of the evidence over the families (Eq. 3).

    A family is a known group by itself, or several ones that are added up.

    Where nothing is known everything is anomalous: the score is 1.
    """
    probabilities = probabilities[:, : known.size][:, known]
    if families is not None:
        probabilities = add_up(probabilities, families[known])
    evidence = group_evidence(mask_logits, probabilities)
    score: FloatArray = np.clip(1 - evidence.max(axis=0, initial=0), 0, 1)
    return score


def add_up(
    probabilities: FloatArray,  # (N, K)
    families: Int32Array,  # (K,)
) -> FloatArray:  # (N, K)
    """Return for each group the probability of its family."""
    alike = (families[:, None] == families).astype(probabilities.dtype)
    added: FloatArray = probabilities @ alike
    return added


def votes_against_known(
    mask_logits: FloatArray,  # (N, h, w)
    probabilities: FloatArray,  # (N, G), with void (N, G + 1)
    known: BoolArray,  # (G,)
) -> FloatArray:  # (h, w) in [0, N]
    """Return the sum over queries of mask times probability of no known group: see votes.py."""
    unknown = unknown_probability(probabilities, known)
    votes: FloatArray = np.einsum('nhw,n->hw', expit(mask_logits), unknown)
    return votes


def unknown_probability(
    probabilities: FloatArray,  # (N, G), with void (N, G + 1)
    known: BoolArray,  # (G,)
) -> FloatArray:  # (N,)
    """Return the probability of no known group: of void and of the OOD prompts."""
    unknown: FloatArray = 1 - probabilities[:, : known.size][:, known].sum(axis=1)
    return unknown


def winning_group(
    mask_logits: FloatArray,  # (N, h, w)
    probabilities: FloatArray,  # (N, G), with void (N, G + 1)
    groups: int,  # G
) -> Int32Array:  # (h, w)
    """Return the index of the group with the most evidence, OOD prompts included, void not."""
    evidence = group_evidence(mask_logits, probabilities[:, :groups])
    label: Int32Array = evidence.argmax(axis=0).astype(np.int32)
    return label


def strongest_query(
    mask_logits: FloatArray,  # (N, h, w)
    probabilities: FloatArray,  # (N, G), with void (N, G + 1)
    groups: int,  # G
) -> Int32Array:  # (h, w)
    """Return the mask query with the largest mask times the probability of its best group."""
    best = probabilities[:, :groups].max(axis=1)
    query: Int32Array = (expit(mask_logits) * best[:, None, None]).argmax(axis=0).astype(np.int32)
    return query


def _unit_length(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: FloatArray = vectors / np.maximum(lengths, 1e-12)
    return unit
