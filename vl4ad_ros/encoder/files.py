"""What a folder with an encoder holds."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from safetensors.torch import save_file
from torch import nn

WEIGHTS = 'encoder.safetensors'
REPORT = 'encoder.yaml'


def write_weights(encoder: nn.Module, folder: Path) -> None:
    """Write an encoder for `vl4ad train`."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.contiguous() for name, tensor in encoder.state_dict().items()}
    save_file(weights, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # safetensors keeps its files from everybody else


def write_report(settings: Mapping[str, Any], report: Mapping[str, Any], folder: Path) -> None:
    """Write what an encoder was made from and what came out."""
    content = _plain({'settings': settings, 'report': report})
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=99)
    (folder / REPORT).write_text(text, encoding='utf-8')


def _plain(value: object) -> object:
    """Return tuples as lists, which plain YAML knows."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
