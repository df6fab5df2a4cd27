import pytest

from vl4ad_ros.export.exporter import Description
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ClipConfig, NetworkConfig
from vl4ad_ros.model.network import SegmentationNetwork


def silent(*_args: object) -> None:
    """Show no progress."""


@pytest.fixture(scope='module')
def network() -> SegmentationNetwork:
    """As small as a network can be."""
    config = NetworkConfig(
        ClipConfig((1, 1, 1, 1), (8, 16, 24, 32), 16, 16, 2, 1),
        hidden_dim=64,
        queries=6,
        heads=2,
        encoder_layers=1,
        encoder_ffn_dim=16,
        decoder_layers=3,  # one for each level
        decoder_ffn_dim=16,
        void=True,
    )
    return random_network(config, 1)


@pytest.fixture(scope='session')
def description() -> Description:
    return Description(
        name='tiny',
        architecture='tiny',
        trained=False,
        notes='random',
        vocabulary='cityscapes',
        licence='Apache-2.0',
        training_data='none',
    )
