import torch

from vl4ad_ros.encoder.rounding import to_bytes, to_halves


def test_bytes_are_near_and_stay_what_they_are():
    torch.manual_seed(0)
    weight = torch.randn(50, 70) * torch.logspace(-6, 3, 50)[:, None]
    weight[7] = 0
    rounded = to_bytes(weight)
    steps = weight.abs().amax(1, keepdim=True) / 127
    assert ((rounded - weight).abs() <= 0.51 * steps).all()
    assert torch.equal(to_bytes(rounded), rounded)
    levels = [row.unique().numel() for row in rounded]
    assert max(levels) <= 255


def test_halves_are_near_and_exact():
    weight = torch.randn(100)
    rounded = to_halves(weight)
    torch.testing.assert_close(rounded, weight, rtol=1e-3, atol=1e-6)
    assert torch.equal(rounded.half().float(), rounded)
