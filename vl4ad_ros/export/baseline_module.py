"""The scores of others in torch, for a graph that is to give them; see baselines.py."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

Score = Callable[[Tensor, Tensor], Tensor]  # evidence (B, G, h, w), known (G,) -> (B, h, w)


def baseline_maps(
    evidence: Tensor,  # (B, G, h, w), >= 0
    known: Tensor,  # (G,) bool
    names: Sequence[str],  # S of them, as in baselines.py
) -> Tensor:  # (B, S, h, w) float32, higher is more anomalous
    """Return the named scores; groups that are not known have no part in them."""
    known_evidence = evidence.where(known[:, None, None], 0)
    return torch.stack([_SCORES[name](known_evidence, known) for name in names], dim=1)


def _max_softmax(evidence: Tensor, known: Tensor) -> Tensor:
    return 1 - _shares(evidence, known).amax(dim=1)


def _max_logit(evidence: Tensor, known: Tensor) -> Tensor:
    return -evidence.amax(dim=1)


def _entropy(evidence: Tensor, known: Tensor) -> Tensor:
    shares = _shares(evidence, known)
    entropy = -(shares * shares.clamp(min=1e-30).log()).sum(dim=1)
    return entropy / known.sum().clamp(min=2).float().log()


def _rejected_by_all(evidence: Tensor, known: Tensor) -> Tensor:
    return -evidence.tanh().sum(dim=1)


def _shares(evidence: Tensor, known: Tensor) -> Tensor:  # (B, G, h, w)
    """Return the evidence as probabilities; where there is none, all are equal."""
    total = evidence.sum(dim=1, keepdim=True)
    equal = known.float() / known.sum().clamp(min=1)
    return torch.where(total > 0, evidence / total.clamp(min=1e-30), equal[:, None, None])


_SCORES: Mapping[str, Score] = {
    'MSP': _max_softmax,
    'max logit': _max_logit,
    'entropy': _entropy,
    'RbA': _rejected_by_all,
}
