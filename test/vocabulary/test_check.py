import json
from pathlib import Path

import numpy as np
import pytest

from vl4ad_ros.vocabulary.check import (
    ABSORBS_HAZARD,
    PROMPT_NEAR_KNOWN,
    UNLIKE_MEMBER,
    WordVectors,
    check_vocabulary,
    find_doubts,
)
from vl4ad_ros.vocabulary.spread import measure_spread
from vl4ad_ros.vocabulary.vocabulary import ConceptClass, SuperClass, Vocabulary

REAL = Path(__file__).parents[2].parent / 'shared' / 'data' / 'text_geometry'


@pytest.fixture(scope='module')
def clip_words():
    if not REAL.is_dir():
        pytest.skip('the vectors of a real CLIP are not here: ../shared/data/text_geometry')
    names = json.loads((REAL / 'lvis_names.json').read_text())
    rows = np.load(REAL / 'lvis_clip_vit_b32.npy').astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return WordVectors(dict(zip(names, rows, strict=True))), measure_spread(rows[::19])


def vocabulary(classes, prompts=(), super_classes=()):
    return Vocabulary(
        'test',
        tuple(ConceptClass(name, tuple(words)) for name, words in classes.items()),
        tuple(SuperClass(name, tuple(joined)) for name, joined in dict(super_classes).items()),
        tuple(ConceptClass(word, (word,)) for word in prompts),
        ('{}',),
    )


KNOWN = {
    'car': ['car_(automobile)'],
    'truck': ['truck'],
    'bus': ['bus_(vehicle)'],
    'bicycle': ['bicycle'],
    'street_sign': ['street_sign'],
    'traffic_light': ['traffic_light'],
}


@pytest.mark.parametrize(
    ('prompt', 'near'),
    [
        ('pickup_truck', 'truck'),
        ('garbage_truck', 'truck'),
        ('school_bus', 'bus_(vehicle)'),
        ('motorcycle', 'bicycle'),
        ('convertible_(automobile)', 'car_(automobile)'),
        ('dog', ''),
        ('sofa', ''),
        ('barrel', ''),
        ('suitcase', ''),
        ('cow', ''),
        ('boat', ''),
        ('mattress', ''),
    ],
)
def test_real_words_near_to_known_ones_are_told_from_unrelated_ones(clip_words, prompt, near):
    vectors, spread = clip_words
    found = find_doubts(vocabulary(KNOWN, [prompt]), vectors, spread, ())
    assert [(one.kind, one.group, one.other) for one in found] == (
        [(PROMPT_NEAR_KNOWN, prompt, near)] if near else []
    )


@pytest.mark.parametrize(
    ('joined', 'unlike'),
    [
        (['car', 'truck', 'bus'], set()),
        (['street_sign', 'traffic_light'], set()),
        (['car', 'banana'], {'car', 'banana'}),
        (['car', 'truck', 'banana'], {'banana'}),
    ],
)
def test_a_super_class_of_unlike_things_is_named(clip_words, joined, unlike):
    vectors, spread = clip_words
    classes = KNOWN | {'banana': ['banana'], 'horse': ['horse']}
    found = find_doubts(vocabulary(classes, (), {'joined': joined}), vectors, spread, ())
    assert {one.concept for one in found if one.kind == UNLIKE_MEMBER} == unlike


def test_a_concept_that_hides_a_hazard_is_named(clip_words):
    vectors, spread = clip_words
    classes = KNOWN | {'animal': ['pony', 'fireplug']}
    found = find_doubts(vocabulary(classes), vectors, spread, ['horse', 'barrel', 'crate'])
    assert [(one.kind, one.group, one.concept, one.other) for one in found] == [
        (ABSORBS_HAZARD, 'animal', 'pony', 'horse')
    ]


class Letters:
    """A text tower that knows words by their letters."""

    digest = 'letters'

    def recall(self, templates):
        return {}

    def encode(self, texts):
        rows = [np.bincount([ord(c) % 32 for c in text], minlength=32) for text in texts]
        return np.array(rows, np.float32) + 0.1


def test_words_of_the_vocabulary_are_embedded_with_its_templates():
    words = vocabulary({'road': ['road'], 'terrain': ['grass', 'rock']}, ['roads', 'xylophone'])
    found = {(one.kind, one.concept) for one in check_vocabulary(words, Letters())}
    assert (ABSORBS_HAZARD, 'rock') in found
    assert (PROMPT_NEAR_KNOWN, 'xylophone') not in found


def test_nearness_does_not_depend_on_a_common_offset():
    """Word vectors of CLIP share a large part, which says nothing."""
    rng = np.random.default_rng(0)
    words = rng.standard_normal((60, 64)).astype(np.float32)
    plain = measure_spread(words).nearness(words[:5], words[5:9])
    offset = rng.standard_normal(64).astype(np.float32) * 3
    moved = measure_spread(words + offset).nearness(words[:5] + offset, words[5:9] + offset)
    np.testing.assert_allclose(plain, moved, atol=1e-3)


def test_without_prompts_or_super_classes_there_is_nothing_to_say():
    assert check_vocabulary(vocabulary({'sky': ['zzz']}), Letters()) == ()
