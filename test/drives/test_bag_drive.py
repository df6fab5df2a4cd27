import sqlite3

import numpy as np
import pytest
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin

from vl4ad_ros.drives.bag_drive import find_bag, open_bag
from vl4ad_ros.errors import DriveError

START = 1_700_000_000 * 10**9
PERIOD = 50_000_000
STORAGES = [
    (StoragePlugin.MCAP, None),
    (StoragePlugin.MCAP, (CompressionMode.STORAGE, CompressionFormat.ZSTD)),
    (StoragePlugin.SQLITE3, None),
    (StoragePlugin.SQLITE3, (CompressionMode.MESSAGE, CompressionFormat.ZSTD)),
    (StoragePlugin.SQLITE3, (CompressionMode.FILE, CompressionFormat.ZSTD)),
]


def _rows(messages, count=10, topic='/camera/image', kind='image', **changes):
    make = getattr(messages, kind)
    return [
        (topic, START + index * PERIOD + 7, make(index, START + index * PERIOD, **changes))
        for index in range(count)
    ]


@pytest.mark.parametrize(('plugin', 'compression'), STORAGES)
def test_images_of_a_bag_folder(tmp_path, write_bag, messages, index_of, plugin, compression):
    rows = [('/chatter', START, messages.text('hello')), *_rows(messages)]
    drive = open_bag(write_bag(tmp_path / 'bag', rows, plugin, compression), None)
    assert (drive.name, drive.fps, drive.frame_count) == ('bag /camera/image', 20.0, 10)
    for _ in range(2):
        frames = list(drive)
        assert [index_of(frame.image) for frame in frames] == list(range(10))
        assert [frame.stamp_ns for frame in frames] == [START + i * PERIOD for i in range(10)]
        assert {frame.camera for frame in frames} == {'front'}


@pytest.mark.parametrize('plugin', [StoragePlugin.MCAP, StoragePlugin.SQLITE3])
def test_a_bare_bag_file(tmp_path, write_bag, messages, plugin):
    folder = write_bag(tmp_path / 'bag', _rows(messages), plugin)
    (folder / 'metadata.yaml').unlink()
    path = find_bag(folder)
    assert path is not None
    assert path.is_file()
    assert find_bag(path) == path
    assert len(list(open_bag(path, None))) == 10


def test_a_bag_without_type_definitions(tmp_path, write_bag, messages):
    """As the releases up to Humble record them."""
    folder = write_bag(tmp_path / 'bag', _rows(messages), StoragePlugin.SQLITE3)
    with sqlite3.connect(folder / 'bag.db3') as database:
        database.execute('DELETE FROM message_definitions')
    assert len(list(open_bag(folder, None))) == 10


def test_which_folders_are_bags(tmp_path, write_bag, messages):
    folder = write_bag(tmp_path / 'bag', _rows(messages, 1))
    assert find_bag(folder) == folder
    assert find_bag(tmp_path) is None
    (tmp_path / 'a.mcap').touch()
    (tmp_path / 'b.db3').touch()
    with pytest.raises(DriveError, match=r'2 bags and no metadata\.yaml.*a\.mcap'):
        find_bag(tmp_path)


@pytest.mark.parametrize('extension', ['.jpg', '.png'])
def test_compressed_images(tmp_path, write_bag, messages, index_of, extension):
    rows = _rows(messages, kind='compressed', extension=extension)
    drive = open_bag(write_bag(tmp_path / 'bag', rows), None)
    assert [index_of(frame.image) for frame in drive] == list(range(10))


def _encoded(picture, encoding, padding):
    image = picture(3)
    channels = {
        'rgb8': image,
        'bgr8': image[..., ::-1],
        'rgba8': np.dstack([image, image[..., :1]]),
        'bgra8': np.dstack([image[..., ::-1], image[..., :1]]),
        'mono8': image[..., 0],
    }[encoding]
    rows = channels.reshape(len(channels), -1)
    return np.pad(rows, ((0, 0), (0, padding)))


@pytest.mark.parametrize('encoding', ['rgb8', 'bgr8', 'rgba8', 'bgra8', 'mono8'])
@pytest.mark.parametrize('padding', [0, 4])
def test_encodings(tmp_path, write_bag, messages, picture, encoding, padding):
    rows = _encoded(picture, encoding, padding)
    message = messages.image(
        0, START, encoding=encoding, step=rows.shape[1], data=rows.reshape(-1)
    )
    (frame,) = open_bag(write_bag(tmp_path / 'bag', [('/i', START, message)]), None)
    expected = picture(3)
    if encoding == 'mono8':
        expected = np.repeat(expected[..., :1], 3, axis=2)
    np.testing.assert_array_equal(frame.image, expected)


