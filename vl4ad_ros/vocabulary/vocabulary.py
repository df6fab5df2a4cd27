"""What the network is asked to tell apart, in words."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ConceptClass:
    """Concepts under one name: a known class, or an OOD prompt."""

    name: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class SuperClass:
    """Known classes that are scored as one."""

    name: str
    classes: tuple[str, ...]  # names of known classes


@dataclass(frozen=True)
class Family:
    """Known groups between which doubt says nothing of the unknown: the score adds them up."""

    name: str
    groups: tuple[str, ...]  # names of super-classes, and of classes that are in none


@dataclass(frozen=True)
class Group:
    """One column of the softmax: a known (super-)class or an OOD prompt."""

    name: str
    known: bool  # False for an OOD prompt
    classes: tuple[str, ...]  # names of the known classes that are joined; empty for an OOD prompt
    concepts: tuple[str, ...]
    family: str = ''  # its name, where the group is in one


@dataclass(frozen=True)
class Vocabulary:
    """
    Known classes, how they are joined, OOD prompts, and how concepts become sentences.

    It is checked where it is read: reader.py knows the line of each mistake.
    """

    name: str
    classes: tuple[ConceptClass, ...]
    super_classes: tuple[SuperClass, ...]
    ood_prompts: tuple[ConceptClass, ...]
    templates: tuple[str, ...]  # each with one {} for the concept
    temperature: float | None = None  # T of Eq. 1; None leaves it to the bundle
    families: tuple[Family, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """
        The columns of the softmax, known groups first, then the OOD prompts.

        A super-class stands where the first of its classes stands and joins their concept
        lists; a class in no super-class is a group of its own.
        """
        super_class_of = {name: joined for joined in self.super_classes for name in joined.classes}
        family_of = {name: family.name for family in self.families for name in family.groups}
        members: dict[str, list[ConceptClass]] = {}
        for known in self.classes:
            joined = super_class_of.get(known.name)
            members.setdefault(joined.name if joined else known.name, []).append(known)
        known_groups = (
            Group(
                name=name,
                known=True,
                classes=tuple(known.name for known in joined_classes),
                concepts=tuple(text for known in joined_classes for text in known.concepts),
                family=family_of.get(name, ''),
            )
            for name, joined_classes in members.items()
        )
        prompts = (Group(prompt.name, False, (), prompt.concepts) for prompt in self.ood_prompts)
        return (*known_groups, *prompts)

    @property
    def concepts(self) -> tuple[str, ...]:
        """All concepts of all groups in their order, each once."""
        return tuple(dict.fromkeys(concept for group in self.groups for concept in group.concepts))

    @property
    def digest(self) -> str:
        """
        Hexadecimal SHA-256 of the meaning.

        What the network is given counts: groups, families, concepts, templates and temperature,
        in their order. The vocabulary's name, comments and layout of the file do not.
        """
        meaning: dict[str, Any] = {
            'groups': [[group.name, group.known, group.concepts] for group in self.groups],
            'templates': self.templates,
            'temperature': self.temperature,
        }
        if self.families:
            meaning['families'] = family_numbers(self.groups)
        canonical = json.dumps(meaning, ensure_ascii=True, separators=(',', ':'), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def family_numbers(groups: Sequence[Group]) -> tuple[int, ...]:
    """Return for each group the index of the first one of its family, or its own."""
    first: dict[str | int, int] = {}
    return tuple(
        first.setdefault(group.family or index, index) for index, group in enumerate(groups)
    )
