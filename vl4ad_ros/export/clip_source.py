"""Where the weights of a CLIP come from: a file, or open_clip's list of published ones."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..engine.session import first_line
from ..errors import CheckpointError, ExportError
from .checkpoint import read_checkpoint


def read_clip(source: str) -> Mapping[str, Any]:
    """
    Return the weights of a CLIP by open_clip.

    `source` is a file, or a model and one of its pretrained tags as open_clip names them, with a
    slash between. Raises ExportError when neither is there.
    """
    path = Path(source).expanduser()
    return read_checkpoint(path if path.is_file() else _fetch(source))


def _fetch(source: str) -> Path:
    model, _, tag = source.partition('/')
    try:
        from open_clip import pretrained
    except (ImportError, RuntimeError) as err:  # RuntimeError: a torchvision for another torch
        raise ExportError(
            f'there is no file {source}, and open_clip, which could fetch such a model, cannot be '
            f'imported ({first_line(err)}): give the file of its weights'
        ) from err
    tags = pretrained.list_pretrained_tags_by_model(model)
    if tag not in tags:
        raise CheckpointError(
            f'there is no file {source}, and open_clip knows no such weights: give a file, or '
            + _known(model, tags, pretrained.list_pretrained())
        )
    try:
        return Path(pretrained.download_pretrained(pretrained.get_pretrained_cfg(model, tag)))
    except Exception as err:  # those of sockets, of certificates and of hubs have no base
        raise ExportError(
            f'open_clip cannot fetch {source} ({first_line(err)}): download its weights where '
            'there is a network, and give the file'
        ) from err


def _known(model: str, tags: list[str], everything: list[tuple[str, str]]) -> str:
    found = [(model, tag) for tag in tags]
    found = found or [pair for pair in everything if pair[0].startswith('convnext')]
    return f'one of {", ".join("/".join(pair) for pair in found)}'
