"""Pictures with labels, whatever data set they come from."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import DataSetError
from ..structures import Int32Array, UInt8Array
from .label_files import read_picture

IGNORED = 255  # a pixel of no class
BEYOND = 254  # a pixel beyond the picture, where a crop is larger
MAX_CLASSES = 250

IGNORED_NAME = 'ignored'  # what a data set's class without a class is called
PICTURE_SUFFIXES = ('.jpg', '.jpeg', '.png', '.webp')


@dataclass(frozen=True)
class Source:
    """What a layout found on disk, in the data set's own words."""

    files: tuple[tuple[Path, Path], ...]  # picture and label
    classes: Mapping[int, str]  # value in a label -> the data set's class
    read_label: Callable[[Path], Int32Array]


@dataclass(frozen=True)
class ClassTable:
    """From the values in label files to the numbers of the vocabulary's classes."""

    values: NDArray[np.int64]  # (n,) in ascending order
    classes: UInt8Array  # (n,)

    def look_up(self, label: Int32Array, path: Path) -> UInt8Array:  # (H, W) -> (H, W)
        """Return the classes; raises DataSetError for a value that means nothing."""
        places = np.searchsorted(self.values, label).clip(max=self.values.size - 1)
        strange = self.values[places] != label
        if strange.any():
            value = int(label[strange][0])
            shown = f'{value} (0x{value:06x})' if value > 0xFFFF else value
            raise DataSetError(
                f'{path} has the value {shown}, which stands for no class of its data set: '
                'correct the label, or give the value a class'
            )
        classes: UInt8Array = self.classes[places]
        return classes


@dataclass(frozen=True)
class LabelledPicture:
    """A picture and what is to be learned from it."""

    image: Path
    label: Path
    read_label: Callable[[Path], Int32Array]
    table: ClassTable

    def read(self) -> tuple[UInt8Array, UInt8Array]:  # (H, W, 3) RGB, (H, W) class numbers
        """Read both files; raises DataSetError when they do not fit each other."""
        image = read_picture(self.image)
        label = self.read_classes()
        if label.shape != image.shape[:2]:
            raise DataSetError(
                f'{self.label} is {label.shape[1]}x{label.shape[0]}, its picture '
                f'{image.shape[1]}x{image.shape[0]}: labels must have the size of their pictures'
            )
        return image, label

    def read_classes(self) -> UInt8Array:  # (H, W) class numbers
        """Read the label alone."""
        return self.table.look_up(self.read_label(self.label), self.label)


def label_pictures(
    source: Source,
    renamed: Mapping[str, str],  # the data set's class -> the vocabulary's, or `ignored`
    known: Sequence[str],  # the vocabulary's classes; their order gives the numbers
    place: str,  # the data set, for the remedy
) -> tuple[LabelledPicture, ...]:
    """Give each class of a data set its class in the vocabulary, or raise DataSetError."""
    names = set(source.classes.values())
    for name in renamed:
        if name not in names:
            raise DataSetError(
                f'{place} has no class {name!r} to rename: did you mean {_nearest(name, names)!r}?'
            )
    values = np.array(sorted(source.classes), np.int64)
    classes = np.array(
        [_number(source.classes[int(value)], renamed, known, place) for value in values], np.uint8
    )
    table = ClassTable(values, classes)
    return tuple(
        LabelledPicture(image, label, source.read_label, table) for image, label in source.files
    )


def pair_files(
    images: Iterable[Path],
    label_of: Callable[[Path], Path],
    remedy: str,
) -> tuple[tuple[Path, Path], ...]:
    """Put each picture beside its label, in order; raises DataSetError when one is missing."""
    pairs = [
        (image, label_of(image))
        for image in sorted(images)
        if image.suffix.lower() in PICTURE_SUFFIXES and not image.name.startswith('.')
    ]
    for image, label in pairs:
        if not label.is_file():
            raise DataSetError(f'{image} has no label, {label} is missing: {remedy}')
    return tuple(pairs)


def _number(name: str, renamed: Mapping[str, str], known: Sequence[str], place: str) -> int:
    wanted = renamed.get(name, name)
    if wanted == IGNORED_NAME:
        return IGNORED
    if wanted not in known:
        raise DataSetError(
            f'{place} has the class {wanted!r}, which the vocabulary does not know: add to the '
            f'data set `classes: {{{name}: {_nearest(wanted, known)}}}`, or another class, or '
            f'`{IGNORED_NAME}`'
        )
    return known.index(wanted)


def _nearest(name: str, known: Iterable[str]) -> str:
    return difflib.get_close_matches(name, list(known), 1, 0.0)[0]
