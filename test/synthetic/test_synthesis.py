import importlib.util
import json

import cv2
import numpy as np
import pytest
from rosbags.highlevel import AnyReader

from vl4ad_ros.errors import SyntheticError
from vl4ad_ros.synthetic.camera import intrinsics_of
from vl4ad_ros.synthetic.dataset import DataSetFolder
from vl4ad_ros.synthetic.scene import build_scene
from vl4ad_ros.synthetic.settings import CameraSettings, DriveSettings, UnknownSettings
from vl4ad_ros.synthetic.synthesis import synthesize

SETTINGS = DriveSettings(
    seed=5,
    name='small',
    frames=3,
    fps=8.0,
    camera=CameraSettings(width=64, height=48),
    unknowns=(UnknownSettings('tyre', 20.0),),
)


@pytest.fixture(scope='module')
def things():
    return build_scene(SETTINGS).things


def write_frames(root, things):
    """Write what a renderer would have: flat pictures, the last thing in one corner."""
    data_set = DataSetFolder(root, SETTINGS, things)
    for index in range(SETTINGS.frames):
        instances = np.zeros((48, 64), np.uint16)
        instances[:4, :5] = len(things)
        data_set.write(index, np.full((48, 64, 3), (200, 40 * index, 10), np.uint8), instances)
    return data_set


def test_complete_frames_are_not_rendered_again(tmp_path, things):
    write_frames(tmp_path, things)
    told = []
    bag = synthesize(SETTINGS, tmp_path, told.append)
    assert told == [3]
    with AnyReader([bag]) as reader:
        messages = {c.topic: [] for c in reader.connections}
        for connection, stamp, data in reader.messages():
            message = reader.deserialize(data, connection.msgtype)
            header = message.header.stamp
            assert header.sec * 10**9 + header.nanosec == stamp
            messages[connection.topic].append(message)
    images = messages['/camera/image_raw/compressed']
    assert [m.header.stamp.nanosec for m in images] == [0, 125_000_000, 250_000_000]
    assert {m.header.frame_id for m in images} == {'camera_optical_frame'}
    picture = cv2.imdecode(images[2].data, cv2.IMREAD_COLOR)
    assert picture.mean(axis=(0, 1))[::-1] == pytest.approx((200, 80, 10), abs=2)
    info = messages['/camera/camera_info'][0]
    focal = intrinsics_of(SETTINGS.camera).focal_px
    assert (info.width, info.height) == (64, 48)
    assert info.k.tolist() == pytest.approx([focal, 0, 31.5, 0, focal, 23.5, 0, 0, 1])


def test_the_truth_lies_beside_the_bag(tmp_path, things):
    write_frames(tmp_path, things)
    truth = synthesize(SETTINGS, tmp_path) / 'truth'
    records = [json.loads(line) for line in (truth / 'frames.jsonl').read_text().splitlines()]
    assert [record['stamp_ns'] for record in records] == [10**9, 1_125_000_000, 1_250_000_000]
    label = cv2.imread(str(truth / records[1]['anomaly_label']), cv2.IMREAD_UNCHANGED)
    assert (label == 1).sum() == 20
    assert (label == 0).sum() == 48 * 64 - 20
    assert records[1]['visible_px'] == {'0': 48 * 64 - 20, str(len(things)): 20}
    kinds = {
        entry['id']: entry['kind'] for entry in json.loads((truth / 'things.json').read_text())
    }
    assert (kinds[0], kinds[len(things)]) == ('sky', 'tyre')


def test_the_data_set_index_names_files_that_are_there(tmp_path, things):
    write_frames(tmp_path, things)
    synthesize(SETTINGS, tmp_path)
    for line in (tmp_path / 'frames.jsonl').read_text().splitlines():
        record = json.loads(line)
        for name in ('image', 'anomaly_label', 'class_label', 'instance_label'):
            assert (tmp_path / record[name]).is_file()


def test_a_frame_without_its_picture_is_not_complete(tmp_path, things):
    data_set = write_frames(tmp_path, things)
    (tmp_path / 'images' / '000001.png').unlink()
    assert [data_set.is_complete(index) for index in range(3)] == [True, False, True]


def test_a_folder_of_other_settings_is_refused(tmp_path, things):
    write_frames(tmp_path, things)
    with pytest.raises(SyntheticError, match='begun with other settings'):
        synthesize(DriveSettings(seed=6, frames=3), tmp_path)


@pytest.mark.skipif(importlib.util.find_spec('bpy') is not None, reason='Blender is here')
def test_without_blender_the_remedy_is_named(tmp_path):
    with pytest.raises(SyntheticError, match=r"pip install '\.\[synthetic\]'"):
        synthesize(SETTINGS, tmp_path)
