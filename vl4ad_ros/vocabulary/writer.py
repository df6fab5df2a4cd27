"""Vocabularies as YAML, and with more OOD prompts."""

from collections.abc import Iterable
from dataclasses import replace

import yaml

from .reader import VERSION, parse_vocabulary
from .vocabulary import ConceptClass, Vocabulary


def vocabulary_yaml(vocabulary: Vocabulary) -> str:
    """Return text that the reader makes the same vocabulary of."""
    content = {
        'version': VERSION,
        'name': vocabulary.name,
        'classes': {known.name: list(known.concepts) for known in vocabulary.classes},
        'super_classes': {
            joined.name: list(joined.classes) for joined in vocabulary.super_classes
        },
        'ood_prompts': {prompt.name: list(prompt.concepts) for prompt in vocabulary.ood_prompts},
        'templates': list(vocabulary.templates),
    }
    if vocabulary.temperature is not None:
        content['temperature'] = vocabulary.temperature
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=99)


def with_ood_prompts(vocabulary: Vocabulary, prompts: Iterable[str]) -> Vocabulary:
    """
    Return the vocabulary with prompts that are each a concept of its own name.

    Those that it has already are left out. Raises VocabularyError as the reader does, for example
    for a prompt that is a known concept.
    """
    present = {prompt.name.casefold() for prompt in vocabulary.ood_prompts}
    words = dict.fromkeys(' '.join(prompt.split()) for prompt in prompts)
    added = tuple(ConceptClass(word, (word,)) for word in words if word.casefold() not in present)
    if not added:
        return vocabulary
    longer = replace(vocabulary, ood_prompts=(*vocabulary.ood_prompts, *added))
    return parse_vocabulary(vocabulary_yaml(longer), f'{vocabulary.name} with {", ".join(words)}')
