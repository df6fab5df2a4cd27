"""A CLIP that learns from captioned renderings alone, from random weights."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from ..engine.text_encoder import clean_text
from ..errors import SettingsError, TrainingError
from ..model.classification import MAX_LOGIT_SCALE
from ..model.config import ARCHITECTURES, ClipConfig
from ..model.network import SegmentationNetwork
from ..training.checkpoint import CHECKPOINT, read_checkpoint, write_checkpoint
from ..training.text import tokenizer_of
from .contrastive_settings import ContrastiveSettings
from .files import write_report, write_weights
from .naming import pool_cuttings, tensors
from .pairs import Batch, Pairs

_CLIP_NORM = 1.0
_AVERAGED = 0.1  # of the steps, whose mean loss is reported


@dataclass(frozen=True)
class ContrastiveReport:
    """What a user is told."""

    kinds: int
    things: int
    pictures: int
    first_loss: float  # mean over the first steps
    last_loss: float
    parameters: int


def train_contrastive(
    settings: ContrastiveSettings,
    out: Path,
    resume: bool,
    progress: Callable[[str, int, int], None],  # what is done, how much of it, of how much
) -> ContrastiveReport:
    """
    Train image and text tower together as CLIP does (arXiv 2103.00020), and write the encoder.

    With `resume` a run goes on after its last checkpoint. Raises an error of this project with
    one sentence and a remedy when the run cannot be right.
    """
    if (out / CHECKPOINT).is_file() and not resume:
        raise TrainingError(
            f'{out} holds a run: add --resume to go on with it, or choose another folder'
        )
    learner = _Learner(settings)
    losses = learner.restore(out) if resume and (out / CHECKPOINT).is_file() else []
    pairs = Pairs(settings, lambda done, of: progress('things', done, of))
    out.mkdir(parents=True, exist_ok=True)
    for step in range(len(losses), settings.steps):
        losses.append(learner.step(pairs.draw(step), step))
        done = step + 1
        progress(f'steps, loss {losses[-1]:.2f}', done, settings.steps)
        if done % settings.checkpoint_every == 0 or done == settings.steps:
            learner.keep(out, losses)
    write_weights(learner.network.clip, out)
    averaged = math.ceil(_AVERAGED * len(losses))
    report = ContrastiveReport(
        **pairs.counts,
        first_loss=float(np.mean(losses[:averaged])),
        last_loss=float(np.mean(losses[-averaged:])),
        parameters=sum(x.numel() for x in learner.network.clip.parameters()),
    )
    write_report(asdict(settings), asdict(report), out)
    return report


def contrastive_loss(
    images: Tensor,  # (B, D), of any length
    texts: Tensor,  # (B, D), of any length
    logit_scale: Tensor,  # ()
) -> Tensor:  # ()
    """Return the mean of what images say of texts and texts of images: each knows its partner."""
    cosines = functional.normalize(images, dim=-1) @ functional.normalize(texts, dim=-1).T
    logits = logit_scale.exp().clamp(max=MAX_LOGIT_SCALE) * cosines
    own = torch.arange(len(logits), device=logits.device)
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2


class _Learner:
    """The two towers, their tokenizer and their optimiser."""

    def __init__(self, settings: ContrastiveSettings) -> None:
        self._settings = settings
        self.network = _start(settings)
        self._tokenizer = Tokenizer.from_str(tokenizer_of(self.network.config.clip))
        self._tokenizer.enable_truncation(self.network.config.clip.context_length)
        self._tokenizer.enable_padding()
        learned = list(self.network.clip.parameters())
        groups: list[dict[str, Any]] = [
            {'params': [x for x in learned if x.dim() > 1]},
            # gains, biases and the logit scale are spared, as in CLIP
            {'params': [x for x in learned if x.dim() < 2], 'weight_decay': 0.0},
        ]
        self._optimiser = torch.optim.AdamW(
            groups, settings.learning_rate, (0.9, 0.98), 1e-6, settings.weight_decay
        )

    def step(self, batch: Batch, step: int) -> float:
        """Learn from a batch and return its loss."""
        for group in self._optimiser.param_groups:
            group['lr'] = _learning_rate(step, self._settings)
        clip = self.network.clip
        loss = contrastive_loss(
            self._images(batch), clip(self._tokens(batch.texts)), clip.logit_scale
        )
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(clip.parameters(), _CLIP_NORM)
        self._optimiser.step()
        return float(loss.detach())

    def _images(self, batch: Batch) -> Tensor:  # (B, D)
        pooled = [
            pool_cuttings(self.network, *tensors(self.network, part))
            for part in (batch.things, batch.pictures)
            if part
        ]
        return self.network.clip.visual.project(torch.cat(pooled))

    def _tokens(self, texts: list[str]) -> Tensor:  # (B, L)
        encodings = self._tokenizer.encode_batch([clean_text(text) for text in texts])
        return torch.tensor([encoding.ids for encoding in encodings])

    def keep(self, out: Path, losses: list[float]) -> None:
        """Write what is needed to go on."""
        parts = {
            'model': self.network.clip.state_dict(),
            'optimiser': self._optimiser.state_dict(),
            'losses': losses,
        }
        write_checkpoint(out, self._settings, len(losses), '', parts)

    def restore(self, out: Path) -> list[float]:
        """Go on where a run was, and return its losses; raises TrainingError."""
        content = read_checkpoint(out, self._settings, '')
        self.network.clip.load_state_dict(content['model'])
        self._optimiser.load_state_dict(content['optimiser'])
        return list(content['losses'])


def _start(settings: ContrastiveSettings) -> SegmentationNetwork:
    possible = [
        name for name, config in ARCHITECTURES.items() if isinstance(config.clip, ClipConfig)
    ]
    if settings.architecture not in possible:
        raise SettingsError(
            f'architecture is {settings.architecture!r}, which cannot learn from renderings '
            f'alone; use one of {", ".join(possible)}'
        )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        return SegmentationNetwork(ARCHITECTURES[settings.architecture])


def _learning_rate(step: int, settings: ContrastiveSettings) -> float:
    """Return the learning rate of a step, counted from 0: CLIP's cosine after a warm-up."""
    warmup = min(1.0, (step + 1) / max(settings.warmup_steps, 1))
    return settings.learning_rate * warmup * (1 + math.cos(math.pi * step / settings.steps)) / 2
