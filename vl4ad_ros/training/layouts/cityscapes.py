"""
Cityscapes, as published: leftImg8bit and gtFine extracted side by side.

    leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png
    gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png
"""

from pathlib import Path

from ...errors import DataSetError
from ...synthetic.labels import CLASSES
from ..label_files import read_values
from ..pictures import IGNORED_NAME, Source, pair_files
from .splits import choose_split

_SPLITS = {'train': 'train', 'val': 'val'}
_LAST_ID = 33
# The ids of the 19 evaluated classes, in the order of their train ids; the others are ignored.
_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
_LICENCE_PLATE = 255  # -1 in files of 8 bits

_REMEDY = 'extract gtFine_trainvaltest.zip beside leftImg8bit_trainvaltest.zip'


def find_cityscapes(root: Path, split: str) -> Source:
    """Find the pictures of a split in all cities."""
    split = choose_split(split, _SPLITS)
    images = root / 'leftImg8bit' / split
    if not images.is_dir():
        raise DataSetError(f'Cityscapes is not whole, {images} is missing: {_REMEDY}')
    labels = root / 'gtFine' / split

    def label_of(image: Path) -> Path:
        name = image.name.removesuffix('_leftImg8bit.png')
        return labels / image.parent.name / f'{name}_gtFine_labelIds.png'

    classes = dict.fromkeys((*range(_LAST_ID + 1), _LICENCE_PLATE), IGNORED_NAME)
    classes.update(zip(_IDS, CLASSES, strict=True))
    files = pair_files(images.glob('*/*_leftImg8bit.png'), label_of, _REMEDY)
    return Source(files, classes, read_values)
