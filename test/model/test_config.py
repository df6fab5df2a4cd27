import open_clip
import pytest

from vl4ad_ros.model.config import CLIPS

CONVNEXTS = [name for name in open_clip.list_models() if name.startswith('convnext_')]


def test_every_convnext_of_open_clip_is_there():
    assert set(CLIPS) == set(CONVNEXTS)


@pytest.mark.parametrize('name', CLIPS)
def test_sizes_are_those_of_open_clip(name):
    theirs, ours = open_clip.get_model_config(name), CLIPS[name]
    text, vision = theirs['text_cfg'], theirs['vision_cfg']
    assert ours.embed_dim == theirs['embed_dim']
    assert ours.head == vision['timm_proj']
    assert (ours.text_width, ours.text_heads, ours.text_layers) == (
        text['width'], text['heads'], text['layers'],
    )  # fmt: skip
    assert (ours.context_length, ours.vocab_size) == (text['context_length'], text['vocab_size'])
