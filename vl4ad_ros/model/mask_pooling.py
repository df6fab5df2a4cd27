"""The mean of features under a mask."""

import torch
from torch import Tensor


def mask_pooling(
    features: Tensor,  # (B, C, h, w)
    mask_logits: Tensor,  # (B, N, h, w)
) -> Tensor:  # (B, N, C)
    """Average the features where a mask's logit is positive; an empty mask gives zeros."""
    inside = (mask_logits > 0).to(features.dtype).flatten(2)
    count = inside.sum(-1, keepdim=True).clamp(min=1)  # survives an optimiser, unlike + 1e-8
    return torch.bmm(inside, features.flatten(2).transpose(1, 2)) / count
