import pytest
import torch
from torch import nn

from vl4ad_ros.model.attention import MultiHeadAttention


@pytest.fixture
def pair(randomise):
    theirs = randomise(nn.MultiheadAttention(12, 3, batch_first=True))
    ours = MultiHeadAttention(12, 3)
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def test_masked_attention_equals_torch(pair):
    ours, theirs = pair
    query, key, value = torch.randn(2, 4, 12), torch.randn(2, 6, 12), torch.randn(2, 6, 12)
    allowed = torch.rand(2, 4, 6) < 0.5
    allowed[..., 0] = True
    expected, _ = theirs(query, key, value, attn_mask=~allowed.repeat_interleave(3, 0))
    torch.testing.assert_close(ours(query, key, value, allowed[:, None]), expected)


def test_causal_attention_equals_torch(pair):
    ours, theirs = pair
    x = torch.randn(2, 5, 12)
    later = torch.ones(5, 5, dtype=torch.bool).triu(1)
    expected, _ = theirs(x, x, x, attn_mask=later)
    torch.testing.assert_close(ours(x, x, x, causal=True), expected)
