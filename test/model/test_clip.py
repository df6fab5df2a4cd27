"""The image and text towers against open_clip's and timm's own, with random weights."""

import open_clip
import pytest
import timm
import torch

from vl4ad_ros.model.config import CLIPS, ClipConfig
from vl4ad_ros.model.convnext import ConvNextTrunk
from vl4ad_ros.model.network import Clip
from vl4ad_ros.model.text_tower import TextTower

TIMM_NAMES = {name.split('_')[1] for name in CLIPS}


@pytest.mark.parametrize('size', sorted(TIMM_NAMES))
def test_trunk_sizes_are_those_of_timm(size):
    with torch.device('meta'):
        theirs = timm.create_model(f'convnext_{size}', num_classes=0).state_dict()
    for name, config in CLIPS.items():
        if name.split('_')[1] == size:
            with torch.device('meta'):
                ours = ConvNextTrunk(config).state_dict()
            assert {k: v.shape for k, v in ours.items()} == {k: v.shape for k, v in theirs.items()}


@pytest.mark.parametrize('size', ['tiny', 'xxlarge'])
def test_trunk_equals_timm(size, randomise):
    depths, dims, eps = (1, 2, 1, 1), (8, 16, 24, 32), CLIPS[f'convnext_{size}'].norm_eps
    theirs = timm.create_model(f'convnext_{size}', num_classes=0, depths=depths, dims=dims)
    ours = ConvNextTrunk(ClipConfig(depths, dims, 8, 8, 1, 1, norm_eps=eps))
    ours.load_state_dict(randomise(theirs).state_dict())
    image = 1e-3 * torch.randn(2, 3, 96, 64)  # so faint that eps matters
    with torch.inference_mode():
        dense = theirs.forward_features(image)
        torch.testing.assert_close(ours(image).res5, dense, rtol=1e-4, atol=1e-5)
        pooled = ours.head(ours(image).res5.mean((2, 3)))
        torch.testing.assert_close(pooled, theirs.forward_head(dense), rtol=1e-4, atol=1e-5)


@pytest.fixture(scope='module', params=['linear', 'mlp'])
def towers(request, randomise):
    """Return open_clip's CLIP and ours, with the same random weights."""
    tiny = CLIPS['convnext_tiny']
    theirs = open_clip.CLIP(
        embed_dim=16,
        vision_cfg={
            'timm_model_name': 'convnext_tiny', 'timm_model_pretrained': False, 'timm_pool': '',
            'timm_proj': request.param, 'image_size': 64,
        },
        text_cfg={'vocab_size': 200, 'width': 32, 'heads': 4, 'layers': 3},
    )  # fmt: skip
    config = ClipConfig(tiny.depths, tiny.dims, 16, 32, 4, 3, head=request.param, vocab_size=200)
    ours = Clip(config)
    ours.load_state_dict(randomise(theirs).state_dict())
    return theirs, ours.eval()


def test_image_embedding_equals_open_clip(towers):
    theirs, ours = towers
    image = torch.randn(2, 3, 64, 96)
    with torch.inference_mode():
        embedded = ours.visual.project(ours.visual.trunk(image).res5.mean((2, 3)))
        torch.testing.assert_close(embedded, theirs.encode_image(image), rtol=1e-4, atol=1e-5)


def tokens(lengths):
    """Make texts of random tokens, each with an end token and zeros after it."""
    texts = torch.randint(1, 198, (len(lengths), 77))
    for text, length in zip(texts, lengths, strict=True):
        text[0], text[length - 1], text[length:] = 198, 199, 0
    return texts


def test_text_equals_open_clip(towers):
    theirs, ours = towers
    texts = tokens([2, 5, 40, 77])
    with torch.inference_mode():
        torch.testing.assert_close(ours(texts), theirs.encode_text(texts), rtol=1e-4, atol=1e-5)


def test_a_text_may_be_cut_after_its_end(towers):
    _, ours = towers
    texts = tokens([2, 9])
    with torch.inference_mode():
        torch.testing.assert_close(ours(texts[:, :9]), ours(texts), rtol=1e-4, atol=1e-5)


def test_the_text_tower_stands_alone(towers):
    _, clip = towers
    alone = TextTower(ClipConfig((1, 1, 1, 1), (8, 8, 8, 8), 16, 32, 4, 3, vocab_size=200))
    alone.load_state_dict({k: v for k, v in clip.state_dict().items() if k in alone.state_dict()})
    texts = tokens([3])
    with torch.inference_mode():
        assert torch.equal(alone(texts), clip(texts))
