"""YAML as nodes that know their line: nothing is constructed, every complaint says where."""

from typing import NamedTuple, NoReturn

import yaml

from ..errors import VocabularyError

MAX_CHARACTERS = 262_144  # a file of 10,000 concepts is not as long
MAX_TEXTS = MAX_CHARACTERS // 2  # each has a character before it; aliases alone make more

_TAG = 'tag:yaml.org,2002:'
_KINDS = {
    f'{_TAG}bool': 'a boolean',
    f'{_TAG}float': 'a number',
    f'{_TAG}int': 'a number',
    f'{_TAG}map': 'a mapping',
    f'{_TAG}null': 'nothing',
    f'{_TAG}seq': 'a list',
    f'{_TAG}str': 'text',
    f'{_TAG}timestamp': 'a date',
}


class Text(NamedTuple):
    """A piece of text and the line it stands in."""

    value: str
    line: int

    @property
    def key(self) -> str:
        """The form in which two texts are compared: letter case does not count."""
        return self.value.casefold()


class YamlSource:
    """
    A YAML text as a tree of nodes, read with care: the file may come from anywhere.

    Only plain lists, mappings and text are taken; tags stay tags, so no object is built from one.
    """

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self._texts = 0
        if len(text) > MAX_CHARACTERS:
            self.fail(1, f'the file has more than {MAX_CHARACTERS} characters; shorten it')
        root = self._compose(text)
        if root is None:
            self.fail(1, 'the file is empty; begin with `version: 1`')
        self.root: yaml.Node = root

    def fail(self, line: int, problem: str) -> NoReturn:
        """Raise a VocabularyError that names file and line."""
        raise VocabularyError(f'{self.source}:{line}: {problem}')

    def text(self, node: yaml.Node, what: str) -> Text:
        """Return a text with its white space collapsed; it is printable and not empty."""
        line = line_of(node)
        self._texts += 1
        if self._texts > MAX_TEXTS:
            self.fail(line, 'aliases repeat lists too often; write out what is meant')
        if not isinstance(node, yaml.ScalarNode) or node.tag != f'{_TAG}str':
            self._fail_kind(node, what, 'text')
        value = ' '.join(node.value.split())
        if not value:
            self.fail(line, f'{what} is empty; write it out or remove it')
        if not value.isprintable():
            self.fail(line, f'{what} has a character that cannot be printed; remove it')
        return Text(value, line)

    def number(self, node: yaml.Node, what: str) -> float:
        """Return a number; YAML 1.1 takes 1e-2 for text, which is forgiven here."""
        if not isinstance(node, yaml.ScalarNode) or _KINDS.get(node.tag) not in (
            'a number',
            'text',
        ):
            self._fail_kind(node, what, 'a number')
        try:
            return float(node.value)
        except ValueError:
            self.fail(line_of(node), f'{what} is `{node.value}`; write a plain number')

    def sequence(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        """Return the items of a list."""
        if not isinstance(node, yaml.SequenceNode) or node.tag != f'{_TAG}seq':
            self._fail_kind(node, what, 'a list')
        items: list[yaml.Node] = node.value
        return items

    def texts(self, node: yaml.Node, what: str, item: str) -> list[Text]:
        """Return a list of texts that is not empty."""
        texts = [self.text(child, item) for child in self.sequence(node, what)]
        if not texts:
            self.fail(line_of(node), f'{what} is empty; name at least one, or remove it')
        return texts

    def mapping(self, node: yaml.Node, what: str, item: str) -> list[tuple[Text, yaml.Node]]:
        """Return the entries of a mapping; no key stands twice."""
        if not isinstance(node, yaml.MappingNode) or node.tag != f'{_TAG}map':
            self._fail_kind(node, what, 'a mapping')
        entries = [(self.text(key, item), value) for key, value in node.value]
        seen: dict[str, Text] = {}
        for name, _ in entries:
            first = seen.setdefault(name.key, name)
            if first is not name:
                self.fail(
                    name.line,
                    f'{item} `{name.value}` stands twice in {what}, first in line {first.line}; '
                    'make one entry of both',
                )
        return entries

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fail(
                mark.line + 1 if mark else 1,
                f'this is not valid YAML ({error.problem}); correct it here or just above',
            )
        except yaml.reader.ReaderError as error:
            self.fail(
                text.count('\n', 0, error.position) + 1,
                'a character here is not allowed in YAML; remove it',
            )
        except RecursionError:
            self.fail(
                1, 'lists or mappings are nested too deeply; a vocabulary needs three levels'
            )
        except (ValueError, OverflowError):  # from an escape such as "\UFFFFFFFF"
            self.fail(1, 'an escaped character in quotes is outside Unicode; remove the escape')

    def _fail_kind(self, node: yaml.Node, what: str, wanted: str) -> NoReturn:
        kind = _KINDS.get(node.tag)
        line = line_of(node)
        if kind is None:
            self.fail(line, f'{what} has the YAML tag `{node.tag}`; remove it, tags are not read')
        if kind == 'nothing':
            self.fail(line, f'{what} has no value; write {wanted} there, or remove it')
        if wanted == 'text' and isinstance(node, yaml.ScalarNode):
            self.fail(
                line,
                f'{what} must be text, but YAML takes `{node.value}` for {kind}; '
                f"write '{node.value}' in quotes",
            )
        self.fail(line, f'{what} is {kind}; write {wanted} there')


def line_of(node: yaml.Node) -> int:
    """Return the line in which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1
