"""What rendered pictures show: each thing with its kind, each picture with its caption."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..errors import DataSetError
from ..synthetic.labels import UNKNOWN
from .wordnet import holds_word

Standing = Literal['known', 'unknown', 'unseen']


@dataclass(frozen=True)
class SeenThing:
    """What a picture shows of one thing."""

    image: Path
    instances: Path  # its label of instances
    number: int  # in that label
    kind: str
    standing: Standing  # unknown: no class names it; unseen: nor may anything learn from it
    pixels: int


@dataclass(frozen=True)
class SeenPicture:
    """A picture in words."""

    image: Path
    caption: str
    things: tuple[SeenThing, ...]


def read_pictures(roots: Sequence[Path]) -> tuple[SeenPicture, ...]:
    """Read what `vl4ad synthesize` wrote of drives or stills; raises DataSetError."""
    pictures = []
    for root in roots:
        records = sorted((root / 'records').glob('*.json'))
        if not records:
            raise DataSetError(
                f'{root} holds no rendered pictures: name a folder that `vl4ad synthesize` wrote'
            )
        pictures += [_read_record(root, record) for record in records]
    return tuple(pictures)


def read_learnable(
    roots: Sequence[str],
    kept_out: Sequence[str],  # words of kinds
) -> tuple[SeenPicture, ...]:
    """Read the pictures that show nothing that is to be unseen; raises DataSetError."""
    return tuple(
        picture
        for picture in read_pictures([Path(root) for root in roots])
        if not any(
            thing.standing == 'unseen' or holds_word(thing.kind, kept_out)
            for thing in picture.things
        )
    )


def draw_things(
    pictures: Sequence[SeenPicture],
    least_px: int,  # of a thing, that it can be recognised
    most_of_kind: int,
    seed: int,
) -> tuple[SeenThing, ...]:
    """Return things of every kind, of frequent kinds a sample."""
    by_kind: dict[str, list[SeenThing]] = defaultdict(list)
    for picture in pictures:
        for thing in picture.things:
            if thing.pixels >= least_px:
                by_kind[thing.kind].append(thing)
    drawn = []
    for kind in sorted(by_kind):
        order = np.random.default_rng(seed).permutation(len(by_kind[kind]))
        drawn += [by_kind[kind][index] for index in sorted(order[:most_of_kind].tolist())]
    return tuple(drawn)


def _read_record(root: Path, path: Path) -> SeenPicture:
    try:
        record = json.loads(path.read_text(encoding='utf-8'))
        image, instances = root / record['image'], root / record['instance_label']
        things = tuple(_thing(image, instances, entry) for entry in record['things'])
        return SeenPicture(image, record['caption'], things)
    except (ValueError, KeyError, TypeError) as error:
        raise DataSetError(
            f'{path} does not say what its picture shows: delete the picture, and let `vl4ad '
            'synthesize` go on'
        ) from error


def _thing(image: Path, instances: Path, entry: dict[str, Any]) -> SeenThing:
    standing: Standing = 'known'
    if entry['label'] == UNKNOWN:
        standing = 'unseen' if entry['unseen'] else 'unknown'
    return SeenThing(image, instances, entry['id'], entry['kind'], standing, entry['pixels'])
