import torch

from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ARCHITECTURES


def test_same_seed_same_weights() -> None:
    config = ARCHITECTURES['demo']
    torch.manual_seed(7)
    before = torch.get_rng_state()
    first, second, other = (random_network(config, seed).state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)
    assert torch.equal(torch.get_rng_state(), before)  # nobody else's randomness is touched


def test_weights_are_exact_in_half_precision() -> None:
    for parameter in random_network(ARCHITECTURES['demo'], 0).parameters():
        assert torch.equal(parameter.half().float(), parameter)
