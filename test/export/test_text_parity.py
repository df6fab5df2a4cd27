# ruff: noqa: RUF001
"""Texts in a bundle against open_clip's own tokenizer and encode_text, with random weights."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch

from vl4ad_ros.bundle import Bundle, file_digest, load_bundle
from vl4ad_ros.engine.text_encoder import TextEncoder
from vl4ad_ros.export.onnx_writer import write_onnx
from vl4ad_ros.export.text_graph import export_text_graph
from vl4ad_ros.export.tokenizer import build_tokenizer
from vl4ad_ros.model.config import ClipConfig
from vl4ad_ros.model.text_tower import TextTower
from vl4ad_ros.paths import share_directory
from vl4ad_ros.vocabulary.reader import read_vocabulary

from ..conftest import UNTRAINED_BUNDLE

WIDTH, HEADS, LAYERS, DIM = 32, 4, 2, 16
PIECES = [
    'road', 'Lost Cargo', 'traffic_light', "it's", "DON'T", "'s", 'a photo of a {}.', 'x' * 90,
    '&amp;amp;', '&#x1F697;', '&lt;', '&nope;', 'schÃ¶n', 'crème', 'cre\u0300me', 'ẞ', 'İ', 'ſ',
    '<start_of_text>', '<end_of_text>', '!<end_of_text>', '_<START_OF_TEXT>', '<', '>', '!?', '_',
    '汽车', 'дорога', 'الطريق', 'सड़क', '도로', '🚗', '👨‍👩‍👧', '🇩🇪', '½', 'Ⅷ', '٣', '12345',
    '3.14', '\u200b', '\u00a0', '\u3000', '\n', '\t', '\x00', '\x85', '�', ' ', '  ', '',
]  # fmt: skip
RANGES = [(32, 127), (160, 0x24F), (0x370, 0x1100), (0x1F300, 0x1FAFF)]


def odd_texts(count: int) -> list[str]:
    """Return texts of all kinds, the same at each call."""
    rng = random.Random(4)
    texts = ['', ' ', 'word ' * 200, '!' * 300, '🚧' * 80, "'s" * 60, '<end_of_text>' * 3]
    while len(texts) < count:
        if rng.random() < 0.5:
            pieces = rng.choices(PIECES, k=rng.choice((1, 2, 4, 8, 60)))
            texts.append(rng.choice(('', ' ')).join(pieces))
        else:
            first, last = rng.choice(
                [(32, 127), (160, 0x24F), (0x370, 0x1100), (0x1F300, 0x1FAFF)]
            )
            texts.append(''.join(chr(rng.randint(first, last)) for _ in range(rng.randint(1, 40))))
    return texts


def shipped_texts() -> list[str]:
    """Return each concept of each shipped vocabulary in each of its templates."""
    files = sorted((share_directory() / 'config' / 'vocabularies').glob('*.yaml'))
    assert files
    vocabularies = [read_vocabulary(file) for file in files]
    return sorted(
        {
            template.replace('{}', concept)
            for vocabulary in vocabularies
            for group in vocabulary.groups
            for concept in group.concepts
            for template in vocabulary.templates
        }
    )


@pytest.fixture(scope='module')
def clip() -> open_clip.CLIP:
    torch.manual_seed(0)
    text = {'vocab_size': 49408, 'width': WIDTH, 'heads': HEADS, 'layers': LAYERS}
    vision = {'layers': 1, 'width': 32, 'head_width': 16, 'patch_size': 16, 'image_size': 32}
    return open_clip.CLIP(embed_dim=DIM, vision_cfg=vision, text_cfg=text).eval()


@pytest.fixture(scope='module')
def encoder(clip: open_clip.CLIP, tmp_path_factory: pytest.TempPathFactory) -> TextEncoder:
    """Return the encoder of a bundle whose text tower has the weights of open_clip's."""
    config = ClipConfig((1,) * 4, (8,) * 4, DIM, WIDTH, HEADS, LAYERS)
    tower = TextTower(config)
    weights = clip.state_dict()
    tower.load_state_dict({name: weights[name] for name in tower.state_dict()})
    folder = tmp_path_factory.mktemp('bundle')
    write_onnx(export_text_graph(tower.eval(), config.context_length), folder / 'text.onnx')
    (folder / 'tokenizer.json').write_text(build_tokenizer(), 'utf-8')
    return TextEncoder(bundle_of(folder))


def bundle_of(folder: Path) -> Bundle:
    files = {file.name: file_digest(file) for file in folder.iterdir()}
    return Bundle(folder, replace(load_bundle(UNTRAINED_BUNDLE).manifest, files=files))


@pytest.mark.parametrize('make', [lambda: odd_texts(1000), shipped_texts], ids=['odd', 'shipped'])
def test_tokens_and_vectors_are_those_of_open_clip(
    make, clip: open_clip.CLIP, encoder: TextEncoder
) -> None:
    texts = make()
    tokens = open_clip.tokenize(texts)
    found = encoder.tokenize(texts)
    different = (found != tokens.numpy()).any(axis=1)
    assert [text for text, odd in zip(texts, different, strict=True) if odd] == []
    with torch.inference_mode():
        for start in range(0, len(texts), 100):
            expected = clip.encode_text(tokens[start : start + 100]).numpy()
            vectors = encoder.encode(texts[start : start + 100])
            np.testing.assert_allclose(vectors, expected, atol=1e-5)
            assert np.ptp(expected, axis=0).min() > 0.1  # texts do differ


def test_odd_texts_are_odd() -> None:
    texts = odd_texts(1000)
    assert texts == odd_texts(1000)
    assert len(set(texts)) > 900
    lengths = [len(tokens.nonzero()) for tokens in open_clip.tokenize(texts)]
    assert lengths.count(77) > 50  # cut
    assert min(lengths) == 2  # empty
