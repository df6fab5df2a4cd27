"""
What a decoder layer is told about its queries, as FC-CLIP and Mask2Former have it.

Each class of a picture is matched with one query. That query's class is compared by cross-entropy
over cosine logits (weight 2), its mask by binary cross-entropy (5) and dice (5) at sampled points
(arXiv 2112.01527, sections 3.3 and 4.1; the FC-CLIP code has the same). A query without a match
must say that it shows nothing:

* with a void column, as a class: its target is void, with a tenth of the weight. Its mask may be
  anything, unless `empty_mask_weight` asks for an empty one;
* without one, no class means nothing. There its mask must be empty, with a tenth of the weight of
  a mask. In Eq. 3 both come to the same: a query adds evidence for a known class only through the
  product of mask and class. A uniform class as target would not do, as a full mask would still
  add to every class.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from .matcher import Matches, match, matching_costs
from .pictures import BEYOND, IGNORED
from .points import random_points, sample_labels, sample_masks, uncertain_points
from .settings import LossSettings

MASK_STRIDE = 4


class LayerOutput(NamedTuple):
    """What a layer says of its queries, in single precision."""

    class_logits: Tensor  # (B, N, K), with void (B, N, K + 1)
    mask_logits: Tensor  # (B, N, H/4, W/4)


class Target(NamedTuple):
    """What it is to say."""

    labels: Tensor  # (B, H, W) int64 numbers of classes, IGNORED or BEYOND
    present: Tensor  # (B, K) bool, True where a picture shows the class
    masks: Tensor  # () matches of a step, the mean over all devices, at least 1


def find_present(labels: Tensor, classes: int) -> Tensor:  # (B, H, W) -> (B, K) bool
    """Tell which classes each picture shows."""
    places = labels.long() + 256 * torch.arange(len(labels), device=labels.device)[:, None, None]
    counts = torch.bincount(places.flatten(), minlength=256 * len(labels))
    return counts.view(len(labels), 256)[:, :classes] > 0


def layer_losses(
    output: LayerOutput,
    target: Target,
    void: bool,  # whether the last class logit is void's
    settings: LossSettings,
    generator: torch.Generator,
) -> Tensor:  # (3,) of classes, masks and dice, weighted
    """Match the queries of a layer and return their losses."""
    matches = _match_layer(output, target, settings, generator)
    mask_loss, dice_loss = _mask_losses(output.mask_logits, target, matches, settings, generator)
    if void:
        class_loss = _class_loss_with_void(output.class_logits, matches, settings)
        empty_weight = settings.empty_mask_weight
    else:
        class_loss = _class_loss(output.class_logits, matches)
        empty_weight = settings.no_object_weight
    if empty_weight:
        empty = _emptiness_loss(output.mask_logits, target.labels, matches, settings)
        mask_loss = mask_loss + empty_weight * empty
    return torch.stack(
        (
            settings.class_weight * class_loss,
            settings.mask_weight * mask_loss / target.masks,
            settings.dice_weight * dice_loss / target.masks,
        )
    )


@torch.no_grad()
def _match_layer(
    output: LayerOutput, target: Target, settings: LossSettings, generator: torch.Generator
) -> Matches:
    pictures, classes = target.present.shape
    points = random_points(pictures, settings.points, generator)
    everything = torch.arange(pictures, device=points.device)
    point_labels = sample_labels(target.labels, everything, points)
    costs = matching_costs(
        output.class_logits,
        sample_masks(output.mask_logits, points),
        point_labels,
        _weights(point_labels, settings),
        classes,
        settings,
    )
    return match(costs, target.present)


def _class_loss_with_void(logits: Tensor, matches: Matches, settings: LossSettings) -> Tensor:
    void = logits.shape[-1] - 1
    wanted = torch.full(logits.shape[:2], void, device=logits.device)
    wanted[matches.picture, matches.query] = matches.group
    weights = torch.ones(void + 1, device=logits.device)
    weights[void] = settings.no_object_weight
    return functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), weights)


def _class_loss(logits: Tensor, matches: Matches) -> Tensor:
    matched = logits[matches.picture, matches.query]
    total = functional.cross_entropy(matched, matches.group, reduction='sum')
    return total / max(len(matched), 1)


def _mask_losses(
    mask_logits: Tensor,
    target: Target,
    matches: Matches,
    settings: LossSettings,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor]:  # sums over the matches
    masks = mask_logits[matches.picture, matches.query]  # (M, h, w)
    with torch.no_grad():
        points = uncertain_points(
            masks, settings.points, settings.oversampling, settings.importance, generator
        )
        point_labels = sample_labels(target.labels, matches.picture, points)
        weights = _weights(point_labels, settings)
        inside = (point_labels == matches.group[:, None]).float()
    logits = sample_masks(masks[:, None], points)[:, 0]  # (M, P)
    crosses = functional.binary_cross_entropy_with_logits(logits, inside, reduction='none')
    mask_loss = (crosses * weights).sum(-1) / weights.sum(-1).clamp(min=1)
    shares = logits.sigmoid() * weights
    overlap = (shares * inside).sum(-1)
    dice_loss = 1 - (2 * overlap + 1) / (shares.sum(-1) + inside.sum(-1) + 1)
    return mask_loss.sum(), dice_loss.sum()


def _emptiness_loss(
    mask_logits: Tensor, labels: Tensor, matches: Matches, settings: LossSettings
) -> Tensor:  # sum over the queries without a match
    centre = MASK_STRIDE // 2
    weights = _weights(labels[:, centre::MASK_STRIDE, centre::MASK_STRIDE], settings)
    crosses = (functional.softplus(mask_logits) * weights[:, None]).sum((-1, -2))
    per_query = crosses / weights.sum((-1, -2)).clamp(min=1)[:, None]  # (B, N)
    unmatched = torch.ones_like(per_query)
    unmatched[matches.picture, matches.query] = 0
    return (per_query * unmatched).sum()


def _weights(labels: Tensor, settings: LossSettings) -> Tensor:  # 1 where a label counts, else 0
    """Leave out what lies beyond the picture, and pixels of no class unless they are outside."""
    counts = labels != BEYOND
    if settings.ignored_pixels == 'skip':
        counts = counts & (labels != IGNORED)
    return counts.float()
