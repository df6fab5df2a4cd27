"""Eqs. 1 to 3 in torch, as part of the image graph; scoring.py is their reference."""

from torch import Tensor


def group_evidence(
    mask_logits: Tensor,  # (B, N, h, w)
    probabilities: Tensor,  # (B, N, G)
) -> Tensor:  # (B, G, h, w), >= 0
    """Return for each group and pixel the sum over queries of s_ihw * c_ik, as in Eq. 3."""
    batch, _, height, width = mask_logits.shape
    evidence = probabilities.mT @ mask_logits.sigmoid().flatten(2)  # (B, G, h * w)
    return evidence.reshape(batch, -1, height, width)


def strongest_query(
    mask_logits: Tensor,  # (B, N, h, w)
    probabilities: Tensor,  # (B, N, G)
) -> Tensor:  # (B, h, w) int32
    """Return the mask query with the largest mask times the probability of its best group."""
    best = probabilities.amax(dim=-1)[..., None, None]
    return (mask_logits.sigmoid() * best).argmax(dim=1).int()


def anomaly_score(
    evidence: Tensor,  # (B, G, h, w)
    known: Tensor,  # (G,) bool, False for OOD prompts
    families: Tensor | None,  # (G,) int32, equal for groups that are added up; None: no two are
) -> Tensor:  # (B, h, w) in [0, 1]
    """Return how little of a known group, or family, there is at each pixel (Eq. 3)."""
    if families is not None:
        added = ((families[:, None] == families) & known).float()  # (G, G)
        evidence = (added @ evidence.flatten(2)).reshape(evidence.shape)
    certain = evidence.where(known[:, None, None], 0).amax(dim=1)
    return (1 - certain).clamp(0, 1)


def votes_against_known(
    mask_logits: Tensor,  # (B, N, h, w)
    probabilities: Tensor,  # (B, N, G)
    known: Tensor,  # (G,) bool
) -> Tensor:  # (B, h, w) in [0, N]
    """Return the sum over queries of mask times probability of no known group."""
    unknown = 1 - probabilities.where(known, 0).sum(dim=-1, keepdim=True)  # (B, N, 1)
    batch, _, height, width = mask_logits.shape
    votes = unknown.mT @ mask_logits.sigmoid().flatten(2)  # (B, 1, h * w)
    return votes.reshape(batch, height, width)


def winning_group(evidence: Tensor) -> Tensor:  # (B, G, h, w) -> (B, h, w) int32
    """Return the group with the most evidence, OOD prompts included."""
    return evidence.argmax(dim=1).int()
