import json

import cv2
import numpy as np
import pytest
from rosbags.highlevel import AnyReader

from vl4ad_ros.paths import share_directory

DRIVE = share_directory() / 'drives' / 'demo'


@pytest.fixture(scope='module')
def records():
    return [
        json.loads(line) for line in (DRIVE / 'truth' / 'frames.jsonl').read_text().splitlines()
    ]


@pytest.fixture(scope='module')
def images():
    with AnyReader([DRIVE]) as reader:
        topic = '/camera/image_raw/compressed'
        connections = [c for c in reader.connections if c.topic == topic]
        return [
            (stamp, reader.deserialize(data, connection.msgtype))
            for connection, stamp, data in reader.messages(connections)
        ]


@pytest.fixture(scope='module')
def labels(records):
    paths = [DRIVE / 'truth' / record['anomaly_label'] for record in records]
    return [cv2.imread(str(path), cv2.IMREAD_UNCHANGED) for path in paths]


def test_it_is_small():
    assert sum(path.stat().st_size for path in DRIVE.rglob('*') if path.is_file()) <= 3_000_000


def test_stamps_are_evenly_spaced_and_match_the_truth(images, records):
    stamps = [stamp for stamp, _ in images]
    assert 30 <= len(stamps) <= 60
    assert set(np.diff(stamps)) == {10**8}
    assert stamps == [record['stamp_ns'] for record in records]


def test_every_picture_decodes_to_the_size_of_its_label(images, labels):
    for (_, message), label in zip(images, labels, strict=True):
        picture = cv2.imdecode(message.data, cv2.IMREAD_COLOR)
        assert picture.shape == (360, 640, 3)
        assert label.shape == (360, 640)
        assert picture.std() > 20


def test_an_unknown_object_is_first_small_and_then_large(labels):
    assert all(set(np.unique(label)) <= {0, 1, 255} for label in labels)
    areas = [int((label == 1).sum()) for label in labels]
    assert 0 < areas[0] < 1000
    assert areas[-1] > 10_000
    assert min(areas) > 0
