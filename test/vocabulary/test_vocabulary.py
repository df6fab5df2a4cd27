import dataclasses

import pytest

from vl4ad_ros.vocabulary.vocabulary import (
    ConceptClass,
    Family,
    SuperClass,
    Vocabulary,
    family_numbers,
)

VOCABULARY = Vocabulary(
    name='tiny',
    classes=(
        ConceptClass('road', ('road', 'street')),
        ConceptClass('car', ('car',)),
        ConceptClass('sky', ('sky',)),
        ConceptClass('truck', ('truck', 'lorry')),
    ),
    super_classes=(SuperClass('vehicle', ('truck', 'car')),),
    ood_prompts=(ConceptClass('dog', ('dog', 'puppy')),),
    templates=('a {}.',),
    temperature=0.01,
)


def test_groups_are_the_known_then_the_prompts():
    groups = [(g.name, g.known, g.classes, g.concepts) for g in VOCABULARY.groups]
    assert groups == [
        ('road', True, ('road',), ('road', 'street')),
        ('vehicle', True, ('car', 'truck'), ('car', 'truck', 'lorry')),
        ('sky', True, ('sky',), ('sky',)),
        ('dog', False, (), ('dog', 'puppy')),
    ]


def test_without_super_classes_each_class_is_a_group():
    apart = dataclasses.replace(VOCABULARY, super_classes=())
    assert [group.name for group in apart.groups] == ['road', 'car', 'sky', 'truck', 'dog']


def test_groups_of_a_family_have_the_number_of_the_first():
    assert family_numbers(VOCABULARY.groups) == (0, 1, 2, 3)
    scenery = dataclasses.replace(VOCABULARY, families=(Family('dog', ('sky', 'road')),))
    assert [group.family for group in scenery.groups] == ['dog', '', 'dog', '']
    assert family_numbers(scenery.groups) == (0, 1, 0, 3)  # the prompt called dog is in none


@pytest.mark.parametrize(
    ('change', 'same'),
    [
        ({'name': 'renamed'}, True),
        ({'temperature': 0.02}, False),
        ({'temperature': None}, False),
        ({'templates': ('the {}.',)}, False),
        ({'super_classes': ()}, False),
        ({'super_classes': (SuperClass('vehicle', ('car', 'truck')),)}, True),
        ({'super_classes': (SuperClass('vehicles', ('truck', 'car')),)}, False),
        ({'families': ()}, True),
        ({'families': (Family('scenery', ('road', 'sky')),)}, False),
        ({'ood_prompts': ()}, False),
        ({'ood_prompts': (ConceptClass('dog', ('dog',)),)}, False),
    ],
)
def test_digest_is_that_of_the_meaning(change, same):
    assert (dataclasses.replace(VOCABULARY, **change).digest == VOCABULARY.digest) is same


def test_digest_tells_a_known_group_from_a_prompt():
    known = dataclasses.replace(
        VOCABULARY,
        classes=(*VOCABULARY.classes, *VOCABULARY.ood_prompts),
        ood_prompts=(),
    )
    assert [group.name for group in known.groups] == [group.name for group in VOCABULARY.groups]
    assert known.digest != VOCABULARY.digest