def test_first_topic_by_name_or_the_one_named(tmp_path, write_bag, messages):
    rows = [
        *_rows(messages, 4, '/rear'),
        *_rows(messages, 2, '/front/compressed', 'compressed'),
        *_rows(messages, 3, '/front'),
    ]
    path = write_bag(tmp_path / 'bag', rows)
    assert open_bag(path, None).topic == '/front'
    assert [len(list(open_bag(path, topic))) for topic in ('/front/compressed', '/rear')] == [2, 4]
    with pytest.raises(DriveError, match='no images on /side: choose one of /front, /front/comp'):
        open_bag(path, '/side')


def test_without_header_stamps_the_time_of_recording_counts(tmp_path, write_bag, messages):
    rows = [('/i', START + i * PERIOD, messages.image(i, 0)) for i in range(3)]
    drive = open_bag(write_bag(tmp_path / 'bag', rows), None)
    assert [frame.stamp_ns for frame in drive] == [START + i * PERIOD for i in range(3)]
    assert drive.fps == 20


def test_one_image_without_frame_id(tmp_path, write_bag, messages):
    message = messages.image(0, START, header=messages.header(START, ''))
    drive = open_bag(write_bag(tmp_path / 'bag', [('/i', START, message)]), None)
    assert drive.fps > 0
    assert [frame.camera for frame in drive] == ['camera']


def test_a_bag_without_images_is_refused(tmp_path, write_bag, messages):
    path = write_bag(tmp_path / 'bag', [('/chatter', START, messages.text('hello'))])
    with pytest.raises(DriveError, match='holds no images: record a topic of type sensor_msgs'):
        open_bag(path, None)


def test_an_empty_bag_is_refused(tmp_path, write_bag):
    with pytest.raises(DriveError, match='holds no images'):
        open_bag(write_bag(tmp_path / 'bag', []), None)


@pytest.mark.parametrize('plugin', [StoragePlugin.MCAP, StoragePlugin.SQLITE3])
@pytest.mark.parametrize('part', [0, 0.001, 0.1, 0.5, 0.9])
def test_a_cut_bag_is_refused(tmp_path, write_bag, messages, plugin, part):
    path = find_bag(write_bag(tmp_path / 'bag', _rows(messages), plugin))
    (file,) = (child for child in path.iterdir() if child.suffix != '.yaml')
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * part)])
    for broken in (path, file):
        with pytest.raises(DriveError, match='is damaged or cut short') as caught:
            open_bag(broken, None)
        assert '\n' not in str(caught.value)


@pytest.mark.parametrize('text', ['', ': [', 'rosbag2_bagfile_information: {version: 99}', 'a: b'])
def test_damaged_metadata_is_refused(tmp_path, write_bag, messages, text):
    path = write_bag(tmp_path / 'bag', _rows(messages, 1))
    (path / 'metadata.yaml').write_text(text)
    with pytest.raises(DriveError, match='is damaged or cut short') as caught:
        open_bag(path, None)
    assert '\n' not in str(caught.value)


def test_a_damaged_image_is_named(tmp_path, write_bag, messages):
    rows = _rows(messages, 3, kind='compressed')
    rows[2] = (*rows[2][:2], messages.compressed(2, START, cut=-30))
    drive = open_bag(write_bag(tmp_path / 'bag', rows), None)
    frames = iter(drive)
    next(frames)
    next(frames)
    with pytest.raises(DriveError, match=r'image 2 on /camera/image of .* cut short'):
        next(frames)


def test_byte_order_counts(tmp_path, write_bag, messages):
    data = np.full((48, 64), 0x1234, '>u2').view(np.uint8).reshape(-1)
    message = messages.image(0, START, encoding='mono16', step=128, is_bigendian=1, data=data)
    (frame,) = open_bag(write_bag(tmp_path / 'bag', [('/i', START, message)]), None)
    assert (frame.image == 0x12).all()


def test_an_image_of_wrong_step_is_named(tmp_path, write_bag, messages):
    message = messages.image(0, START, step=5)
    drive = open_bag(write_bag(tmp_path / 'bag', [('/i', START, message)]), None)
    with pytest.raises(DriveError, match=r'image 0 on /i of .* cannot be used: step is 5 bytes'):
        list(drive)
