import pytest

from vl4ad_ros.errors import VocabularyError
from vl4ad_ros.paths import find_vocabulary
from vl4ad_ros.vocabulary.reader import parse_vocabulary, read_vocabulary
from vl4ad_ros.vocabulary.writer import vocabulary_yaml, with_ood_prompts

SMALL = """
version: 1
name: small
classes: {road: [road], 'no': ['yes', '7']}
ood_prompts: [sofa]
templates: ['a {}.']
temperature: 0.05
"""


@pytest.mark.parametrize('name', ['cityscapes', 'road', 'comma10k'])
def test_what_is_written_reads_as_the_same(name):
    vocabulary = read_vocabulary(find_vocabulary(name))
    assert parse_vocabulary(vocabulary_yaml(vocabulary), 'again') == vocabulary


def test_words_that_yaml_takes_for_others_survive():
    vocabulary = parse_vocabulary(SMALL, 'small')
    assert parse_vocabulary(vocabulary_yaml(vocabulary), 'again') == vocabulary


def test_prompts_join_those_of_the_vocabulary_once():
    vocabulary = parse_vocabulary(SMALL, 'small')
    longer = with_ood_prompts(vocabulary, ['cardboard  box', 'SOFA', 'tyre', 'Tyre'])
    assert [prompt.name for prompt in longer.ood_prompts] == ['sofa', 'cardboard box', 'tyre']
    assert longer.digest != vocabulary.digest
    assert with_ood_prompts(vocabulary, []) is vocabulary


@pytest.mark.parametrize('prompt', ['road', '', 'a, b', 'bell\a', 'x' * 201])
def test_a_prompt_that_cannot_be_is_refused(prompt):
    with pytest.raises(VocabularyError) as caught:
        with_ood_prompts(parse_vocabulary(SMALL, 'small'), [prompt])
    assert len(str(caught.value)) < 200
