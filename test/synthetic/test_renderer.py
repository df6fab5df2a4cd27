import json

import cv2
import numpy as np
import pytest

from vl4ad_ros.synthetic.settings import (
    CameraSettings,
    DriveSettings,
    RenderSettings,
    StillsSettings,
    UnknownSettings,
)
from vl4ad_ros.synthetic.synthesis import synthesize

pytest.importorskip('bpy', reason='Blender renders drives only where bpy is installed')

SETTINGS = DriveSettings(
    seed=5,
    frames=2,
    fps=1.0,
    camera=CameraSettings(width=64, height=36),
    unknowns=(UnknownSettings('sofa', 14.0),),
    render=RenderSettings(samples=2, threads=2),
)


def files(folder):
    paths = sorted(path for path in folder.rglob('*') if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope='module')
def drive(tmp_path_factory):
    out = tmp_path_factory.mktemp('drive')
    synthesize(SETTINGS, out)
    return out


def test_a_stopped_drive_ends_with_the_same_bytes(drive, tmp_path):
    """The second folder is a run of its own, stopped after its first frame and resumed."""
    told = []

    def stop(done):
        told.append(done)
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synthesize(SETTINGS, tmp_path, on_frame=stop)
    synthesize(SETTINGS, tmp_path, on_frame=told.append)
    assert told == [0, 1, 1, 2]
    assert files(tmp_path) == files(drive)


def test_the_unknown_grows_as_the_camera_comes_near(drive):
    paths = sorted((drive / 'labels_masks').iterdir())
    areas = [(cv2.imread(str(path), cv2.IMREAD_UNCHANGED) == 1).sum() for path in paths]
    assert 0 < areas[0] < areas[1]


STILLS = StillsSettings(
    seed=4,
    streets=('country', 'motorway'),
    weathers=('night', 'rain', 'clear'),
    frames=3,
    width=64,
    height=32,
    unknown_share=1.0,
    render=RenderSettings(samples=1, threads=1),
)


def test_processes_and_ranges_render_the_same_stills(tmp_path):
    """What a still is like must not depend on what its process rendered before."""
    synthesize(STILLS, tmp_path / 'one')
    synthesize(STILLS, tmp_path / 'two', frames=range(1, 3), workers=2)
    synthesize(STILLS, tmp_path / 'two')
    assert files(tmp_path / 'one') == files(tmp_path / 'two')


def test_depth_is_that_of_flat_ground(drive):
    """Below the horizon, depth is the camera's height over the tangent of the angle down."""
    depth = cv2.imread(str(drive / 'depth' / '000000.png'), cv2.IMREAD_UNCHANGED) / 100
    classes = cv2.imread(str(drive / 'labels_class' / '000000.png'), cv2.IMREAD_UNCHANGED)
    record = json.loads((drive / 'frames.jsonl').read_text().splitlines()[0])
    camera = record['camera']
    row, column = 33, 32
    assert classes[row, column] == 0
    x, y, z, w = camera['orientation_xyzw']
    down = 2 * (y * z - x * w), -2 * (x * z - y * w)  # how far the optical axis looks, and down
    ray = np.array([column - camera['centre_px'][0], row - camera['centre_px'][1]])
    ray = np.append(ray / camera['focal_px'], 1)
    fall = -(np.array([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]) @ ray)
    assert depth[row, column] == pytest.approx(camera['position_m'][2] / fall, rel=0.03)
    assert down[0] > 0.9


def test_pictures_and_labels_show_the_same_place(drive):
    """A mustard, teal or rust sofa differs from the grey road it stands on."""
    image = cv2.imread(str(drive / 'images' / '000001.png')).astype(int)
    label = cv2.imread(str(drive / 'labels_masks' / '000001_labels_semantic.png'), -1)
    classes = cv2.imread(str(drive / 'labels_class' / '000001.png'), -1)
    spread = np.ptp(image, axis=2)
    assert spread[label == 1].mean() > 2 * spread[classes == 0].mean()
