"""Which mask query is to learn which class of a picture."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.nn import functional

from ..errors import TrainingError
from .settings import LossSettings


class Matches(NamedTuple):
    """Pairs of a query and a class, M of them."""

    picture: Tensor  # (M,)
    query: Tensor  # (M,)
    group: Tensor  # (M,) number of the class


def matching_costs(
    class_logits: Tensor,  # (B, N, K [+ 1])
    mask_logits: Tensor,  # (B, N, P) at some points
    point_labels: Tensor,  # (B, P) numbers of classes at the same points
    weights: Tensor,  # (B, P) 1 where a point counts, else 0
    classes: int,  # K
    settings: LossSettings,
) -> Tensor:  # (B, N, K)
    """
    Return what it would cost each query to learn each class: the losses that it would then have.

    The class has the negative probability in place of its cross-entropy (DETR, arXiv 2005.12872).
    """
    inside = torch.arange(classes, device=point_labels.device)[None, :, None]
    inside = (point_labels[:, None] == inside) * weights[:, None]  # (B, K, P)
    outside = weights[:, None] - inside
    counted = weights.sum(-1).clamp(min=1)[:, None, None]
    yes = functional.softplus(-mask_logits)  # cross-entropy of a point inside, (B, N, P)
    no = functional.softplus(mask_logits)
    mask_cost = (yes @ inside.mT + no @ outside.mT) / counted
    shares = mask_logits.sigmoid() * weights[:, None]
    overlap = shares @ inside.mT
    area = shares.sum(-1)[..., None] + inside.sum(-1)[:, None]
    dice_cost = 1 - (2 * overlap + 1) / (area + 1)
    class_cost = -class_logits.softmax(-1)[..., :classes]
    return (
        settings.class_weight * class_cost
        + settings.mask_weight * mask_cost
        + settings.dice_weight * dice_cost
    )


def match(
    costs: Tensor,  # (B, N, K)
    present: Tensor,  # (B, K) bool, True where a picture shows the class
) -> Matches:
    """Give each class that a picture shows a query of its own, all together at the least cost."""
    if not costs.isfinite().all():
        raise TrainingError(
            'the network gives numbers that are not finite: lower optimiser.learning_rate, or '
            'train with run.precision 32-true'
        )
    pairs = []
    for picture, (cost, shown) in enumerate(
        zip(costs.cpu().numpy(), present.cpu().numpy(), strict=True)
    ):
        groups = np.flatnonzero(shown)
        queries, columns = linear_sum_assignment(cost[:, groups])
        pairs.append(np.stack((np.full_like(queries, picture), queries, groups[columns])))
    together = torch.from_numpy(np.concatenate(pairs, axis=1)).to(costs.device)
    return Matches(*together)
