import pytest

from vl4ad_ros.demo.progress import (
    RUNNING,
    PlayerProgress,
    RecorderProgress,
    from_line,
    to_line,
)

CAMERA = {
    'frames_received': '9',
    'frames_processed': '4',
    'frames_dropped': '3',
    'frames_rejected': '1',
}


@pytest.mark.parametrize(
    'progress',
    [
        PlayerProgress(RUNNING, 3, 1),
        RecorderProgress(RUNNING, {'/a': 2}, CAMERA, (('rock', 0.5), ('ü "', 1.0)), 4),
    ],
)
def test_a_line_says_it_all(progress):
    line = to_line(progress)
    assert '\n' not in line
    assert from_line(line) == progress


@pytest.mark.parametrize('line', ['', '[INFO] hello', '3', '[]', '{}', '{"source": "else"}'])
def test_other_lines_are_left_alone(line):
    assert from_line(line) is None


def test_frames_in_the_node():
    assert RecorderProgress(RUNNING, camera=CAMERA).unsettled == 1
    assert RecorderProgress(RUNNING).unsettled == 0
