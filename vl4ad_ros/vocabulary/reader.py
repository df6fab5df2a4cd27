"""Reads a vocabulary from YAML; whatever cannot be meant is refused with its line and a remedy."""

import difflib
import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import yaml

from ..errors import VocabularyError
from .templates import TEMPLATE_SETS
from .vocabulary import ConceptClass, Family, SuperClass, Vocabulary
from .yaml_source import MAX_CHARACTERS, Text, YamlSource, line_of

VERSION = 1
REQUIRED_KEYS = ('version', 'name', 'classes', 'templates')
OPTIONAL_KEYS = ('super_classes', 'families', 'ood_prompts', 'temperature')
TEMPERATURES = (1e-4, 100.0)  # CLIP's own is 0.01


class _Named(NamedTuple):
    """A class, a super-class, a family or an OOD prompt with the lines it came from."""

    name: Text
    members: list[Text]  # concepts, the classes of a super-class or the groups of a family


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file; raises VocabularyError naming file, line and remedy."""
    try:
        with path.open('rb') as file:
            data = file.read(4 * MAX_CHARACTERS + 1)  # UTF-8 takes at most four bytes each
    except OSError as error:
        raise VocabularyError(
            f'{path} cannot be read ({error.strerror}); give the path of a YAML file'
        ) from error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b'\n', 0, error.start) + 1
        raise VocabularyError(
            f'{path}:{line}: this is not UTF-8; save the file as UTF-8'
        ) from error
    return parse_vocabulary(text, str(path))


def parse_vocabulary(
    text: str,
    source: str,  # how messages name it, for example the path of its file
) -> Vocabulary:
    """Read a vocabulary from YAML text; raises VocabularyError naming source, line and remedy."""
    document = YamlSource(text, source)
    entries = _top_level(document)
    classes = _named_lists(document, entries['classes'], 'class', 'concept')
    super_classes = _named_lists(document, entries.get('super_classes'), 'super-class', 'class')
    families = _named_lists(document, entries.get('families'), 'family', 'group')
    prompts = _ood_prompts(document, entries.get('ood_prompts'))
    if not classes:
        document.fail(line_of(entries['classes']), '`classes` is empty; name at least one class')
    _check_members(document, super_classes, ('super-class', 'class'), classes)
    alone = _classes_alone(classes, super_classes)
    _check_members(document, families, ('family', 'known group'), [*alone, *super_classes])
    _check_names(document, alone, super_classes, prompts)
    _check_concepts(document, classes, prompts)
    return Vocabulary(
        name=document.text(entries['name'], '`name`').value,
        classes=tuple(ConceptClass(*_values(entry)) for entry in classes),
        super_classes=tuple(SuperClass(*_values(entry)) for entry in super_classes),
        ood_prompts=tuple(ConceptClass(*_values(entry)) for entry in prompts),
        templates=_templates(document, entries['templates']),
        temperature=_temperature(document, entries.get('temperature')),
        families=tuple(Family(*_values(entry)) for entry in families),
    )


def _top_level(document: YamlSource) -> dict[str, yaml.Node]:
    entries = document.mapping(document.root, 'the vocabulary', 'key')
    known = (*REQUIRED_KEYS, *OPTIONAL_KEYS)
    for key, _ in entries:
        if key.value not in known:
            document.fail(key.line, f'unknown key `{key.value}`; {_nearest(key.value, known)}')
    nodes = {key.value: node for key, node in entries}
    missing = [key for key in REQUIRED_KEYS if key not in nodes]
    if missing:
        document.fail(1, f'the key `{missing[0]}` is missing; add it at the top level')
    version = nodes['version']
    if not isinstance(version, yaml.ScalarNode) or version.value != str(VERSION):
        document.fail(
            line_of(version),
            f'this release reads vocabularies of version {VERSION}; write `version: {VERSION}`',
        )
    return nodes


def _named_lists(
    document: YamlSource,
    node: yaml.Node | None,
    kind: str,  # 'class', 'super-class', 'family' or 'OOD prompt'
    member: str,  # 'concept', 'class' in a super-class, 'group' in a family
) -> list[_Named]:
    if node is None:
        return []
    named = []
    for name, value in document.mapping(node, f'the list of {kind} names', f'the {kind}'):
        what = f'the {kind} `{name.value}`'
        members = document.texts(value, what, f'a {member} of {what}')
        named.append(_Named(name, members))
    return named


def _ood_prompts(document: YamlSource, node: yaml.Node | None) -> list[_Named]:
    """Read `name: [concepts]`, or the short form: a list of names that are their own concept."""
    if isinstance(node, yaml.SequenceNode):
        names = [document.text(child, 'an OOD prompt') for child in document.sequence(node, '')]
        return [_Named(name, [name]) for name in names]
    return _named_lists(document, node, 'OOD prompt', 'concept')


def _classes_alone(classes: list[_Named], super_classes: list[_Named]) -> list[_Named]:
    joined = {member.key for entry in super_classes for member in entry.members}
    return [entry for entry in classes if entry.name.key not in joined]


def _check_members(
    document: YamlSource,
    entries: list[_Named],
    kinds: tuple[str, str],  # of the entries and of their members
    candidates: list[_Named],
) -> None:
    """Refuse members that are not there, and those of two entries."""
    kind, member_kind = kinds
    known = dict.fromkeys(entry.name.value for entry in candidates)
    owners: dict[str, tuple[Text, Text]] = {}
    for joined in entries:
        for member in joined.members:
            if member.value not in known:
                document.fail(
                    member.line,
                    f'the {kind} `{joined.name.value}` joins `{member.value}`, which is no '
                    f'{member_kind}; {_nearest(member.value, known)}',
                )
            first, owner = owners.setdefault(member.key, (member, joined.name))
            if first is not member:
                document.fail(
                    member.line,
                    f'the {member_kind} `{member.value}` already belongs to the {kind} '
                    f'`{owner.value}` (line {first.line}); keep it in one place',
                )


def _check_names(
    document: YamlSource,
    classes: list[_Named],  # that are in no super-class
    super_classes: list[_Named],
    prompts: list[_Named],
) -> None:
    """Refuse two groups of one name: hazards and tables could not tell them apart."""
    groups = [('class', entry.name) for entry in classes]
    groups += [('super-class', entry.name) for entry in super_classes]
    groups += [('OOD prompt', entry.name) for entry in prompts]
    seen: dict[str, tuple[str, Text]] = {}
    for kind, name in groups:
        first_kind, first = seen.setdefault(name.key, (kind, name))
        if first is not name:
            document.fail(
                name.line,
                f'the {kind} `{name.value}` has the name of the {first_kind} in line '
                f'{first.line}; rename one of them',
            )


def _check_concepts(document: YamlSource, classes: list[_Named], prompts: list[_Named]) -> None:
    """Refuse a concept that stands twice: it would compete with itself in the softmax."""
    owners: dict[str, tuple[str, Text]] = {}
    owned = [('class', entry, concept) for entry in classes for concept in entry.members]
    owned += [('OOD prompt', entry, concept) for entry in prompts for concept in entry.members]
    for kind, entry, concept in owned:
        if ',' in concept.value:
            document.fail(
                concept.line,
                f'the concept `{concept.value}` has a comma; make each of its parts an entry '
                'of its own',
            )
        owner = f'{kind} `{entry.name.value}`'
        first_owner, first = owners.setdefault(concept.key, (owner, concept))
        if first is concept:
            continue
        where = f'the {first_owner} (line {first.line})'
        if kind == 'OOD prompt' and first_owner.startswith('class'):
            problem = f'of the {owner} is also a known concept, of {where}'
        elif owner == first_owner:
            problem = f'stands twice in {where}'
        else:
            problem = f'of the {owner} already belongs to {where}'
        document.fail(concept.line, f'the concept `{concept.value}` {problem}; remove one of them')


def _templates(document: YamlSource, node: yaml.Node) -> tuple[str, ...]:
    if isinstance(node, yaml.ScalarNode):
        name = document.text(node, '`templates`')
        if name.value not in TEMPLATE_SETS:
            document.fail(
                name.line,
                f'there is no template set `{name.value}`; name one of '
                f'{", ".join(TEMPLATE_SETS)}, or write a list of templates',
            )
        return TEMPLATE_SETS[name.value]
    templates = document.texts(node, '`templates`', 'a template')
    seen: dict[str, Text] = {}
    for template in templates:
        if template.value.count('{}') != 1:
            document.fail(
                template.line,
                f'the template `{template.value}` must have {{}} exactly once; write {{}} where '
                'the concept goes',
            )
        if seen.setdefault(template.value, template) is not template:
            document.fail(
                template.line, f'the template `{template.value}` stands twice; remove one of them'
            )
    return tuple(template.value for template in templates)


def _temperature(document: YamlSource, node: yaml.Node | None) -> float | None:
    if node is None:
        return None
    temperature = document.number(node, '`temperature`')
    low, high = TEMPERATURES
    if not (math.isfinite(temperature) and low <= temperature <= high):
        document.fail(
            line_of(node),
            f'`temperature` is {temperature:g}, but must be a positive number from {low:g} to '
            f'{high:g}; CLIP uses 0.01',
        )
    return temperature


def _values(entry: _Named) -> tuple[str, tuple[str, ...]]:
    return entry.name.value, tuple(member.value for member in entry.members)


def _nearest(word: str, known: Iterable[str]) -> str:
    known = list(known)
    matches = difflib.get_close_matches(word, known, n=1)
    if matches:
        return f'did you mean `{matches[0]}`?'
    return f'known are {", ".join(known)}'
