"""Rendered things and pictures with words for them, drawn for each step of a training."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from ..errors import DataSetError
from ..structures import UInt8Array
from ..training.augmentation import augment, fit
from ..training.label_files import read_picture
from ..training.settings import AugmentationSettings
from ..vocabulary.templates import TEMPLATE_SETS
from .contrastive_settings import ContrastiveSettings
from .cuttings import Cutting, cut_out
from .things import SeenPicture, draw_things, read_learnable

MARGIN = 1.5 * 1.25  # the augmentation takes a part of it
_TEMPLATES = ('{}', *TEMPLATE_SETS['vild14'])


@dataclass(frozen=True)
class Batch:
    """What a step learns: the n-th text belongs to the n-th thing, then to the pictures."""

    things: list[Cutting]  # (side, side)
    pictures: list[Cutting]  # (side, 2 * side)
    texts: list[str]


class Pairs:
    """All things and pictures of a training, in memory."""

    def __init__(
        self, settings: ContrastiveSettings, progress: Callable[[int, int], None]
    ) -> None:
        pictures = read_learnable(settings.data, settings.kept_out)
        things = draw_things(pictures, settings.least_px, settings.most_of_kind, settings.seed)
        if len(things) + len(pictures) < 2:
            raise DataSetError(
                f'{", ".join(settings.data)} shows fewer than two things or pictures that may be '
                'learned: render more, or keep less out'
            )
        self._settings = settings
        self._captions = [picture.caption for picture in pictures]
        self._pictures = [_reduce(picture, settings.side) for picture in pictures]
        self._things: dict[str, list[Cutting]] = {thing.kind: [] for thing in things}
        stored = round(1.25 * settings.side)
        for number, cutting in enumerate(cut_out(things, stored, MARGIN), 1):
            self._things[things[number - 1].kind].append(cutting)
            progress(number, len(things))

    @property
    def counts(self) -> dict[str, int]:
        """Return how much there is to learn from."""
        return {
            'kinds': len(self._things),
            'things': sum(map(len, self._things.values())),
            'pictures': len(self._pictures),
        }

    def draw(self, step: int) -> Batch:
        """Return the pairs of a step, which follow from the seed and its number alone."""
        settings = self._settings
        rng = np.random.default_rng((settings.seed, step))
        kinds = list(self._things)
        chosen = rng.permutation(len(kinds))[: settings.things]
        things, texts = [], []
        for kind in (kinds[index] for index in chosen):
            cutting = self._things[kind][rng.integers(len(self._things[kind]))]
            size = (settings.side, settings.side)
            things.append(_change(cutting, size, settings.augmentation, rng))
            texts.append(_speak_of(kind, settings, rng))
        pictures = []
        whole = replace(settings.augmentation, scale=(1.0, 1.0), flip=0.0)  # captions say left
        for index in rng.permutation(len(self._pictures))[: settings.pictures]:
            image = self._pictures[index]
            cutting = Cutting(image, np.ones(image.shape[:2], np.uint8))
            pictures.append(_change(cutting, image.shape[:2], whole, rng))
            texts.append(self._captions[index])
        return Batch(things, pictures, texts)


def _reduce(picture: SeenPicture, side: int) -> UInt8Array:  # (side, 2 * side, 3)
    image = read_picture(picture.image)
    return fit(image, np.zeros(image.shape[:2], np.uint8), (side, 2 * side))[0]


def _change(
    cutting: Cutting, size_hw: tuple[int, int], settings: AugmentationSettings, rng: Generator
) -> Cutting:
    inside = (cutting.mask > 0).astype(np.uint8)
    image, label = augment(cutting.image, inside, size_hw, settings, rng)
    return Cutting(image, np.where(label == 1, 255, 0).astype(np.uint8))


def _speak_of(kind: str, settings: ContrastiveSettings, rng: Generator) -> str:
    words = (kind, *settings.words.get(kind, ()))
    word = words[0] if rng.random() < 0.5 else words[rng.integers(len(words))]
    return _TEMPLATES[rng.integers(len(_TEMPLATES))].replace('{}', word)
