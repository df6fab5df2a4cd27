"""
Rendered drives, as `vl4ad synthesize` writes them: one, or several side by side.

    images/000000.png
    labels_class/000000.png                   train id of Cityscapes, 255 where it has none
    labels_masks/000000_labels_semantic.png   1 where an unknown object is
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ...errors import DataSetError
from ...synthetic.labels import ANOMALY, CLASSES, NO_CLASS
from ..label_files import read_values
from ..pictures import IGNORED_NAME, Source, pair_files
from .splits import refuse_split

_REMEDY = 'let `vl4ad synthesize` go on with it'


def find_drives(root: Path, split: str) -> Source:
    """Find all frames; raises DataSetError when one of them shows an unknown object."""
    refuse_split(split, 'drives')
    drives = (
        [root] if (root / 'images').is_dir() else sorted(p.parent for p in root.glob('*/images'))
    )
    files = tuple(
        pair
        for drive in drives
        for pair in pair_files((drive / 'images').iterdir(), _class_label, _REMEDY)
    )
    _refuse_unknown_objects(image for image, _ in files)
    return Source(files, {**dict(enumerate(CLASSES)), NO_CLASS: IGNORED_NAME}, read_values)


def _refuse_unknown_objects(images: Iterable[Path]) -> None:
    """Read every anomaly label: the method must not have seen what it is to find."""
    with ThreadPoolExecutor() as pool:
        for path, pixels in pool.map(_unknown_pixels, images):
            if pixels:
                raise DataSetError(
                    f'{path} marks {pixels} pixels of an unknown object, and training sees known '
                    'classes only: render drives without unknown objects for it'
                )


def _unknown_pixels(image: Path) -> tuple[Path, int]:
    path = image.parents[1] / 'labels_masks' / f'{image.stem}_labels_semantic.png'
    if not path.is_file():
        raise DataSetError(f'{image} has no anomaly label, {path} is missing: {_REMEDY}')
    return path, int(np.count_nonzero(read_values(path) == ANOMALY))


def _class_label(image: Path) -> Path:
    return image.parents[1] / 'labels_class' / image.name
