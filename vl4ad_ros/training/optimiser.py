"""AdamW over what learns, and its learning rate over the run."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from .learner import Learner
from .settings import OptimiserSettings

_NOT_DECAYED = (nn.LayerNorm, nn.GroupNorm, nn.Embedding)


def build_optimiser(learner: Learner, settings: OptimiserSettings) -> torch.optim.AdamW:
    """
    Return AdamW without weight decay on norms and embeddings, as in Mask2Former.

    The logit scale is spared as well: decay would pull the temperature towards 1.
    """
    spared = {
        id(parameter)
        for module in learner.modules()
        if isinstance(module, _NOT_DECAYED)
        for parameter in module.parameters(recurse=False)
    }
    decayed: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for _, parameter in learner.learned():
        spare = id(parameter) in spared or parameter.dim() == 0
        (others if spare else decayed).append(parameter)
    groups: list[dict[str, Any]] = [{'params': decayed}, {'params': others, 'weight_decay': 0.0}]
    return torch.optim.AdamW(groups, settings.learning_rate, weight_decay=settings.weight_decay)


def learning_rate(step: int, steps: int, settings: OptimiserSettings) -> float:
    """Return the learning rate of a step, counted from 0, out of `steps`."""
    if settings.schedule == 'poly':
        factor = (1 - step / steps) ** settings.power
    else:
        factor = 0.1 ** sum(step >= part * steps for part in settings.milestones)
    warmup = min(1.0, (step + 1) / max(settings.warmup_steps, 1))
    return float(settings.learning_rate * factor * warmup)


class WeightAverage:
    """A moving average of the weights: steadier than the weights of any one step."""

    def __init__(self, named: Iterable[tuple[str, nn.Parameter]], decay: float) -> None:
        self._named = list(named)
        self._decay = decay
        self.weights = {name: parameter.detach().clone() for name, parameter in self._named}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Move towards the present weights; at first faster, so that the start is forgotten."""
        decay = min(self._decay, (1 + step) / (10 + step))
        present = [parameter.detach() for _, parameter in self._named]
        torch._foreach_lerp_(list(self.weights.values()), present, 1 - decay)

    @torch.no_grad()
    def swap(self) -> None:
        """Exchange average and present weights; a second call undoes the first."""
        for name, parameter in self._named:
            present = parameter.detach().clone()
            parameter.copy_(self.weights[name])
            self.weights[name].copy_(present)
