"""The mean of features under a mask."""

import torch
from torch import Tensor


def mask_pooling(
    features: Tensor,  # (B, C, h, w)
    mask_logits: Tensor,  # (B, N, h, w)
) -> Tensor:  # (B, N, C)
    """
    Average the features where a mask's logit is positive; an empty mask gives zeros.

    Sums and counts are in single precision: half precision cannot count the pixels of a mask.
    """
    inside = (mask_logits > 0).float().flatten(2)
    count = inside.sum(-1, keepdim=True).clamp(min=1)  # survives an optimiser, unlike + 1e-8
    total = torch.bmm(inside, features.float().flatten(2).transpose(1, 2))
    return (total / count).to(features.dtype)
