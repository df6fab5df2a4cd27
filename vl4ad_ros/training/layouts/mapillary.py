"""
Mapillary Vistas 1.2, as published.

    config_v1.2.json
    training/images/<id>.jpg
    training/v1.2/instances/<id>.png     16 bits: 256 x class + instance

A release without the folder v1.2 (config.json, training/instances) lies the same way.
"""

import json
from pathlib import Path

from ...errors import DataSetError
from ..label_files import read_instance_values
from ..pictures import IGNORED_NAME, Source, pair_files
from .splits import choose_split

_SPLITS = {'training': 'training', 'validation': 'validation'}

# The classes that Cityscapes names. What Vistas tells apart within one of them is joined; all
# others are ignored, among them what VL4AD's unknown objects are made of (animals, trailers).
_NAMES = {
    'construction--flat--road': 'road',
    'construction--flat--service-lane': 'road',
    'construction--flat--bike-lane': 'road',
    'construction--flat--crosswalk-plain': 'road',
    'marking--crosswalk-zebra': 'road',
    'marking--general': 'road',
    'object--manhole': 'road',
    'construction--flat--sidewalk': 'sidewalk',
    'construction--flat--curb-cut': 'sidewalk',
    'construction--barrier--curb': 'sidewalk',
    'construction--structure--building': 'building',
    'construction--barrier--wall': 'wall',
    'construction--barrier--fence': 'fence',
    'construction--barrier--guard-rail': 'fence',
    'object--support--pole': 'pole',
    'object--support--utility-pole': 'pole',
    'object--support--traffic-sign-frame': 'pole',
    'object--street-light': 'pole',
    'object--traffic-light': 'traffic light',
    'object--traffic-sign--front': 'traffic sign',
    'nature--vegetation': 'vegetation',
    'nature--terrain': 'terrain',
    'nature--sky': 'sky',
    'human--person': 'person',
    'human--rider--bicyclist': 'rider',
    'human--rider--motorcyclist': 'rider',
    'human--rider--other-rider': 'rider',
    'object--vehicle--car': 'car',
    'object--vehicle--truck': 'truck',
    'object--vehicle--bus': 'bus',
    'object--vehicle--on-rails': 'train',
    'object--vehicle--motorcycle': 'motorcycle',
    'object--vehicle--bicycle': 'bicycle',
}

_REMEDY = 'extract the whole release into one folder'


def find_mapillary(root: Path, split: str) -> Source:
    """Find the pictures of a split; classes are read from the release's own list."""
    split = choose_split(split, _SPLITS)
    images = root / split / 'images'
    if not images.is_dir():
        raise DataSetError(f'Mapillary Vistas is not whole, {images} is missing: {_REMEDY}')
    folder = root / split / 'v1.2'
    labels = (folder if folder.is_dir() else root / split) / 'instances'
    files = pair_files(images.iterdir(), lambda image: labels / f'{image.stem}.png', _REMEDY)
    return Source(files, _read_classes(root), read_instance_values)


def _read_classes(root: Path) -> dict[int, str]:
    for path in (root / 'config_v1.2.json', root / 'config.json'):
        if path.is_file():
            break
    else:
        raise DataSetError(
            f'Mapillary Vistas is not whole, {root / "config_v1.2.json"} is missing: {_REMEDY}'
        )
    try:
        names = [str(entry['name']) for entry in json.loads(path.read_text('utf-8'))['labels']]
    except (ValueError, KeyError, TypeError) as error:
        raise DataSetError(f'{path} does not list the classes of Vistas: {_REMEDY}') from error
    return {value: _NAMES.get(name, IGNORED_NAME) for value, name in enumerate(names)}
