"""A fitted projection brought nearer to rendered things, as far as that helps unknown kinds."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ..errors import DataSetError, SettingsError
from ..model.efficientnet import LiteTower
from ..model.network import SegmentationNetwork
from ..structures import FloatArray
from .alignment import Indices
from .encoder_file import open_encoder
from .files import write_report, write_weights
from .naming import NamingFigures, embed_names, pool_things, rank_names, summarise
from .refinement_settings import RefinementSettings
from .rounding import to_halves
from .things import draw_things, read_learnable


@dataclass(frozen=True)
class RefinementReport:
    """What a user is told."""

    kinds: int
    things: int
    penalty: float  # that was chosen; 0 where no refinement was the best
    left_out: dict[float, NamingFigures]  # of kinds that had no part, by penalty; 0: as fitted
    reciprocal_ranks: dict[float, float]  # the mean, by which was chosen


@dataclass(frozen=True)
class Examples:
    """Things as the frozen trunk sees them, and the texts of their kinds."""

    features: Tensor  # (n, C)
    kinds: Indices  # (n,) numbers of texts
    texts: Tensor  # (kinds, D), unit

    def without(self, kinds: Indices) -> 'Examples':
        """Return the examples of the other kinds, with their texts alone."""
        others = np.setdiff1d(np.arange(len(self.texts)), kinds)
        chosen = np.isin(self.kinds, others)
        return Examples(
            self.features[torch.from_numpy(chosen)],
            np.searchsorted(others, self.kinds[chosen]),
            self.texts[torch.from_numpy(others)],
        )


def refine_encoder(
    settings: RefinementSettings,
    out: Path,
    progress: Callable[[str, int, int], None],  # what is done, how much of it, of how much
) -> RefinementReport:
    """
    Choose by kinds that are left out how far to refine, refine on all, and write the encoder.

    Trunk and texts stay as they are. Raises SettingsError, CheckpointError and DataSetError.
    """
    network = open_encoder(Path(settings.encoder))
    tower = network.clip.visual
    if not isinstance(tower, LiteTower):
        raise SettingsError(
            f'{settings.encoder} has no EfficientNet-Lite, whose projection is fitted; refine '
            'an encoder from parts'
        )
    examples = _gather(network, settings, progress)
    start = tower.proj.weight.detach().T
    ranks = _leave_out(examples, start, settings, progress)
    reciprocals = {
        penalty: float(np.mean([np.mean(1 / part) for part in of_kind]))
        for penalty, of_kind in ranks.items()
    }
    chosen = max(reciprocals, key=reciprocals.__getitem__)
    projection = refine_projection(examples, start, chosen, settings) if chosen else start
    tower.proj.load_state_dict({'weight': to_halves(projection).T.contiguous()})
    write_weights(network.clip, out)
    report = RefinementReport(
        kinds=len(examples.texts),
        things=len(examples.features),
        penalty=chosen,
        left_out={penalty: summarise(of_kind) for penalty, of_kind in ranks.items()},
        reciprocal_ranks=reciprocals,
    )
    write_report(asdict(settings), asdict(report), out)
    return report


def refine_projection(
    examples: Examples,
    start: Tensor,  # (C, D)
    penalty: float,
    settings: RefinementSettings,
) -> Tensor:  # (C, D)
    """Return a projection near `start` under which things are nearest to their kinds' texts."""
    rng = np.random.default_rng(settings.seed)
    places = [np.flatnonzero(examples.kinds == kind) for kind in range(len(examples.texts))]
    own = torch.arange(len(places)).repeat_interleave(settings.things)
    change = torch.zeros_like(start, requires_grad=True)
    rate = settings.learning_rate * float(start.abs().mean())
    optimiser = torch.optim.Adam([change], rate)
    for step in range(settings.steps):
        optimiser.param_groups[0]['lr'] = rate * (1 - step / settings.steps)
        chosen = np.concatenate([rng.choice(part, settings.things) for part in places])
        images = examples.features[torch.from_numpy(chosen)] @ (start + change)
        cosines = functional.normalize(images, dim=-1) @ examples.texts.T
        loss = functional.cross_entropy(settings.logit_scale * cosines, own)
        loss = loss + penalty * change.square().sum() / start.square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return (start + change).detach()


def _gather(
    network: SegmentationNetwork,
    settings: RefinementSettings,
    progress: Callable[[str, int, int], None],
) -> Examples:
    pictures = read_learnable(settings.data, settings.kept_out)
    things = draw_things(pictures, settings.least_px, settings.most_of_kind, settings.seed)
    names = sorted({thing.kind for thing in things})
    if len(names) < 2 * settings.folds:
        raise DataSetError(
            f'{", ".join(settings.data)} shows {len(names)} kinds, too few to leave some out in '
            f'each of {settings.folds} folds: render more'
        )
    return Examples(
        pool_things(network, things, settings.side, lambda n, of: progress('things', n, of)),
        np.array([names.index(thing.kind) for thing in things], np.intp),
        torch.from_numpy(embed_names(network, names)),
    )


def _leave_out(
    examples: Examples,
    start: Tensor,
    settings: RefinementSettings,
    progress: Callable[[str, int, int], None],
) -> dict[float, list[FloatArray]]:
    """Return the ranks of things of each kind that had no part, by penalty; 0 is as fitted."""
    shuffled = np.random.default_rng(settings.seed).permutation(len(examples.texts))
    folds = np.array_split(shuffled, settings.folds)
    ranks: dict[float, list[FloatArray]] = {}
    for number, penalty in enumerate((0.0, *settings.penalties)):
        ranks[penalty] = []
        for fold in folds:
            projection = start
            if penalty:
                projection = refine_projection(examples.without(fold), start, penalty, settings)
            images = functional.normalize(examples.features @ projection, dim=-1).numpy()
            found = rank_names(images, examples.texts.numpy(), examples.kinds)
            ranks[penalty] += [found[examples.kinds == kind] for kind in fold]
        progress('penalties', number + 1, len(settings.penalties) + 1)
    return ranks
