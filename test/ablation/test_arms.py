from dataclasses import replace

import numpy as np
import pytest

from vl4ad_ros.ablation.arms import (
    HALF_RIGHT,
    MEAN,
    NO_ENSEMBLING,
    NO_FAMILIES,
    NO_MERGING,
    NO_OPENING,
    NO_PROMPTS,
    NO_VOID,
    NO_VOTES,
    PLAIN,
    RIGHT,
    SOURCES,
    VOID,
    WHOLE,
    WRONG,
    WRONG_NAMES,
    make_arms,
)
from vl4ad_ros.synthetic.objects.unknowns import UNKNOWN_KINDS
from vl4ad_ros.vocabulary.embedding import embed_vocabulary

KINDS = ('cow', 'deer', 'dog', 'log')


class Letters:
    """A text encoder whose vectors count letters."""

    digest = 'letters'

    def recall(self, templates):
        return {}

    def encode(self, texts):
        return np.array(
            [[1 + text.count(letter) for letter in 'aceknortuy'] for text in texts], np.float32
        )


def arms_of(vocabulary, kinds=KINDS, counterpart='', weighed=True, opened=True, seed=0):
    arms = make_arms(vocabulary, kinds, counterpart, weighed, opened, seed)
    return {arm.name: arm for arm in arms}


def prompts(arm):
    return [text for prompt in arm.vocabulary.ood_prompts for text in prompt.concepts]


def test_every_arm_changes_one_thing(vocabulary):
    arms = arms_of(vocabulary, counterpart=VOID)
    assert next(iter(arms)) == WHOLE
    assert set(arms) == set(SOURCES) - {NO_VOID}
    assert arms[WHOLE].vocabulary == arms[VOID].vocabulary == arms[MEAN].vocabulary == vocabulary
    assert [arm.name for arm in arms.values() if arm.counterpart] == [VOID]
    assert [arm.name for arm in arms.values() if arm.mean_concepts] == [MEAN]
    assert [arm.name for arm in arms.values() if not arm.opened] == [NO_OPENING]
    assert [arm.name for arm in arms.values() if not arm.weighed] == [NO_VOTES]
    assert arms[NO_OPENING].vocabulary == arms[NO_VOTES].vocabulary == vocabulary
    assert NO_OPENING not in arms_of(vocabulary, opened=False)
    assert NO_VOTES not in arms_of(vocabulary, weighed=False)
    assert arms[NO_FAMILIES].vocabulary == replace(vocabulary, families=())
    assert arms[NO_MERGING].vocabulary.families == ()
    assert arms[NO_ENSEMBLING].vocabulary.classes[0].concepts == ('road',)
    assert arms[NO_MERGING].vocabulary.super_classes == ()
    assert prompts(arms[NO_PROMPTS]) == prompts(arms[PLAIN]) == []


def test_a_vocabulary_without_parts_has_fewer_arms(vocabulary):
    bare = arms_of(vocabulary)[PLAIN].vocabulary
    plain = {'weighed': False, 'opened': False}
    assert list(arms_of(bare, **plain)) == [WHOLE, RIGHT, HALF_RIGHT, WRONG]
    assert list(arms_of(bare, kinds=(), **plain)) == [WHOLE]


def test_prompts_are_as_many_whether_right_or_wrong(vocabulary):
    arms = arms_of(vocabulary)
    assert prompts(arms[RIGHT]) == list(KINDS)
    half = prompts(arms[HALF_RIGHT])
    assert len(half) == len(prompts(arms[WRONG])) == 4
    assert len(set(half) & set(KINDS)) == 2
    assert not set(prompts(arms[WRONG])) & set(KINDS)
    assert set(half) - set(KINDS) <= set(prompts(arms[WRONG]))
    assert prompts(arms_of(vocabulary, seed=1)[WRONG]) != prompts(arms[WRONG])
    assert arms_of(vocabulary)[HALF_RIGHT] == arms[HALF_RIGHT]


def test_a_kind_that_a_known_class_names_is_no_prompt(vocabulary):
    assert prompts(arms_of(vocabulary, kinds=('dog', 'van'))[RIGHT]) == ['dog']


def test_wrong_names_are_of_nothing_that_is_rendered():
    kinds = {kind.replace('_', ' ') for kind in UNKNOWN_KINDS}
    assert not kinds & set(WRONG_NAMES)
    assert len(set(WRONG_NAMES)) == len(WRONG_NAMES) >= len(kinds)


def test_the_mean_of_concepts_is_taken_class_by_class(vocabulary):
    arm = arms_of(vocabulary)[MEAN]
    text = embed_vocabulary(arm.vocabulary, Letters(), 0.1)
    mean = arm.prepare(text)
    assert mean.names == text.names == ('road', 'sky', 'vehicle', 'caravan', 'dog')
    assert mean.concept_mask.sum(axis=1).tolist() == [1, 1, 2, 1, 1]
    road = text.concepts[0, :2].mean(axis=0)
    np.testing.assert_allclose(mean.concepts[0, 0], road / np.linalg.norm(road), rtol=1e-6)
    np.testing.assert_array_equal(mean.concepts[2, 1], text.concepts[2, 2])  # truck, one concept
    np.testing.assert_array_equal(mean.concepts[3:, 0], text.concepts[3:, 0])
    assert (mean.concepts[~mean.concept_mask] == 0).all()
    assert mean.digest != text.digest


def test_other_arms_take_their_text_as_it_is(vocabulary):
    arm = arms_of(vocabulary)[WHOLE]
    text = embed_vocabulary(arm.vocabulary, Letters(), 0.1)
    assert arm.prepare(text) is text
    assert replace(arm, mean_concepts=True).prepare(text) is not text


@pytest.mark.parametrize('count', [1, 3, 40])
def test_half_is_rounded_up(vocabulary, count):
    kinds = tuple(f'kind {number}' for number in range(count))
    half = prompts(arms_of(vocabulary, kinds)[HALF_RIGHT])
    assert len(half) == count
    assert len(set(half) & set(kinds)) == (count + 1) // 2
