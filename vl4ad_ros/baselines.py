"""
Other anomaly scores from the same masks, and VL4AD without each of its parts.

A mask network gives, for N mask queries, masks and what they show. Scores that were defined for
networks with one logit per pixel and class are given here the sum over the queries of mask
probability times class probability, as RbA (arXiv 2211.14293) has it. All are higher where a
pixel is more anomalous; their ranges differ, which rank figures ignore.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from .scoring import anomaly_score, group_evidence
from .structures import BoolArray, FloatArray
from .vocabulary.vocabulary import Vocabulary

Score = Callable[[FloatArray], FloatArray]  # known evidence (K, h, w) -> score (h, w)


def max_softmax(
    evidence: FloatArray,  # (K, h, w) of the known groups, >= 0
) -> FloatArray:  # (h, w) in [0, 1]
    """
    Return one minus the largest class probability (MSP, Hendrycks and Gimpel, arXiv 1610.02136).

    The evidence is divided by its sum: it is made of probabilities already.
    """
    score: FloatArray = 1 - _shares(evidence).max(axis=0)
    return score


def max_logit(
    evidence: FloatArray,  # (K, h, w)
) -> FloatArray:  # (h, w) <= 0
    """Return the negated largest evidence (Hendrycks et al., arXiv 1911.11132)."""
    score: FloatArray = -evidence.max(axis=0)
    return score


def entropy(
    evidence: FloatArray,  # (K, h, w)
) -> FloatArray:  # (h, w) in [0, 1]
    """Return the entropy of the class probabilities over its maximum (Chan et al., 2012.06575)."""
    shares = _shares(evidence)
    logarithms = np.log(np.maximum(shares, 1e-30))
    score: FloatArray = -(shares * logarithms).sum(axis=0) / np.log(max(len(evidence), 2))
    return score


def rejected_by_all(
    evidence: FloatArray,  # (K, h, w)
) -> FloatArray:  # (h, w) <= 0
    """Return how little any class claims a pixel (RbA, Nayal et al., arXiv 2211.14293)."""
    score: FloatArray = -np.tanh(evidence).sum(axis=0)
    return score


BASELINES: Mapping[str, Score] = {
    'MSP': max_softmax,
    'max logit': max_logit,
    'entropy': entropy,
    'RbA': rejected_by_all,
}


def baseline_scores(
    mask_logits: FloatArray,  # (N, h, w)
    probabilities: FloatArray,  # (N, G), with void (N, G + 1), of scoring.class_probabilities
    known: BoolArray,  # (G,)
) -> dict[str, FloatArray]:  # name -> (h, w)
    """Return VL4AD's own score and those of the baselines for one image."""
    evidence = group_evidence(mask_logits, probabilities[:, : known.size])[known]
    own = anomaly_score(mask_logits, probabilities, known)
    return {'VL4AD': own, **{name: score(evidence) for name, score in BASELINES.items()}}


def without_parts(vocabulary: Vocabulary) -> dict[str, Vocabulary]:
    """
    Return the vocabulary without each of VL4AD's parts that it has.

    Without ensembling (Eq. 2) a class is its first concept; without merging no classes are
    joined or added up; without OOD prompts only known classes compete.
    """
    first = replace(
        vocabulary,
        classes=tuple(replace(known, concepts=known.concepts[:1]) for known in vocabulary.classes),
    )
    parts = {
        'without concept ensembling': first,
        'without class merging': replace(vocabulary, super_classes=(), families=()),
        'without OOD prompts': replace(vocabulary, ood_prompts=()),
        'without all three': replace(first, super_classes=(), families=(), ood_prompts=()),
    }
    return {name: other for name, other in parts.items() if other.digest != vocabulary.digest}


def _shares(evidence: FloatArray) -> FloatArray:  # (K, h, w)
    """Return the evidence as probabilities; where there is none, all are equal."""
    total = evidence.sum(axis=0)
    shares: FloatArray = np.where(
        total > 0, evidence / np.maximum(total, 1e-30), 1 / len(evidence)
    )
    return shares
