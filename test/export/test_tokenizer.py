# ruff: noqa: RUF001
import importlib.util
import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.engine.text_encoder import TextEncoder
from vl4ad_ros.export.tokenizer import build_tokenizer
from vl4ad_ros.paths import share_directory
from vl4ad_ros.vocabulary.reader import read_vocabulary

from ..conftest import UNTRAINED_BUNDLE

ODD = [
    '', ' ', '\n\t', 'word ' * 200, "it's, DON'T! we'll they've I'm he'd we're", "'S'T'RE",
    "''''s",
    '&amp;amp; &lt;b&gt; &nbsp; &#x1F697; &unknown;', '<start_of_text>', 'a <end_of_text> b',
    '<|startoftext|><|endoftext|>', 'crème brûlée', 'cre\u0300me', 'Straße ẞ', 'İstanbul ΣΑΣ',
    'ﬁ ﬂ ĳ', "'ſ long s", '汽车 道路', 'дорога', 'الطريق', 'सड़क', 'ถนน', '도로', '🚗🚙 car 🚧',
    '👨‍👩‍👧‍👦', '🇩🇪', 'a\u200bb\u00a0c\u3000d', '\x00\x01\x1c\x1d a\x85b', 'â€œquoteâ€\x9d', '�',
    '3.14 1234567 ½ ² Ⅷ ٣', 'a_b-c+d!!!???', 'http://x.y/z?q=1&r=2', '{}', 'traffic_light', '𝕽𝖔𝖆𝖉',
    '\U000e0041', 'ა ⴀ', 'Ꭰ ꭰ', 'ǅ', 'x' * 500, '!' * 500, 'é' * 100,
]  # fmt: skip


@pytest.fixture(scope='module')
def reference():
    """open_clip's tokenizer, from its file alone: its package wants a torchvision that runs."""
    package = importlib.util.find_spec('open_clip')
    assert package is not None
    file = Path(package.submodule_search_locations[0]) / 'tokenizer.py'
    spec = importlib.util.spec_from_file_location('open_clip_tokenizer', file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SimpleTokenizer()


@pytest.fixture(scope='module')
def encoder() -> TextEncoder:
    return TextEncoder(load_bundle(UNTRAINED_BUNDLE))


def assert_same(encoder: TextEncoder, reference, texts: list[str]) -> None:
    found, expected = encoder.tokenize(texts), reference(texts).numpy()
    same = (found == expected).all(axis=1)
    assert [text for text, equal in zip(texts, same, strict=True) if not equal] == []


def test_tokenizer_of_the_bundle_is_the_one_that_is_built() -> None:
    built = build_tokenizer()
    kept = json.loads((UNTRAINED_BUNDLE / 'tokenizer.json').read_text('utf-8'))
    for name in ('model', 'added_tokens', 'post_processor'):  # the rest knows Unicode's version
        assert json.loads(built)[name] == kept[name]
    assert build_tokenizer() == built


def test_all_of_clips_tokens_are_there() -> None:
    assert Tokenizer.from_str(build_tokenizer()).get_vocab_size() == 49408


@pytest.mark.parametrize('text', ODD, ids=range(len(ODD)))
def test_odd_text(text: str, encoder: TextEncoder, reference) -> None:
    assert_same(encoder, reference, [text])


def test_every_shipped_concept_in_every_template(encoder: TextEncoder, reference) -> None:
    for path in sorted((share_directory() / 'config' / 'vocabularies').glob('*.yaml')):
        vocabulary = read_vocabulary(path)
        concepts = {concept for group in vocabulary.groups for concept in group.concepts}
        texts = [
            template.replace('{}', concept)
            for template in vocabulary.templates
            for concept in sorted(concepts)
        ]
        assert_same(encoder, reference, texts)


@pytest.mark.parametrize(
    'letters',
    [
        "abc 'stdmrevl <>&;#x1 \t_-!",
        ''.join(map(chr, range(0x2FF))),
        ''.join(map(chr, (*range(0xD800), *range(0xE000, 0x10000)))),
        ''.join(map(chr, range(0x10000, 0x20000))),
    ],
    ids=['contractions', 'latin', 'basic plane', 'emoji and old scripts'],
)
def test_random_text(letters: str, encoder: TextEncoder, reference) -> None:
    rng = random.Random(0)
    texts = [''.join(rng.choices(letters, k=rng.randint(0, 30))) for _ in range(250)]
    assert_same(encoder, reference, texts)
