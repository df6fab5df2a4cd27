"""What a folder with an encoder holds."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

WEIGHTS = 'encoder.safetensors'
REPORT = 'encoder.yaml'


def write_report(settings: Mapping[str, Any], report: Mapping[str, Any], path: Path) -> None:
    """Write what an encoder was made from and what came out."""
    content = _plain({'settings': settings, 'report': report})
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=99)
    path.write_text(text, encoding='utf-8')


def _plain(value: object) -> object:
    """Return tuples as lists, which plain YAML knows."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
