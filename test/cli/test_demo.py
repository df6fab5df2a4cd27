"""`vl4ad demo` as a user starts it: what it leaves, and how it refuses."""

import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

VL4AD = Path(sys.executable).parent / 'vl4ad'


def run(*arguments):
    command = [VL4AD, 'demo', *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture
def video(tmp_path):
    """A video of 12 frames, 64x48."""
    path = tmp_path / 'drive.mp4'
    with av.open(str(path), 'w') as container:
        stream = container.add_stream('libx264', rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, 'yuv420p'
        for index in range(12):
            pixels = np.full((48, 64, 3), 15 * index, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))
        container.mux(stream.encode())
    return path


def test_a_video_becomes_four_files(video, tmp_path):
    out = tmp_path / 'out'
    result = run('--drive', video, '--out', out)
    assert result.returncode == 0, result.stderr
    assert 'one for each processed frame' in result.stdout
    names = {'index.html', 'overlay.mp4', 'overlay.png', 'results.mcap'}
    assert {path.name for path in out.iterdir()} == names
    assert all(f'{out / name}' in result.stdout for name in names)
    assert cv2.imread(str(out / 'overlay.png')) is not None


def cut_short(path, tmp_path):
    path.write_bytes(path.read_bytes()[:-400])
    return ['--drive', path]


@pytest.mark.parametrize(
    ('arguments', 'word'),
    [
        pytest.param(lambda _, __: ['--drive', '/nonexistent'], '/nonexistent', id='no drive'),
        pytest.param(cut_short, 'drive.mp4', id='truncated video'),
        pytest.param(
            lambda video, _: ['--drive', video, '--bundle', '/nowhere'], '/nowhere', id='no bundle'
        ),
        pytest.param(
            lambda video, _: ['--drive', video, '--out', video], '--out', id='a file as folder'
        ),
        pytest.param(
            lambda video, _: ['--drive', video, '--add-prompt', 'tyre'],
            "'tyre' is no prompt with its time",
            id='no time',
        ),
    ],
)
def test_what_cannot_be_run_is_one_sentence(arguments, word, video, tmp_path):
    result = run(*arguments(video, tmp_path), *([] if word == '--out' else ['--out', tmp_path]))
    assert result.returncode == 2
    assert result.stdout == ''
    assert result.stderr.startswith('error: ')
    assert word in result.stderr
    assert len(result.stderr.splitlines()) == 1
