"""Each layout on a small copy of how its data set is published."""

import json

import cv2
import numpy as np
import pytest

from vl4ad_ros.errors import DataSetError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.training.data_sets import open_data_sets
from vl4ad_ros.training.pictures import IGNORED
from vl4ad_ros.training.settings import DataSettings

NAMES = [
    'road', 'sidewalk', 'building', 'wall', 'fence', 'pole', 'traffic light', 'traffic sign',
    'vegetation', 'terrain', 'sky', 'person', 'rider', 'car', 'truck', 'bus', 'train',
    'motorcycle', 'bicycle',
]  # fmt: skip
COMMA10K = share_directory().parent / 'shared' / 'data' / 'comma10k'


def save(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), pixels)


def picture(path, size_hw=(4, 6)):
    save(path, np.full((*size_hw, 3), 90, np.uint8))


def label(path, rows, dtype=np.uint8):
    save(path, np.array(rows, dtype).repeat(6, axis=1))


def read(layout, root, split='', known=NAMES, **classes):
    return open_data_sets([DataSettings(layout, str(root), split, classes)], known)


def columns(found):
    """Return the first column of each label: the fixtures' rows have one class each."""
    return [picture.read()[1][:, 0].tolist() for picture in found]


def make_drive(root, frames=2, unknown=0):
    for index in range(frames):
        picture(root / 'images' / f'{index:06d}.png')
        label(root / 'labels_class' / f'{index:06d}.png', [[0], [13], [10], [255]])
        masks = root / 'labels_masks' / f'{index:06d}_labels_semantic.png'
        label(masks, [[0], [0], [unknown], [255]])


def test_drives_lie_alone_or_side_by_side(tmp_path):
    make_drive(tmp_path / 'all' / 'first')
    make_drive(tmp_path / 'all' / 'second', frames=1)
    assert columns(read('drives', tmp_path / 'all' / 'first')) == [[0, 13, 10, IGNORED]] * 2
    assert len(read('drives', tmp_path / 'all')) == 3


def test_a_drive_with_an_unknown_object_is_refused(tmp_path):
    make_drive(tmp_path / 'known')
    make_drive(tmp_path / 'unknown', unknown=1)
    with pytest.raises(DataSetError) as caught:
        read('drives', tmp_path)
    assert 'unknown/labels_masks/000000_labels_semantic.png marks 6 pixels' in str(caught.value)
    assert 'training sees known classes only' in str(caught.value)


def test_a_drive_without_labels_is_refused(tmp_path):
    make_drive(tmp_path)
    (tmp_path / 'labels_masks' / '000001_labels_semantic.png').unlink()
    with pytest.raises(DataSetError, match=r'000001\.png has no anomaly label'):
        read('drives', tmp_path)
    (tmp_path / 'labels_class' / '000001.png').unlink()
    with pytest.raises(DataSetError, match=r'000001\.png has no label'):
        read('drives', tmp_path)


def make_cityscapes(root):
    for split, city, name in (
        ('train', 'aachen', 'aachen_000000_000019'),
        ('train', 'ulm', 'ulm_000001_000019'),
        ('val', 'lindau', 'lindau_000000_000019'),
    ):
        picture(root / 'leftImg8bit' / split / city / f'{name}_leftImg8bit.png')
        labels = root / 'gtFine' / split / city
        label(labels / f'{name}_gtFine_labelIds.png', [[7], [26], [33], [1]])
        label(labels / f'{name}_gtFine_instanceIds.png', [[7], [26], [33], [1]])
        picture(labels / f'{name}_gtFine_color.png')


def test_cityscapes(tmp_path):
    make_cityscapes(tmp_path)
    assert columns(read('cityscapes', tmp_path)) == [[0, 13, 18, IGNORED]] * 2
    (found,) = read('cityscapes', tmp_path, 'val')
    assert found.image.name == 'lindau_000000_000019_leftImg8bit.png'
    with pytest.raises(DataSetError, match="no split 'tran': did you mean 'train'"):
        read('cityscapes', tmp_path, 'tran')
    next(tmp_path.glob('gtFine/train/ulm/*labelIds.png')).unlink()
    with pytest.raises(DataSetError, match=r'ulm.* is missing: extract gtFine_trainvaltest'):
        read('cityscapes', tmp_path)


def make_vistas(root, config='config_v1.2.json', folder='v1.2'):
    names = [
        'animal--bird', 'construction--barrier--curb', 'construction--flat--road',
        'object--vehicle--car', 'object--vehicle--caravan', 'void--unlabeled',
    ]  # fmt: skip
    entries = [{'name': name, 'readable': name.split('--')[-1]} for name in names]
    (root / config).write_text(json.dumps({'labels': entries, 'version': 1.2}))
    images, labels = root / 'training' / 'images', root / 'training' / folder
    save(images / 'Zx_-1.jpg', np.full((6, 6, 3), 90, np.uint8))
    instances = [[256 * 0 + 3], [256 * 1], [256 * 2], [256 * 3 + 17], [256 * 4 + 1], [256 * 5]]
    label(labels / 'instances' / 'Zx_-1.png', instances, np.uint16)


@pytest.mark.parametrize(('config', 'folder'), [('config_v1.2.json', 'v1.2'), ('config.json', '')])
def test_mapillary_vistas(tmp_path, config, folder):
    make_vistas(tmp_path, config, folder)
    assert columns(read('mapillary', tmp_path)) == [[IGNORED, 1, 0, 13, IGNORED, IGNORED]]
    (tmp_path / config).write_text('{}')
    with pytest.raises(DataSetError, match='does not list the classes of Vistas'):
        read('mapillary', tmp_path)
    (tmp_path / config).unlink()
    with pytest.raises(DataSetError, match='is missing: extract the whole release'):
        read('mapillary', tmp_path)


