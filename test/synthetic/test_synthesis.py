import importlib.util
import json
import shutil

import cv2
import numpy as np
import pytest
import yaml
from rosbags.highlevel import AnyReader

from vl4ad_ros.errors import SettingsError, SyntheticError
from vl4ad_ros.synthetic.camera import CameraPose, intrinsics_of
from vl4ad_ros.synthetic.dataset import DataSetFolder
from vl4ad_ros.synthetic.frame_record import frame_record
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


def write_frames(root, things, indices=range(SETTINGS.frames)):
    """Write what a renderer would have: flat pictures, the last thing in one corner."""
    data_set = DataSetFolder(root)
    data_set.claim(SETTINGS)
    pose = CameraPose((1.5, 0.0, 1.4), (-0.7, 0.0, 0.0, 0.7))
    for index in indices:
        instances = np.zeros((48, 64), np.uint16)
        instances[:4, :5] = len(things)
        record = frame_record(SETTINGS, things, instances, pose, intrinsics_of(SETTINGS.camera))
        data_set.write(
            index,
            np.full((48, 64, 3), (200, 40 * index, 10), np.uint8),
            instances,
            np.where(instances > 0, np.float32(12.345), np.float32(0)),
            things,
            {'stamp_ns': SETTINGS.stamp_ns(index), **record},
        )
    return data_set


def test_complete_frames_are_not_rendered_again(tmp_path, things):
    write_frames(tmp_path, things)
    told = []
    bag = synthesize(SETTINGS, tmp_path, on_frame=told.append)
    assert told == [3]
    with AnyReader([bag]) as reader:
        messages = {c.topic: [] for c in reader.connections}
        for connection, stamp, data in reader.messages():
            message = reader.deserialize(data, connection.msgtype)
            header = (message.transforms[0] if connection.topic == '/tf' else message).header.stamp
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
    transform = messages['/tf'][1].transforms[0]
    assert (transform.header.frame_id, transform.child_frame_id) == ('map', 'camera_optical_frame')
    place, turn = transform.transform.translation, transform.transform.rotation
    assert (place.x, place.y, place.z) == (1.5, 0.0, 1.4)
    assert (turn.x, turn.y, turn.z, turn.w) == (-0.7, 0.0, 0.0, 0.7)
    assert info.k.tolist() == pytest.approx([focal, 0, 31.5, 0, focal, 23.5, 0, 0, 1])


def test_the_truth_lies_beside_the_bag(tmp_path, things):
    write_frames(tmp_path, things)
    truth = synthesize(SETTINGS, tmp_path) / 'truth'
    records = [json.loads(line) for line in (truth / 'frames.jsonl').read_text().splitlines()]
    assert [record['stamp_ns'] for record in records] == [10**9, 1_125_000_000, 1_250_000_000]
    label = cv2.imread(str(truth / records[1]['anomaly_label']), cv2.IMREAD_UNCHANGED)
    assert (label == 1).sum() == 20
    assert (label == 0).sum() == 48 * 64 - 20
    sky, tyre = records[1]['things']
    assert sky == {'id': 0, 'kind': 'sky', 'label': 'sky', 'pixels': 48 * 64 - 20}
    assert tyre == {
        'id': len(things),
        'kind': 'tyre',
        'label': 'unknown',
        'pixels': 20,
        'near': False,
        'unseen': False,
    }
    kinds = {
        entry['id']: entry['kind'] for entry in json.loads((truth / 'things.json').read_text())
    }
    assert (kinds[0], kinds[len(things)]) == ('sky', 'tyre')


def test_the_data_set_index_names_files_that_are_there(tmp_path, things):
    write_frames(tmp_path, things)
    synthesize(SETTINGS, tmp_path)
    for line in (tmp_path / 'frames.jsonl').read_text().splitlines():
        record = json.loads(line)
        for name in ('image', 'anomaly_label', 'class_label', 'instance_label', 'depth'):
            assert (tmp_path / record[name]).is_file()


def test_depth_is_in_centimetres(tmp_path, things):
    write_frames(tmp_path, things)
    depth = cv2.imread(str(tmp_path / 'depth' / '000001.png'), cv2.IMREAD_UNCHANGED)
    assert depth.dtype == np.uint16
    assert depth[0, 0] == round(12.345 * 100)
    assert depth[40, 40] == 0


def test_a_contact_sheet_shows_every_frame_above_its_labels(tmp_path, things):
    write_frames(tmp_path, things)
    synthesize(SETTINGS, tmp_path)
    sheet = cv2.imread(str(tmp_path / 'contact_sheet.jpg'))[..., ::-1]
    assert sheet.shape == (2 * 240, 3 * 320, 3)
    assert sheet[120, 500] == pytest.approx((200, 40, 10), abs=4)
    assert sheet[240 + 8, 330] == pytest.approx((255, 128, 0), abs=12)  # the unknown thing
    assert sheet[240 + 120, 500] == pytest.approx((70, 130, 180), abs=4)  # the sky


def test_ranges_of_frames_make_a_drive_together(tmp_path, things):
    """Two machines render a part each; the parts are copied into one folder."""
    for name, indices in (('one', range(0, 2)), ('two', range(2, 3))):
        write_frames(tmp_path / name, things, indices)
        assert synthesize(SETTINGS, tmp_path / name, frames=indices) is None
        assert not (tmp_path / name / 'frames.jsonl').exists()
    shutil.copytree(tmp_path / 'two', tmp_path / 'one', dirs_exist_ok=True)
    assert synthesize(SETTINGS, tmp_path / 'one').name == 'small'


@pytest.mark.parametrize('frames', [range(0), range(1, 4), range(-1, 2)])
def test_a_range_outside_the_drive_is_refused(tmp_path, frames):
    with pytest.raises(SettingsError, match='choose within 0:3'):
        synthesize(SETTINGS, tmp_path, frames)


def test_a_frame_without_its_picture_is_not_complete(tmp_path, things):
    data_set = write_frames(tmp_path, things)
    (tmp_path / 'images' / '000001.png').unlink()
    assert [data_set.is_complete(index) for index in range(3)] == [True, False, True]


def test_a_folder_of_other_settings_is_refused(tmp_path, things):
    write_frames(tmp_path, things)
    with pytest.raises(SyntheticError, match='begun with other settings'):
        synthesize(DriveSettings(seed=6, frames=3), tmp_path)


def test_a_folder_of_before_a_setting_existed_is_gone_on_in(tmp_path, things):
    write_frames(tmp_path, things)
    path = tmp_path / 'drive.yaml'
    values = yaml.safe_load(path.read_text())
    del values['hills']
    path.write_text(yaml.safe_dump(values))
    assert synthesize(SETTINGS, tmp_path).name == 'small'
    assert yaml.safe_load(path.read_text())['hills'] is False


@pytest.mark.skipif(importlib.util.find_spec('bpy') is not None, reason='Blender is here')
@pytest.mark.parametrize('workers', [1, 2])
def test_without_blender_the_remedy_is_named(tmp_path, workers):
    with pytest.raises(SyntheticError, match=r"pip install '\.\[synthetic\]'"):
        synthesize(SETTINGS, tmp_path, workers=workers)
