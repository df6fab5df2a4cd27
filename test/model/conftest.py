import pytest
import torch

from vl4ad_ros.model.config import ClipConfig, NetworkConfig
from vl4ad_ros.model.network import SegmentationNetwork

torch.set_num_threads(1)  # more of them cost time on networks this small


@pytest.fixture(scope='session')
def config():
    """Small, and no two sizes the same."""
    clip = ClipConfig(
        depths=(1, 2, 1, 1),
        dims=(8, 12, 16, 20),
        embed_dim=24,
        text_width=16,
        text_heads=2,
        text_layers=2,
        vocab_size=100,
    )
    return NetworkConfig(
        clip,
        hidden_dim=64,
        queries=7,
        heads=4,
        points=3,
        encoder_layers=2,
        encoder_ffn_dim=40,
        decoder_layers=4,
        decoder_ffn_dim=48,
    )


@pytest.fixture(scope='session')
def randomise():
    """Give each parameter a value that matters, also those that start at zero or one."""

    def randomise(module):
        torch.manual_seed(0)
        with torch.no_grad():
            for parameter in module.parameters():
                scale = 0.3 if parameter.dim() < 2 else parameter[0].numel() ** -0.5
                parameter.normal_(std=scale)
        return module.eval()

    return randomise


@pytest.fixture(scope='session')
def network(config, randomise):
    return randomise(SegmentationNetwork(config))
