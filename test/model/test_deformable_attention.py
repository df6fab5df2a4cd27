import math

import pytest
import torch

from vl4ad_ros.model.deformable_attention import LEVELS, DeformableAttention

DIM, HEADS, POINTS = 8, 2, 3
SHAPES = [(2, 3), (4, 6), (8, 12)]
PIXELS = sum(h * w for h, w in SHAPES)


@pytest.fixture
def attention(randomise):
    return randomise(DeformableAttention(DIM, HEADS, POINTS))


def bilinear(picture, x, y):  # (C, h, w), a place in pixels, whose centres lie at .5
    _, height, width = picture.shape
    x, y = x - 0.5, y - 0.5
    total = torch.zeros(picture.shape[0])
    for row in (math.floor(y), math.floor(y) + 1):
        for column in (math.floor(x), math.floor(x) + 1):
            if 0 <= row < height and 0 <= column < width:
                share = (1 - abs(x - column)) * (1 - abs(y - row))
                total += share * picture[:, row, column]
    return total


def by_the_book(module, query, reference, value):
    """Follow Deformable DETR's equation 3, one sampled place after the other."""
    values = module.value_proj(value[0]).reshape(PIXELS, HEADS, -1)
    offsets = module.sampling_offsets(query[0]).reshape(PIXELS, HEADS, LEVELS, POINTS, 2)
    weights = module.attention_weights(query[0]).reshape(PIXELS, HEADS, -1).softmax(-1)
    weights = weights.reshape(PIXELS, HEADS, LEVELS, POINTS)
    out = torch.zeros(PIXELS, HEADS, DIM // HEADS)
    for index in torch.cartesian_prod(
        torch.arange(PIXELS), torch.arange(HEADS), torch.arange(LEVELS), torch.arange(POINTS)
    ):
        pixel, head, level, point = index.tolist()
        height, width = SHAPES[level]
        start = sum(h * w for h, w in SHAPES[:level])
        picture = values[start : start + height * width, head].T.reshape(-1, height, width)
        dx, dy = offsets[pixel, head, level, point].tolist()
        x, y = reference[pixel, 0].item() * width + dx, reference[pixel, 1].item() * height + dy
        out[pixel, head] += weights[pixel, head, level, point] * bilinear(picture, x, y)
    return module.output_proj(out.reshape(1, PIXELS, DIM))


def test_equals_the_equation(attention):
    torch.manual_seed(5)
    query, value = torch.randn(1, PIXELS, DIM), torch.randn(1, PIXELS, DIM)
    reference = torch.rand(PIXELS, 2)
    with torch.inference_mode():
        expected = by_the_book(attention, query, reference, value)
        ours = attention(query, reference, value, SHAPES)
    torch.testing.assert_close(ours, expected, rtol=1e-4, atol=1e-5)


def test_heads_start_looking_into_all_directions():
    module = DeformableAttention(64, 4, 2)
    offsets = module.sampling_offsets.bias.reshape(4, LEVELS, 2, 2)
    expected = torch.tensor([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    torch.testing.assert_close(offsets[:, 1, 0], expected, rtol=0, atol=1e-6)
    torch.testing.assert_close(offsets[:, 2, 1], 2 * expected, rtol=0, atol=1e-6)
