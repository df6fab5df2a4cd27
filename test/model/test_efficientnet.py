import pytest
import torch

from vl4ad_ros.model.config import LITES, LiteConfig
from vl4ad_ros.model.efficientnet import LiteTower, LiteTrunk

TINY = LiteConfig((2, 3, 4, 5, 6, 7, 8), (1, 2, 1, 1, 1, 1, 1), last_dim=9, embed_dim=4)


@pytest.mark.parametrize('name', LITES)
def test_features_have_the_strides_and_channels_that_the_decoder_expects(name):
    config = LITES[name]
    with torch.device('meta'):
        features = LiteTrunk(config)(torch.empty(1, 3, 96, 64))
    shapes = [tuple(x.shape) for x in features]
    strides = (4, 8, 16, 32)
    assert shapes == [
        (1, dim, 96 // s, 64 // s) for dim, s in zip(config.dims, strides, strict=True)
    ]


def test_training_mode_changes_nothing(randomise):
    trunk = randomise(LiteTrunk(TINY))
    image = torch.randn(2, 3, 64, 64)
    before = trunk(image).res5
    assert torch.equal(trunk.train()(image).res5, before)
    assert list(trunk.buffers()) == []


def test_the_projection_has_no_offset(randomise):
    tower = randomise(LiteTower(TINY))
    pooled = torch.randn(5, TINY.last_dim)
    torch.testing.assert_close(tower.project(2 * pooled), 2 * tower.project(pooled))
    assert tower.project(pooled).shape == (5, TINY.embed_dim)
