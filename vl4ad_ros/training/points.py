"""Places at which masks are compared: a few thousand instead of all pixels (Mask2Former, 3.3)."""

import torch
from torch import Tensor
from torch.nn import functional


def random_points(
    count: int,
    points: int,
    generator: torch.Generator,
) -> Tensor:  # (count, points, 2), x and y in 0..1
    """Draw places evenly."""
    return torch.rand(count, points, 2, generator=generator, device=generator.device)


def uncertain_points(
    mask_logits: Tensor,  # (M, h, w)
    points: int,
    oversampling: float,
    importance: float,
    generator: torch.Generator,
) -> Tensor:  # (M, points, 2), x and y in 0..1
    """
    Draw most places where a mask is undecided, as PointRend does (arXiv 1912.08193).

    Of `oversampling` times as many random places the share `importance` are those with the
    logits nearest to zero; the others are drawn anew.
    """
    count = mask_logits.shape[0]
    candidates = random_points(count, int(points * oversampling), generator)
    certainty = sample_masks(mask_logits[:, None], candidates)[:, 0].abs()  # (M, candidates)
    chosen = certainty.topk(int(points * importance), dim=1, largest=False).indices
    undecided = candidates.gather(1, chosen[..., None].expand(-1, -1, 2))
    others = random_points(count, points - undecided.shape[1], generator)
    return torch.cat((undecided, others), dim=1)


def sample_masks(
    masks: Tensor,  # (B, N, h, w)
    points: Tensor,  # (B, P, 2), x and y in 0..1
) -> Tensor:  # (B, N, P)
    """Read masks between their pixels; the outermost ones reach to the border."""
    grid = 2 * points[:, :, None] - 1
    sampled = functional.grid_sample(
        masks, grid, mode='bilinear', padding_mode='border', align_corners=False
    )
    return sampled[..., 0]


def sample_labels(
    labels: Tensor,  # (B, H, W) numbers of classes
    picture: Tensor,  # (M,) which of the labels
    points: Tensor,  # (M, P, 2), x and y in 0..1
) -> Tensor:  # (M, P)
    """Read labels at the nearest pixel: between two classes there is no third."""
    height, width = labels.shape[1:]
    x = (points[..., 0] * width).long().clamp(max=width - 1)
    y = (points[..., 1] * height).long().clamp(max=height - 1)
    return labels[picture[:, None], y, x]
