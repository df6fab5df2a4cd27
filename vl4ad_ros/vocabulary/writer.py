"""Vocabularies as YAML, and with more OOD prompts."""

from collections.abc import Iterable
from dataclasses import replace

import yaml

from ..errors import VocabularyError
from .reader import VERSION, parse_vocabulary
from .vocabulary import ConceptClass, Vocabulary

LONGEST_PROMPT = 200  # characters; a text tower reads no more than some seventy tokens


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
    if vocabulary.families:
        content['families'] = {one.name: list(one.groups) for one in vocabulary.families}
    if vocabulary.temperature is not None:
        content['temperature'] = vocabulary.temperature
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=99)


def with_ood_prompts(vocabulary: Vocabulary, prompts: Iterable[str]) -> Vocabulary:
    """
    Return the vocabulary with prompts that are each a concept of its own name.

    Those that it has already are left out. Raises VocabularyError as the reader does, for example
    for a prompt that is a known concept, and for one that is no prompt by its length.
    """
    present = {prompt.name.casefold() for prompt in vocabulary.ood_prompts}
    added: dict[str, ConceptClass] = {}
    for prompt in prompts:
        word = ' '.join(prompt.split())
        if len(word) > LONGEST_PROMPT:
            raise VocabularyError(
                f'the prompt {_shortened(word, 40)!r} has {len(word)} characters: name the '
                f'thing in {LONGEST_PROMPT} at most'
            )
        if word.casefold() not in present:
            added.setdefault(word.casefold(), ConceptClass(word, (word,)))
    if not added:
        return vocabulary
    longer = replace(vocabulary, ood_prompts=(*vocabulary.ood_prompts, *added.values()))
    words = _shortened(', '.join(prompt.name for prompt in added.values()), 80)
    return parse_vocabulary(vocabulary_yaml(longer), f'{vocabulary.name} with {words}')


def _shortened(text: str, length: int) -> str:
    """Return the text, cut where it is too long to be shown in a sentence."""
    return text if len(text) <= length else f'{text[:length]}..'
