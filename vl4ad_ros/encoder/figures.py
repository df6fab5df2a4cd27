"""How well an alignment places classes that it was not fitted on."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ..structures import FloatArray
from .alignment import Alignment, EntryVectors, Indices, Strengths, align, unit
from .settings import EncoderSettings


@dataclass(frozen=True)
class Figures:
    """Of classes that were held out; their rows stand for pictures of them."""

    top1: float  # share whose own text is the nearest among theirs
    top5: float
    median_rank: float  # of its own text among those of all classes, from 1


@dataclass(frozen=True)
class Sizes:
    """What the network's configuration says of the shared space."""

    embed_dim: int
    key_dim: int
    entries: int


@dataclass(frozen=True)
class Material:
    """What an alignment is fitted on and judged by."""

    rows: FloatArray  # (classes, last_dim), of the classifier
    vectors: EntryVectors  # the first entries are the classes
    sentences: FloatArray  # (classes, width), what is looked up
    allowed: Indices  # entries that are not kept out
    sizes: Sizes

    @property
    def classes(self) -> Indices:
        """Return the classes that are not kept out."""
        return self.allowed[self.allowed < len(self.rows)]

    def fit(self, fitted: Indices, unread: Indices, strengths: Strengths) -> Alignment:
        """Fit on some classes, with a dictionary that lacks some entries."""
        entries = np.setdiff1d(self.allowed, unread)[: self.sizes.entries]
        sizes = self.sizes
        return align(
            self.rows, self.vectors, fitted, entries, strengths, sizes.embed_dim, sizes.key_dim
        )


def judge(alignment: Alignment, material: Material, held_out: Indices) -> Figures:
    """Compare the held-out rows with the texts of all classes."""
    images = unit(alignment.project(material.rows[held_out]))
    cosines = images @ unit(alignment.look_up(material.sentences[material.classes])).T
    places = np.searchsorted(material.classes, held_out)
    own = cosines[np.arange(len(held_out)), places][:, None]
    ahead = (cosines[:, places] > own).sum(1)
    return Figures(
        top1=float((ahead < 1).mean()),
        top5=float((ahead < 5).mean()),
        median_rank=float(np.median((cosines > own).sum(1) + 1)),
    )


def choose_strengths(
    material: Material, classes: Indices, settings: EncoderSettings, seed: int
) -> Strengths:
    """Return what is best for the folds of some classes; no fold's entries are read for it."""
    shuffled = np.random.default_rng(seed).permutation(classes)
    folds = [np.sort(fold) for fold in np.array_split(shuffled, settings.folds)]
    others = np.setdiff1d(material.classes, classes)
    scores = {}
    for kernel, ridge in product(settings.kernels, settings.ridges):
        fits = []
        for fold in folds:
            unread = np.union1d(fold, others)
            strengths = Strengths(kernel, ridge)
            fits.append(material.fit(np.setdiff1d(classes, fold), unread, strengths))
        for sharpness in settings.sharpnesses:
            top1 = [
                judge(replace(fit, sharpness=sharpness), material, fold).top1
                for fit, fold in zip(fits, folds, strict=True)
            ]
            scores[Strengths(kernel, ridge, sharpness)] = float(np.mean(top1))
    return max(scores, key=scores.__getitem__)
