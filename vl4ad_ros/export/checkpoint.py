"""Files of weights. Nothing in them is run: safetensors, or torch's format with weights only."""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from ..errors import CheckpointError


def read_checkpoint(path: Path) -> Mapping[str, Any]:
    """Return what a file holds. Raises CheckpointError when it is no checkpoint."""
    if not path.is_file():
        raise CheckpointError(f'there is no checkpoint {path}: give the path of a file of weights')
    try:
        if path.suffix == '.safetensors':
            return load_file(path)
        content = torch.load(path, map_location='cpu', weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, SafetensorError) as err:
        raise CheckpointError(
            f'{path} cannot be read as weights alone: give a .safetensors file, or a .pth file '
            'without Python objects'
        ) from err
    if not isinstance(content, Mapping):
        raise CheckpointError(f'{path} holds a {type(content).__name__}: give a file of weights')
    return content
