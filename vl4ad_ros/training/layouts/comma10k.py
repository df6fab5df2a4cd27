"""
comma10k, as published: five coarse classes in colours.

    imgs/0000_0085e9e41513078a_2018-08-19--13-26-08_11_864.png
    masks/0000_0085e9e41513078a_2018-08-19--13-26-08_11_864.png

Its classes are wider than those of street vocabularies ("movable" is a car, a person or a dog), so
it has a vocabulary of its own, config/vocabularies/comma10k.yaml. For any other, each class must
be given one in the configuration.
"""

from pathlib import Path

from ...errors import DataSetError
from ..label_files import read_colours
from ..pictures import IGNORED_NAME, Source, pair_files
from .splits import choose_split

# The last digit of a name tells the split, as the data set's authors have it.
_SPLITS = {'train': '012345678', 'validation': '9', 'all': '0123456789'}
_COLOURS = {
    0x402020: 'road',
    0xFF0000: 'road',  # lane markings
    0x808060: 'undrivable',
    0x00FF66: 'movable',
    0xCC00FF: IGNORED_NAME,  # the car of the camera itself
}


def find_comma10k(root: Path, split: str) -> Source:
    """Find the pictures of a split."""
    digits = choose_split(split, _SPLITS)
    images, masks = root / 'imgs', root / 'masks'
    if not images.is_dir():
        raise DataSetError(f'comma10k is not whole, {images} is missing: clone its repository')
    chosen = (image for image in images.glob('*.png') if image.stem[-1] in digits)
    files = pair_files(chosen, lambda image: masks / image.name, 'clone its repository again')
    return Source(files, _COLOURS, read_colours)
