import numpy as np
import pytest

from vl4ad_ros.errors import DataSetError
from vl4ad_ros.evaluation.image_reader import ImageReader
from vl4ad_ros.evaluation.layouts import open_data_set

from .conftest import write_png

IMAGE = np.full((8, 12, 3), 100, np.uint8)
STANDARD = np.array([[0] * 12, [1] * 12, [255] * 12, [7] * 12], np.uint8).repeat(2, 0)
ROAD_ANOMALY = np.array([[0] * 12, [2] * 12, [0] * 12, [0] * 12], np.uint8).repeat(2, 0)
LOST_AND_FOUND = np.array([[1] * 12, [17] * 12, [0] * 12, [255] * 12], np.uint8).repeat(2, 0)

SCENE = '04_Maurener_Weg_8'
FRAME = f'{SCENE}_000000_000030'
CITY_FRAME = 'frankfurt_000001_046504'

# Data set -> (frame id, picture, label, values of the label's four stripes), as published.
LAYOUTS = {
    'roadanomaly21': (
        'validation0000',
        'dataset_AnomalyTrack/images/validation0000.jpg',
        'dataset_AnomalyTrack/labels_masks/validation0000_labels_semantic.png',
        STANDARD,
    ),
    'roadobstacle21': (
        'validation_1',
        'dataset_ObstacleTrack/images/validation_1.webp',
        'dataset_ObstacleTrack/labels_masks/validation_1_labels_semantic.png',
        STANDARD,
    ),
    'fishyscapes_lostandfound': (
        f'0000_{FRAME}',
        f'leftImg8bit/train/{SCENE}/{FRAME}_leftImg8bit.png',
        f'fishyscapes_lostandfound/0000_{FRAME}_labels.png',
        STANDARD,
    ),
    'fishyscapes_static': (
        f'0003_{CITY_FRAME}',
        f'leftImg8bit/val/frankfurt/{CITY_FRAME}_leftImg8bit.png',
        f'fs_val_v3/0003_{CITY_FRAME}_labels.png',
        STANDARD,
    ),
    'lostandfound': (
        FRAME,
        f'leftImg8bit/test/{SCENE}/{FRAME}_leftImg8bit.png',
        f'gtCoarse/test/{SCENE}/{FRAME}_gtCoarse_labelIds.png',
        LOST_AND_FOUND,
    ),
    'roadanomaly19': (
        'animals01_Calves',
        'frames/animals01_Calves.webp',
        'frames/animals01_Calves.labels/labels_semantic.png',
        ROAD_ANOMALY,
    ),
    'folder': ('yard', 'images/yard.png', 'labels/yard.png', STANDARD),
}
STRIPES = {
    'roadanomaly19': [0, 1, 0, 0],
    'lostandfound': [0, 1, 255, 255],
}


@pytest.fixture(params=LAYOUTS)
def published(request, tmp_path):
    """One frame of a data set, laid out as it is published."""
    frame_id, image, label, values = LAYOUTS[request.param]
    write_png(tmp_path / image, IMAGE)
    write_png(tmp_path / label, values)
    if request.param == 'fishyscapes_static':
        difference = np.zeros(IMAGE.shape, np.int16)
        difference[0] = 20, -20, 300
        np.savez(tmp_path / label.replace('_labels.png', '_rgb.npz'), rgb=difference)
    return request.param, tmp_path, frame_id


def test_frames_are_found_and_their_labels_converted(published):
    name, root, frame_id = published
    data_set = open_data_set(name, root)
    (frame,) = data_set.frames
    assert frame.id == frame_id
    assert data_set.labelled
    expected = STRIPES.get(name, [0, 1, 255, 255])
    assert data_set.read_label(frame)[::2, 0].tolist() == expected
    assert ImageReader().read(frame).shape == (8, 12, 3)


def test_the_first_missing_file_is_named(published):
    name, root, _ = published
    frame = open_data_set(name, root).frames[0]
    missing = frame.image if name.startswith('fishyscapes') else frame.label
    if name.endswith('21'):  # a second frame, so that it is no test split
        for path in (frame.image, frame.label):
            copy = path.with_name(path.name.replace('validation', 'validation9'))
            copy.write_bytes(path.read_bytes())
    missing.unlink()
    with pytest.raises(DataSetError) as error:
        open_data_set(name, root)
    assert str(missing) in str(error.value)
    assert '\n' not in str(error.value)
    assert 'http' in str(error.value) or name == 'folder'


