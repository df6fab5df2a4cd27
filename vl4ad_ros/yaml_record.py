"""A dataclass filled from a YAML file that refuses what the dataclass does not know."""

import difflib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml

from .errors import SettingsError

Record = TypeVar('Record')


def read_yaml(
    path: Path,
    subject: str,  # what the file describes, for the remedy
) -> Any:
    """Return what a file holds; raises SettingsError with the remedy."""
    try:
        return yaml.safe_load(path.read_text(encoding='utf-8'))
    except OSError as error:
        raise SettingsError(
            f'{path} cannot be read ({error.strerror}); name a YAML file that describes {subject}'
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = ' '.join(str(error).split())
        raise SettingsError(f'{path} is not YAML: {reason}; correct it there') from error


def fill_record(
    kind: type[Record],
    content: Any,
    place: str,  # where the content stands, for the remedy
) -> Record:
    """Return a dataclass filled from a mapping; raises SettingsError with place and remedy."""
    if not isinstance(content, Mapping):
        raise SettingsError(f'{place}: expected `name: value` lines, got {content!r}')
    hints = typing.get_type_hints(kind)
    for name in content:
        if name not in hints:
            near = difflib.get_close_matches(str(name), hints, 1, 0.0)[0]
            raise SettingsError(f'{place}: {name!r} is not known; did you mean {near!r}?')
    for entry in fields(kind):  # type: ignore[arg-type]
        required = entry.default is MISSING and entry.default_factory is MISSING
        if required and entry.name not in content:
            raise SettingsError(f'{place}: {entry.name!r} is missing; add it')
    values = {name: _value(hints[name], content[name], f'{place}: {name}') for name in content}
    return kind(**values)


def _value(kind: Any, content: Any, place: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if is_dataclass(kind):
        return fill_record(typing.cast(type, kind), content, place)
    if origin is tuple:
        return _tuple(arguments, content, place)
    if origin is Literal:
        return _choice(arguments, content, place)
    if origin is Mapping:
        return _mapping(arguments, content, place)
    if kind is float and type(content) is int:
        return float(content)
    if type(content) is not kind:
        raise SettingsError(f'{place}: expected {kind.__name__}, got {content!r}')
    return content


def _tuple(arguments: tuple[Any, ...], content: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(content, list):
        raise SettingsError(f'{place}: expected a list, got {content!r}')
    if arguments[-1] is Ellipsis:
        arguments = (arguments[0],) * len(content)
    if len(content) != len(arguments):
        raise SettingsError(f'{place}: expected {len(arguments)} values, got {len(content)}')
    return tuple(
        _value(kind, part, f'{place}[{i}]')
        for i, (kind, part) in enumerate(zip(arguments, content, strict=True))
    )


def _choice(choices: tuple[Any, ...], content: Any, place: str) -> Any:
    if content not in choices:
        raise SettingsError(f'{place}: {content!r} is no choice; take one of {", ".join(choices)}')
    return content


def _mapping(arguments: tuple[Any, ...], content: Any, place: str) -> dict[Any, Any]:
    if not isinstance(content, Mapping):
        raise SettingsError(f'{place}: expected `name: value` lines, got {content!r}')
    key_kind, value_kind = arguments
    return {
        _value(key_kind, key, place): _value(value_kind, value, f'{place}: {key}')
        for key, value in content.items()
    }
