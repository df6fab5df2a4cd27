import re
import sqlite3

import numpy as np
import pytest
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin

from vl4ad_ros.bags.message_types import message_types
from vl4ad_ros.errors import DriveError
from vl4ad_ros.image_codec import decode_message
from vl4ad_ros.replay.image_bag import ImageBag

FRONT, REAR = '/front/image_raw', '/rear/image_raw'
MCAP, SQLITE3 = StoragePlugin.MCAP, StoragePlugin.SQLITE3
ZSTD = CompressionFormat.ZSTD
STORAGES = [
    (MCAP, None),
    (MCAP, (CompressionMode.STORAGE, ZSTD)),
    (SQLITE3, None),
    (SQLITE3, (CompressionMode.MESSAGE, ZSTD)),
    (SQLITE3, (CompressionMode.FILE, ZSTD)),
    (MCAP, (CompressionMode.FILE, ZSTD)),
]


def read(path, *topics):
    """Return the images, and what could not be read."""
    with ImageBag(path, topics) as bag:
        return list(bag), bag.damage


def data_file(folder):
    (file,) = (child for child in folder.iterdir() if child.suffix != '.yaml')
    return file


def need_library(plugin):
    if plugin == MCAP:
        pytest.importorskip('mcap', reason="cut MCAP files need mcap: pip install '.[evaluation]'")


@pytest.mark.parametrize(('plugin', 'compression'), STORAGES)
def test_every_image_in_order(tmp_path, write_bag, rows, messages, plugin, compression):
    text = messages.make('std_msgs/msg/String', data='hello')
    recorded = [('/chatter', 0, text), *rows(20)]
    images, damage = read(write_bag(tmp_path / 'bag', recorded, plugin, compression))
    assert damage == []
    assert [(i.topic, i.received_ns) for i in images] == [row[:2] for row in rows(20)]
    assert [i.stamp_ns + 5_000_000 for i in images] == [row[1] for row in rows(20)]
    for index, image in enumerate(images):
        np.testing.assert_array_equal(decode_message(image.message), messages.pixels(index))


@pytest.mark.parametrize(('plugin', 'compression'), STORAGES)
@pytest.mark.parametrize('part', [0.5, 0.98])
def test_a_cut_bag_is_read_as_far_as_it_goes(
    tmp_path, write_bag, rows, messages, plugin, compression, part
):
    need_library(plugin)
    # Of the larger ones MCAP takes one in a chunk; SQLite finds rows by nodes of half a dozen.
    count, size_hw, lost = (8, (480, 640), 2) if plugin == MCAP else (60, (120, 160), 8)
    noise = [
        np.random.default_rng(index).integers(0, 256, (*size_hw, 3), np.uint8)
        for index in range(count)
    ]
    recorded = rows(count, size_hw=size_hw)
    for (_, _, message), pixels in zip(recorded, noise, strict=True):
        message.data = pixels.reshape(-1)
    folder = write_bag(tmp_path / 'bag', recorded, plugin, compression)
    file = data_file(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])
    for path in (folder, file):
        images, damage = read(path)
        assert count * part - lost <= len(images) <= count * part + 1
        assert [image.stamp_ns for image in images] == [
            row[1] - 5_000_000 for row in recorded[: len(images)]
        ]
        for image, pixels in zip(images, noise, strict=False):
            np.testing.assert_array_equal(decode_message(image.message), pixels)
        assert 'is damaged or cut short' in damage[-1]
        assert all('\n' not in sentence for sentence in damage)


@pytest.mark.parametrize('plugin', [MCAP, SQLITE3])
@pytest.mark.parametrize('part', [0, 0.001, 0.01])
def test_a_bag_of_which_nothing_is_left(tmp_path, write_bag, rows, plugin, part):
    need_library(plugin)
    file = data_file(write_bag(tmp_path / 'bag', rows(20), plugin))
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(DriveError, match='nothing can be read of the bag') as caught:
        ImageBag(file)
    assert '\n' not in str(caught.value)


def test_a_damaged_middle_ends_the_reading(tmp_path, write_bag, rows):
    folder = write_bag(
        tmp_path / 'bag', rows(4, size_hw=(600, 800)), MCAP, (CompressionMode.STORAGE, ZSTD)
    )
    file = data_file(folder)
    whole = bytearray(file.read_bytes())
    third = [chunk.start() for chunk in re.finditer(re.escape(b'\x28\xb5\x2f\xfd'), whole)][2]
    whole[third : third + 4] = bytes(4)
    file.write_bytes(whole)
    images, (sentence,) = read(folder)
    assert len(images) == 2
    assert sentence.startswith(f'{FRONT} is damaged after {len(images)} of 4 images')


