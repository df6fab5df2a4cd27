"""The sentence encoder against torch's own transformer layers, with random weights."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from vl4ad_ros.model.config import LiteConfig, SentenceConfig
from vl4ad_ros.model.sentence_tower import Dictionary, SentenceTower, SentenceTransformer

CONFIG = SentenceConfig(
    width=16, heads=2, layers=3, ffn_dim=24, vocab_size=50, max_length=12, norm_eps=1e-5
)
LITE = LiteConfig((2,) * 7, (1,) * 7, text=CONFIG, embed_dim=5, entries=9, key_dim=6)
TEXTS = torch.tensor([[1, 7, 8, 2, 0, 0], [1, 9, 2, 0, 0, 0], [1, 3, 4, 5, 6, 2]])


@pytest.fixture(scope='module')
def transformer(randomise):
    return randomise(SentenceTransformer(CONFIG))


def their_layer(block):
    layer = nn.TransformerEncoderLayer(
        CONFIG.width,
        CONFIG.heads,
        CONFIG.ffn_dim,
        activation='gelu',
        layer_norm_eps=CONFIG.norm_eps,
        batch_first=True,
    )
    parts = {
        'self_attn': block.attn,
        'norm1': block.attn_norm,
        'linear1': block.mlp.c_fc,
        'linear2': block.mlp.c_proj,
        'norm2': block.mlp_norm,
    }
    layer.load_state_dict(
        {
            f'{name}.{key}': x
            for name, part in parts.items()
            for key, x in part.state_dict().items()
        }
    )
    return layer.eval()


def test_layers_equal_torchs(transformer):
    padding = TEXTS == 0
    positions = torch.arange(TEXTS.shape[1])
    with torch.no_grad():
        x = transformer.token_embedding(TEXTS) + transformer.positional_embedding(positions)
        x = transformer.norm(x)
        for block in transformer.blocks:
            x = their_layer(block)(x, src_key_padding_mask=padding)
        means = torch.stack([row[~gone].mean(0) for row, gone in zip(x, padding, strict=True)])
        expected = functional.normalize(means, dim=-1)
        torch.testing.assert_close(transformer(TEXTS), expected, rtol=1e-4, atol=1e-5)


def test_padding_says_nothing(transformer):
    with torch.no_grad():
        longer = functional.pad(TEXTS, (0, 6))
        torch.testing.assert_close(transformer(longer), transformer(TEXTS))
        torch.testing.assert_close(transformer(TEXTS[1:2, :3]), transformer(TEXTS)[1:2])


def test_a_text_that_is_an_entry_has_its_place(randomise):
    dictionary = randomise(Dictionary(LITE))
    sentences = torch.randn(LITE.entries, CONFIG.width)
    with torch.no_grad():
        keys = functional.normalize(dictionary.query(sentences), dim=-1)
        dictionary.keys.copy_(keys)
        dictionary.sharpness.fill_(1e4)
        torch.testing.assert_close(dictionary(sentences), dictionary.values)


def test_a_text_between_two_entries_lies_between_their_places(randomise):
    dictionary = randomise(Dictionary(LITE))
    with torch.no_grad():
        dictionary.query.weight.copy_(torch.eye(6, 16))
        dictionary.query.bias.zero_()
        dictionary.keys.copy_(-torch.eye(6)[0].expand(9, 6))
        dictionary.keys[:2] = torch.eye(6)[:2]
        dictionary.sharpness.fill_(100.0)
        between = dictionary(torch.eye(16)[:2].sum(0, keepdim=True))
        torch.testing.assert_close(between, dictionary.values[:2].mean(0, keepdim=True))


def test_the_tower_looks_up_what_the_transformer_says(randomise):
    tower = randomise(SentenceTower(LITE))
    with torch.no_grad():
        assert tower(TEXTS).shape == (3, 5)
        assert torch.equal(tower(TEXTS), tower.dictionary(tower.transformer(TEXTS)))
