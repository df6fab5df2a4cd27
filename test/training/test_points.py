import pytest
import torch

from vl4ad_ros.training.points import (
    random_points,
    sample_labels,
    sample_masks,
    uncertain_points,
)


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(3)


def slow_bilinear(mask, x, y):
    """Interpolate between the centres of pixels; the outermost pixels go on to the border."""
    height, width = mask.shape
    x = min(max(x * width - 0.5, 0), width - 1)
    y = min(max(y * height - 0.5, 0), height - 1)
    value = 0.0
    for row in (int(y // 1), int(y // 1) + 1):
        for column in (int(x // 1), int(x // 1) + 1):
            if 0 <= row < height and 0 <= column < width:
                weight = (1 - abs(x - column)) * (1 - abs(y - row))
                value += weight * float(mask[row, column])
    return value


def test_masks_are_read_between_their_pixels(generator):
    masks = torch.randn(2, 3, 4, 5, generator=generator)
    points = random_points(2, 6, generator)
    sampled = sample_masks(masks, points)
    assert sampled.shape == (2, 3, 6)
    for b in range(2):
        for n in range(3):
            for p, (x, y) in enumerate(points[b].tolist()):
                expected = slow_bilinear(masks[b, n], x, y)
                assert sampled[b, n, p] == pytest.approx(expected, abs=1e-5)


def test_labels_are_read_at_the_pixel_that_holds_the_point():
    labels = torch.arange(24).reshape(2, 3, 4)
    points = torch.tensor(
        [[[0.0, 0.0], [0.26, 0.0], [0.99, 0.99]], [[0.0, 0.34], [1.0, 1.0], [0.5, 0.5]]]
    )
    read = sample_labels(labels, torch.tensor([1, 0]), points)
    assert read.tolist() == [[12, 13, 23], [4, 11, 6]]


def test_most_points_lie_where_the_mask_is_undecided(generator):
    ramp = torch.linspace(-8, 8, 64).repeat(1, 32, 1)  # zero in the middle
    points = uncertain_points(ramp, 400, 3.0, 0.75, generator)
    assert points.shape == (1, 400, 2)
    distance = (points[0, :, 0] - 0.5).abs()
    assert distance[:300].max() < 0.2  # the 300 nearest to zero of 1200 drawn evenly
    assert distance[300:].max() > 0.4
    evenly = uncertain_points(ramp, 400, 3.0, 0.0, generator)
    assert (evenly[0, :, 0] - 0.5).abs().mean() == pytest.approx(0.25, abs=0.03)


def test_no_masks_have_no_points(generator):
    assert uncertain_points(torch.zeros(0, 8, 8), 10, 3.0, 0.75, generator).shape == (0, 10, 2)