def test_differences_are_added_to_the_picture(tmp_path):
    _, image, label, values = LAYOUTS['fishyscapes_static']
    write_png(tmp_path / image, IMAGE)
    write_png(tmp_path / label, values)
    difference = np.zeros(IMAGE.shape, np.int16)
    difference[0] = 20, -20, 300
    np.savez(tmp_path / label.replace('_labels.png', '_rgb.npz'), rgb=difference)
    frame = open_data_set('fishyscapes_static', tmp_path).frames[0]
    assert ImageReader().read(frame)[:2, 0].tolist() == [[120, 80, 255], [100, 100, 100]]


def test_the_folder_of_a_track_may_be_the_root(anomaly_track):
    root, _ = anomaly_track
    inside = open_data_set('roadanomaly21', root / 'dataset_AnomalyTrack')
    assert [frame.id for frame in inside.frames] == [f'validation000{i}' for i in range(3)]


def test_frames_without_public_labels_are_another_split(anomaly_track):
    root, _ = anomaly_track
    write_png(root / 'dataset_AnomalyTrack' / 'images' / 'bear0000.jpg', IMAGE)
    assert len(open_data_set('roadanomaly21', root).frames) == 3
    test = open_data_set('roadanomaly21', root, 'test')
    assert [frame.id for frame in test.frames] == ['bear0000']
    assert not test.labelled
    with pytest.raises(DataSetError, match='no split'):
        open_data_set('roadanomaly21', root, 'train')


def test_a_label_without_its_picture_is_a_hole(anomaly_track):
    root, _ = anomaly_track
    picture = root / 'dataset_AnomalyTrack' / 'images' / 'validation0001.jpg'
    picture.unlink()
    with pytest.raises(DataSetError, match=r'validation0001\.jpg is missing'):
        open_data_set('roadanomaly21', root)


@pytest.mark.parametrize(('count', 'kept'), [(30, 30), (40, 30)])
def test_the_official_split_of_obstacles_has_thirty_frames(count, kept, tmp_path):
    for index in range(count):
        write_png(tmp_path / 'images' / f'validation_{index}.webp', IMAGE)
        write_png(tmp_path / 'labels_masks' / f'validation_{index}_labels_semantic.png', STANDARD)
    assert len(open_data_set('roadobstacle21', tmp_path).frames) == kept


def test_known_obstacles_are_left_out(tmp_path):
    for scene, frame in (
        ('01_Hanns_Klemm_Str_45', '01_Hanns_Klemm_Str_45_000006_000000'),
        ('01_Hanns_Klemm_Str_45', '01_Hanns_Klemm_Str_45_000005_000000'),
        ('15_Rechbergstr_Deckenpfronn', '15_Rechbergstr_Deckenpfronn_000001_000000'),
    ):
        write_png(tmp_path / f'leftImg8bit/test/{scene}/{frame}_leftImg8bit.png', IMAGE)
        label = tmp_path / f'gtCoarse/test/{scene}/{frame}_gtCoarse_labelIds.png'
        write_png(label, LOST_AND_FOUND)
    (frame,) = open_data_set('lostandfound', tmp_path).frames
    assert frame.id == '01_Hanns_Klemm_Str_45_000005_000000'
    assert frame.drive == '01_Hanns_Klemm_Str_45_000005'


@pytest.mark.parametrize(
    ('name', 'complaint'),
    [
        ('roadanomaly21', r'images is missing: get it from https://segmentmeifyoucan\.com'),
        ('roadanomaly20', r"did you mean 'roadanomaly21'\?"),
        ('rendered', 'vl4ad synthesize'),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(name, complaint, tmp_path):
    with pytest.raises(DataSetError, match=complaint):
        open_data_set(name, tmp_path)


def test_a_label_that_is_a_picture_is_refused(anomaly_track):
    root, _ = anomaly_track
    data_set = open_data_set('roadanomaly21', root)
    write_png(data_set.frames[0].label, np.arange(48 * 96 * 3).reshape(48, 96, 3) % 250)
    with pytest.raises(DataSetError, match='one 8-bit channel'):
        data_set.read_label(data_set.frames[0])
