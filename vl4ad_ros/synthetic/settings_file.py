"""Settings read from YAML: an unknown name, a wrong type or a missing value is refused."""

import difflib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ..errors import SettingsError
from .settings import DriveSetSettings, DriveSettings, StillsSettings

Record = TypeVar('Record')


def read_settings(path: Path) -> DriveSettings | DriveSetSettings | StillsSettings:
    """
    Read the configuration of a drive; of several, or of stills, where it chooses among `streets`.

    Raises SettingsError with the remedy.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding='utf-8'))
    except OSError as error:
        raise SettingsError(
            f'{path} cannot be read ({error.strerror}); name a YAML file that describes a drive'
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = ' '.join(str(error).split())
        raise SettingsError(f'{path} is not YAML: {reason}; correct it there') from error
    if isinstance(content, Mapping) and 'drives' in content:
        return _record(DriveSetSettings, content, str(path))
    if isinstance(content, Mapping) and 'streets' in content:
        return _record(StillsSettings, content, str(path))
    return _record(DriveSettings, content, str(path))


def _record(kind: type[Record], content: Any, place: str) -> Record:
    """Return a dataclass filled from a mapping, refusing what it does not know."""
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
    if is_dataclass(kind):
        return _record(typing.cast(type, kind), content, place)
    if typing.get_origin(kind) is tuple:
        if not isinstance(content, list):
            raise SettingsError(f'{place}: expected a list, got {content!r}')
        item = typing.get_args(kind)[0]
        return tuple(_value(item, part, f'{place}[{i}]') for i, part in enumerate(content))
    if kind is float and type(content) is int:
        return float(content)
    if type(content) is not kind:
        raise SettingsError(f'{place}: expected {kind.__name__}, got {content!r}')
    return content
