"""Multi-head attention with the tensor names of torch.nn.MultiheadAttention."""
# torch leaves the call of a module and unflatten untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

import torch
from torch import Tensor, nn
from torch.nn import functional


class MultiHeadAttention(nn.Module):
    """
    Scaled dot-product attention, batch first.

    torch's own module takes another path in evaluation mode, which ONNX cannot hold, and wants
    the mask repeated for each head; the tensors are the same.
    """

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * dim, dim))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * dim))
        self.out_proj = nn.Linear(dim, dim)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.xavier_uniform_(self.out_proj.weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(
        self,
        query: Tensor,  # (B, Q, dim)
        key: Tensor,  # (B, K, dim)
        value: Tensor,  # (B, K, dim)
        allowed: Tensor | None = None,  # (B, 1, Q, K) bool, True where a query may look
        causal: bool = False,  # a query sees the keys up to its own place
    ) -> Tensor:  # (B, Q, dim)
        """Attend from each query to the keys it is allowed to see."""
        weights = self.in_proj_weight.chunk(3)
        biases = self.in_proj_bias.chunk(3)
        query, key, value = (
            self._split(functional.linear(part, weight, bias))
            for part, weight, bias in zip((query, key, value), weights, biases, strict=True)
        )  # (B, heads, Q or K, dim / heads) each
        attended = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=allowed, is_causal=causal
        )
        return self.out_proj(attended.transpose(1, 2).flatten(2))

    def _split(self, projected: Tensor) -> Tensor:
        return projected.unflatten(-1, (self.heads, -1)).transpose(1, 2)
