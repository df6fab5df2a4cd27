"""How well an encoder names the things of rendered pictures that it has not learned from."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-any-return, no-untyped-call"

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import get_args

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ..model.network import STRIDE, SegmentationNetwork
from ..structures import FloatArray
from ..training.text import NetworkTextEncoder
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.templates import TEMPLATE_SETS
from ..vocabulary.vocabulary import ConceptClass, Vocabulary
from .alignment import Indices
from .cuttings import Cutting, cut_out
from .encoder_file import open_encoder
from .things import SeenThing, Standing

MARGIN = 1.5  # some surroundings, as the trunk sees them in a whole picture
_BATCH = 16


@dataclass(frozen=True)
class NamingFigures:
    """Of the things of some kinds; each kind counts the same."""

    kinds: int
    things: int
    top1: float  # share of a kind's things whose own name is the nearest, mean over kinds
    top5: float
    median_rank: float  # of the own name, from 1: the median over kinds of theirs


@dataclass(frozen=True)
class Naming:
    """What an encoder makes of the things of some pictures."""

    side: int  # px, to which things were brought
    names: int  # that each thing was compared with
    figures: dict[str, NamingFigures]  # by standing, of those that appear
    median_ranks: dict[str, float]  # by kind


def judge_naming(
    path: Path,  # of the encoder
    things: Sequence[SeenThing],
    side: int,
    progress: Callable[[int, int], None],
) -> Naming:
    """Compare things with the names of all their kinds; raises CheckpointError, DataSetError."""
    network = open_encoder(path)
    names = sorted({thing.kind for thing in things})
    texts = embed_names(network, names)
    with torch.no_grad():
        images = network.clip.visual.project(pool_things(network, things, side, progress))
    ranks = rank_names(
        functional.normalize(images, dim=-1).numpy(),
        texts,
        np.array([names.index(thing.kind) for thing in things], np.intp),
    )
    of_kind = {
        name: ranks[[place for place, thing in enumerate(things) if thing.kind == name]]
        for name in names
    }
    standings = {thing.kind: thing.standing for thing in things}
    return Naming(
        side=side,
        names=len(names),
        figures={
            standing: summarise([of_kind[name] for name in names if standings[name] == standing])
            for standing in get_args(Standing)
            if standing in standings.values()
        },
        median_ranks={name: float(np.median(of_kind[name])) for name in names},
    )


def rank_names(
    images: FloatArray,  # (n, D) of things, unit
    texts: FloatArray,  # (names, D), unit
    own: Indices,  # (n,) the name of each thing
) -> FloatArray:  # (n,)
    """Return the rank of each thing's own name, from 1; equals share the mean of theirs."""
    cosines = images @ texts.T
    mine = cosines[np.arange(len(own)), own][:, None]
    ahead, equal = (cosines > mine).sum(1), (cosines == mine).sum(1)
    return np.asarray(ahead + (equal + 1) / 2, np.float32)


def summarise(
    ranks: Sequence[FloatArray],  # (things,) of each kind
) -> NamingFigures:
    """Put the ranks of things together."""
    return NamingFigures(
        kinds=len(ranks),
        things=sum(map(len, ranks)),
        top1=float(np.mean([(part < 2).mean() for part in ranks])),
        top5=float(np.mean([(part < 6).mean() for part in ranks])),
        median_rank=float(np.median([np.median(part) for part in ranks])),
    )


def embed_names(network: SegmentationNetwork, names: Sequence[str]) -> FloatArray:
    """Return the unit vectors of names in the templates that FC-CLIP uses, (n, D)."""
    kinds = tuple(ConceptClass(name, (name,)) for name in names)
    vocabulary = Vocabulary('kinds', kinds, (), (), TEMPLATE_SETS['vild14'])
    text = embed_vocabulary(vocabulary, NetworkTextEncoder(network), default_temperature=1.0)
    return text.concepts[:, 0]


@torch.no_grad()
def pool_things(
    network: SegmentationNetwork,
    things: Sequence[SeenThing],
    side: int,  # to which things are brought, a multiple of 32
    progress: Callable[[int, int], None],
) -> Tensor:  # (n, dims[3])
    """Return what the frozen trunk says of things."""
    pooled: list[Tensor] = []
    for batch in _batches(cut_out(things, side, MARGIN)):
        pooled.append(pool_cuttings(network, *tensors(network, batch)))
        progress(sum(map(len, pooled)), len(things))
    return torch.cat(pooled)


def tensors(network: SegmentationNetwork, cuttings: Sequence[Cutting]) -> tuple[Tensor, Tensor]:
    """Return normalised pictures, (B, 3, side, side), and masks from 0 to 1, (B, side, side)."""
    mean, std = (
        torch.tensor(value)[:, None, None]
        for value in (network.config.pixel_mean, network.config.pixel_std)
    )
    images = torch.from_numpy(np.stack([cutting.image for cutting in cuttings]))
    masks = torch.from_numpy(np.stack([cutting.mask for cutting in cuttings]))
    return (images.permute(0, 3, 1, 2).float() - mean) / std, masks.float() / 255


def pool_cuttings(
    network: SegmentationNetwork,
    images: Tensor,  # (B, 3, h, w), normalised
    masks: Tensor,  # (B, h, w), from 0 to 1
) -> Tensor:  # (B, dims[3])
    """Average the trunk's last features, each cell by the share of it that the mask covers."""
    features = network.clip.visual.trunk(images).res5
    shares = functional.avg_pool2d(masks[:, None], STRIDE)
    total = shares.sum((2, 3)).clamp(min=1e-6)
    return (features * shares).sum((2, 3)) / total


def _batches(cuttings: Iterator[Cutting]) -> Iterator[list[Cutting]]:
    while batch := list(islice(cuttings, _BATCH)):
        yield batch