COMMA_COLOURS = (
    (0x40, 0x20, 0x20),
    (255, 0, 0),
    (0x80, 0x80, 0x60),
    (0, 255, 0x66),
    (204, 0, 255),
)


def make_comma10k(root):
    mask = np.array(COMMA_COLOURS, np.uint8)[:, None, ::-1].repeat(6, axis=1)
    for name in ('0000_0085e9e41513078a_2018-08-19--13-26-08_11_864', '0001_x_9'):
        picture(root / 'imgs' / f'{name}.png', (5, 6))
        save(root / 'masks' / f'{name}.png', mask)


def test_comma10k(tmp_path):
    make_comma10k(tmp_path)
    known = ['undrivable', 'road', 'movable']
    assert columns(read('comma10k', tmp_path, known=known)) == [[1, 1, 0, 2, IGNORED]]
    (found,) = read('comma10k', tmp_path, 'validation', known=known)
    assert found.image.name == '0001_x_9.png'
    assert len(read('comma10k', tmp_path, 'all', known=known)) == 2


def test_classes_a_vocabulary_does_not_know_must_be_given_one(tmp_path):
    make_comma10k(tmp_path)
    with pytest.raises(DataSetError, match=r"'movable', which the vocabulary .* or `ignored`"):
        read('comma10k', tmp_path, undrivable='building')
    found = read('comma10k', tmp_path, undrivable='ignored', movable='car')
    assert columns(found) == [[0, 0, IGNORED, 13, IGNORED]]
    with pytest.raises(
        DataSetError, match="no class 'moveable' to rename: did you mean 'movable'"
    ):
        read('comma10k', tmp_path, moveable='car')


@pytest.mark.skipif(not COMMA10K.is_dir(), reason='../shared/data/comma10k is not here')
def test_comma10k_as_published():
    found = read('comma10k', COMMA10K, 'all', known=['road', 'undrivable', 'movable'])
    assert len(found) == 8
    assert len(read('comma10k', COMMA10K, known=['road', 'undrivable', 'movable'])) == 7
    shares = []
    for image, classes in (entry.read() for entry in found):
        assert image.shape == (874, 1164, 3)
        shares.append(np.bincount(classes.ravel(), minlength=256)[[0, 1, 2, IGNORED]])
    road, undrivable, movable, mine = np.sum(shares, axis=0) / np.sum(shares)
    assert road + undrivable + movable + mine == pytest.approx(1)
    assert 0.15 < road < 0.5
    assert undrivable > 0.3
    assert movable > 0


def make_folder(root, classes, pixels):
    picture(root / 'images' / 'a.jpg')
    save(root / 'labels' / 'a.png', pixels)
    (root / 'classes.yaml').write_text(classes)


def test_a_folder_of_grey_values(tmp_path):
    pixels = np.array([[0], [3], [255], [0]], np.uint8).repeat(6, axis=1)
    make_folder(tmp_path, '0: road\n3: lorry\n255: ignored', pixels)
    assert columns(read('folder', tmp_path, lorry='truck')) == [[0, 14, IGNORED, 0]]
    (tmp_path / 'classes.yaml').write_text('0: road\n255: ignored')
    (found,) = read('folder', tmp_path)
    with pytest.raises(DataSetError, match=r'a\.png has the value 3, which stands for no class'):
        found.read()


def test_a_folder_of_colours(tmp_path):
    colours = np.array([[128, 64, 128], [0, 0, 142], [0, 0, 0], [128, 64, 128]], np.uint8)
    pixels = colours[:, None, ::-1].repeat(6, axis=1)
    make_folder(tmp_path, "'#804080': road\n'#00008E': car\n'#000000': ignored", pixels)
    assert columns(read('folder', tmp_path)) == [[0, 13, IGNORED, 0]]
    (tmp_path / 'classes.yaml').write_text('0: road')
    (found,) = read('folder', tmp_path)
    with pytest.raises(DataSetError, match='has colours where numbers of classes are needed'):
        found.read()


@pytest.mark.parametrize(
    ('classes', 'words'),
    [
        ('', 'holds no classes: write lines such as `0: road`'),
        ('[road]', 'holds no classes'),
        ('0: 1', 'the class of 0 is 1, no text'),
        ("0: road\n'#804080': car", 'numbers alone or colours alone'),
        ("'804080': road", 'numbers alone or colours alone'),
    ],
)
def test_a_folder_with_a_wrong_list_of_classes_is_refused(tmp_path, classes, words):
    make_folder(tmp_path, classes, np.zeros((4, 6), np.uint8))
    with pytest.raises(DataSetError) as caught:
        read('folder', tmp_path)
    assert words in str(caught.value)


def test_a_label_of_another_size_is_refused(tmp_path):
    make_folder(tmp_path, '0: road', np.zeros((4, 5), np.uint8))
    (found,) = read('folder', tmp_path)
    with pytest.raises(DataSetError, match=r'a\.png is 5x4, its picture 6x4'):
        found.read()


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(DataSetError, match="no layout 'citiscapes': did you mean 'cityscapes'"):
        read('citiscapes', tmp_path)
    with pytest.raises(DataSetError, match='there is no folder'):
        read('cityscapes', tmp_path / 'none')
    for layout in ('cityscapes', 'mapillary', 'comma10k', 'folder'):
        with pytest.raises(DataSetError, match=r'images|leftImg8bit|imgs'):
            read(layout, tmp_path)
    with pytest.raises(DataSetError, match='holds no pictures'):
        read('drives', tmp_path)
    with pytest.raises(DataSetError, match="the layout 'drives' has no split 'train'"):
        read('drives', tmp_path, 'train')
