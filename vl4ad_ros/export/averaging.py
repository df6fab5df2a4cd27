"""The mean of several trainings' weights: one network, which costs a robot nothing more."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..errors import CheckpointError
from ..model.weights import find_tensors
from .checkpoint import read_checkpoint


def mean_checkpoint(paths: Sequence[Path]) -> Mapping[str, Any]:
    """
    Return a file's content, or the mean of several files' weights (arXiv 2203.05482).

    They must be of one architecture and, to be of use, trained from the same weights on. Raises
    CheckpointError when a file is no checkpoint or has other tensors than the first.
    """
    content = read_checkpoint(paths[0])
    if len(paths) == 1:
        return content
    first = find_tensors(content)
    total = {name: tensor.to(torch.float64) for name, tensor in first.items()}
    for path in paths[1:]:
        weights = find_tensors(read_checkpoint(path))
        if _shapes(weights) != _shapes(first):
            raise CheckpointError(
                f'{path} has other tensors than {paths[0]}: give files of one architecture'
            )
        for name, tensor in weights.items():
            total[name] += tensor
    return {name: (total[name] / len(paths)).to(tensor.dtype) for name, tensor in first.items()}


def _shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in weights.items()}
