"""
A folder of one's own.

    classes.yaml            what the labels' values, or their colours, stand for
    images/<name>.jpg       or .jpeg, .png, .webp
    labels/<name>.png       of the same size

classes.yaml has one line for each value, all numbers or all colours:

    0: road                 '#804080': road
    1: building             '#464646': building
    255: ignored            '#000000': ignored
"""

import re
from collections.abc import Mapping
from pathlib import Path

from ...errors import DataSetError
from ...yaml_record import read_yaml
from ..label_files import read_colours, read_values
from ..pictures import Source, pair_files
from .splits import refuse_split

_COLOUR = re.compile(r'#[0-9a-fA-F]{6}')
_REMEDY = 'give each picture in images/ a label in labels/'


def find_folder(root: Path, split: str) -> Source:
    """Find the pictures and what the values of their labels stand for."""
    refuse_split(split, 'folder')
    images = root / 'images'
    if not images.is_dir():
        raise DataSetError(f'{root} has no folder images: put the pictures there')
    classes, coloured = _read_classes(root / 'classes.yaml')
    files = pair_files(
        images.iterdir(), lambda image: root / 'labels' / f'{image.stem}.png', _REMEDY
    )
    return Source(files, classes, read_colours if coloured else read_values)


def _read_classes(path: Path) -> tuple[dict[int, str], bool]:
    content = read_yaml(path, 'what the values of the labels stand for')
    remedy = "write lines such as `0: road`, or, for colours, `'#804080': road`"
    if not isinstance(content, Mapping) or not content:
        raise DataSetError(f'{path} holds no classes: {remedy}')
    for value, name in content.items():
        if not isinstance(name, str):
            raise DataSetError(f'{path}: the class of {value!r} is {name!r}, no text: {remedy}')
    if all(type(value) is int for value in content):
        return dict(content), False
    if all(isinstance(value, str) and _COLOUR.fullmatch(value) for value in content):
        return {int(value[1:], 16): name for value, name in content.items()}, True
    raise DataSetError(f'{path} must have numbers alone or colours alone as values: {remedy}')