def test_a_recorder_that_was_killed_leaves_no_metadata(tmp_path, write_bag, rows):
    folder = tmp_path / 'bag'
    folder.mkdir()
    for number in (10, 2, 1):  # in this order of their numbers, not of their digits
        part = write_bag(tmp_path / f'part{number}', rows(2, offset_ns=number * 10**9))
        data_file(part).rename(folder / f'bag_{number}.mcap')
    images, damage = read(folder)
    assert damage == []
    assert len(images) == 6
    assert [image.stamp_ns for image in images] == sorted(image.stamp_ns for image in images)


def test_messages_still_in_the_write_ahead_log_are_named(tmp_path, write_bag, rows):
    file = data_file(write_bag(tmp_path / 'bag', rows(2), SQLITE3))
    file.with_name('bag.db3-wal').write_bytes(b'x')
    images, (sentence,) = read(file)
    assert len(images) == 2
    assert 'wal_checkpoint' in sentence


def test_cameras_are_merged_by_their_stamps(tmp_path, write_bag, rows):
    late = rows(5, REAR, offset_ns=50_000_000)
    late = [(topic, received + 10**9, message) for topic, received, message in late]
    images, _ = read(write_bag(tmp_path / 'bag', [*rows(5), *late]))
    assert [image.topic for image in images] == [FRONT, REAR] * 5
    stamps = [image.stamp_ns for image in images]
    assert stamps == sorted(stamps)


def test_which_topics_are_cameras(tmp_path, write_bag, rows, messages):
    def one(topic, message):
        return topic, 10**9, message

    recorded = [
        *rows(1),
        one(f'{FRONT}/compressed', messages.compressed(0, 10**9)),
        one('/side/image/compressed', messages.compressed(0, 10**9)),
        one('/robot/vl4ad/overlay', messages.image(0, 10**9)),
        one('/robot/vl4ad/labels', messages.image(0, 10**9)),
        one('/robot/vl4ad/camera', messages.image(0, 10**9)),
        one('/robot/vl4ad/found', hazard_array(messages)),
    ]
    path = write_bag(tmp_path / 'bag', recorded)
    with ImageBag(path) as bag:
        assert bag.topics == (FRONT, '/robot/vl4ad/camera', '/side/image/compressed')
        assert bag.left_out == (
            f'{FRONT}/compressed',
            '/robot/vl4ad/labels',
            '/robot/vl4ad/overlay',
        )
        assert bag.is_compressed('/side/image/compressed')
        assert not bag.is_compressed(FRONT)
    with ImageBag(path, [f'{FRONT}/compressed', '/robot/vl4ad/overlay', FRONT, FRONT]) as bag:
        assert bag.topics == (FRONT, f'{FRONT}/compressed', '/robot/vl4ad/overlay')
    with pytest.raises(DriveError, match=f'holds no images on /up: choose from {FRONT}, '):
        ImageBag(path, ['/up'])


def hazard_array(messages):
    return messages.make(
        'vl4ad_ros/msg/HazardArray',
        header=messages.header(10**9),
        image_width=1,
        image_height=1,
        model_id='',
        vocabulary_digest='',
        threshold=0.5,
        status=0,
        status_text='',
        processing_latency=messages.make('builtin_interfaces/msg/Duration', sec=0, nanosec=0),
        frames_dropped=0,
        hazards=[],
    )


def test_a_bag_without_cameras_is_refused(tmp_path, write_bag, messages):
    text = messages.make('std_msgs/msg/String', data='hello')
    path = write_bag(tmp_path / 'bag', [('/chatter', 0, text)])
    with pytest.raises(DriveError, match='holds no images of a camera'):
        ImageBag(path)


def test_what_is_no_bag_is_refused(tmp_path):
    (tmp_path / 'notes.txt').write_text('no bag')
    for path in (tmp_path, tmp_path / 'notes.txt'):
        with pytest.raises(DriveError, match='is no rosbag2'):
            ImageBag(path)
    with pytest.raises(DriveError, match='absent cannot be read'):
        ImageBag(tmp_path / 'absent')


def test_bytes_that_are_no_message_are_given_as_such(tmp_path, write_bag, rows):
    folder = write_bag(tmp_path / 'bag', rows(3), SQLITE3)
    with sqlite3.connect(folder / 'bag.db3') as database:
        database.execute("UPDATE messages SET data = x'000100000001' WHERE id = 2")
    images, damage = read(folder)
    assert damage == []
    assert [image.message is None for image in images].count(True) == 1
    assert len(images) == 3


def test_without_a_stamp_the_time_of_recording_counts(tmp_path, write_bag, messages):
    image = messages.image(0, 0)
    ((read_image,), _) = read(write_bag(tmp_path / 'bag', [('/i', 77, image)]))
    assert read_image.stamp_ns == 77
    assert message_types().deserialize_cdr(read_image.cdr, 'sensor_msgs/msg/Image').width == 96
