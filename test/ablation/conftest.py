import json

import cv2
import numpy as np
import pytest

from vl4ad_ros.ablation.streets import open_streets
from vl4ad_ros.synthetic.labels import CLASSES
from vl4ad_ros.vocabulary.reader import parse_vocabulary

SIZE_HW = (64, 128)
ROAD, SKY, CAR, TRUCK = (CLASSES.index(name) for name in ('road', 'sky', 'car', 'truck'))

# Few words in one template: they are embedded in a moment.
VOCABULARY = """
version: 1
name: street
templates: ['{}']
classes: {road: [road, street], sky: [sky], car: [car, van], truck: [truck]}
super_classes: {vehicle: [car, truck]}
families: {scenery: [road, sky]}
ood_prompts: [caravan, dog]
"""

THINGS = {
    'dog': {'near': False, 'unseen': False},
    'deer': {'near': False, 'unseen': True},
    'caravan': {'near': True, 'unseen': False},
    'excavator': {'near': True, 'unseen': True},
}


def write_png(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), pixels)


def write_still(root, index, kinds, size_hw=SIZE_HW):
    """Write a picture of sky, road, a car and a truck side by side, and unknown things."""
    name, height = f'{index:06d}', size_hw[0]
    classes = np.full(size_hw, ROAD, np.uint8)
    classes[: height // 3] = SKY
    classes[height // 2 : -8, 8:24], classes[height // 2 : -8, 24:40] = CAR, TRUCK
    instances = np.zeros(size_hw, np.uint16)
    label = np.zeros(size_hw, np.uint8)
    things = [{'id': 1, 'kind': 'road', 'label': 'road', 'pixels': 9}]
    for number, kind in enumerate(kinds, 2):
        left = 34 + 18 * number
        place = slice(height // 2, -4), slice(left, left + 10)
        classes[place], instances[place], label[place] = 255, number, 1
        thing = {'id': number, 'kind': kind, 'label': 'unknown', 'pixels': 9}
        things.append(thing | THINGS[kind])
    label[-2:] = 255
    image = np.random.default_rng(index).integers(0, 255, (*size_hw, 3), np.uint8)
    write_png(root / 'images' / f'{name}.png', image)
    write_png(root / 'labels_masks' / f'{name}_labels_semantic.png', label)
    write_png(root / 'labels_class' / f'{name}.png', classes)
    write_png(root / 'labels_instance' / f'{name}.png', instances)
    with (root / 'frames.jsonl').open('a') as file:
        file.write(json.dumps({'index': index, 'things': things}) + '\n')


@pytest.fixture
def stills(tmp_path):
    """Four pictures, the last one without an unknown thing."""
    root = tmp_path / 'stills'
    for index, kinds in enumerate((('dog', 'caravan'), ('deer',), ('excavator', 'dog'), ())):
        write_still(root, index, kinds)
    return root


@pytest.fixture
def streets(stills):
    return open_streets([stills])


@pytest.fixture
def vocabulary():
    return parse_vocabulary(VOCABULARY, 'test')
