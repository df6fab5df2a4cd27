"""What WordNet says of the kinds of things that ImageNet has pictures of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .parts import CLASS_LIST, DEFINITIONS, ENTRY_LIST, NAMES, Part


@dataclass(frozen=True)
class Entry:
    """One meaning."""

    names: tuple[str, ...]  # synonyms, the most usual first
    definition: str

    @property
    def name(self) -> str:
        """All synonyms in one."""
        return ', '.join(self.names)

    @property
    def sentences(self) -> tuple[str, str]:
        """Two ways in which a vocabulary may speak of it."""
        return f'a photo of a {self.name}.', self.names[0]

    @property
    def explanation(self) -> str:
        """Name and definition."""
        return f'{self.name}: {self.definition}'


def read_entries() -> tuple[list[Entry], int]:
    """
    Return the entries of the dictionary, and how many of them the classifier knows.

    Those are the first, in the order of the classifier's rows.
    """
    names, definitions = _read_table(NAMES), _read_table(DEFINITIONS)
    classes = CLASS_LIST.locate().read_text().split()
    others = sorted(set(ENTRY_LIST.locate().read_text().split()) - set(classes))
    entries = [
        Entry(tuple(names[key].split(', ')), definitions[key]) for key in [*classes, *others]
    ]
    return entries, len(classes)


def is_one_of(entry: Entry, words: Sequence[str]) -> bool:
    """Whether a name of the entry holds one of the words, or its plural."""
    return holds_word(entry.name, words)


def holds_word(text: str, words: Sequence[str]) -> bool:
    """Whether a text holds one of the words, or its plural."""
    pattern = '|'.join(re.escape(word) for word in words)
    return bool(words) and bool(re.search(rf'\b({pattern})s?\b', text, re.IGNORECASE))


def _read_table(part: Part) -> dict[str, str]:
    lines = part.locate().read_text(encoding='utf-8').splitlines()
    return dict(line.split('\t', 1) for line in lines)  # type: ignore[misc]
