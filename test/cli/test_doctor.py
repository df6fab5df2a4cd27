"""`vl4ad doctor` as a user starts it."""

import os
import subprocess
import sys

import cv2
import numpy as np
import pytest

from vl4ad_ros.dds import isolated_environment, reserved_domain
from vl4ad_ros.demo.topics import IMAGE
from vl4ad_ros.processes import ChildProcess

START = 'from vl4ad_ros.cli.main import main; main()'


def doctor(environment, *arguments):
    command = [sys.executable, '-c', START, 'doctor', *arguments]
    environment = {**environment, 'COLUMNS': '250'}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def rows(result):
    """Return state and finding by check."""
    cells = [[c.strip() for c in line.split('│')[1:-1]] for line in result.stdout.splitlines()]
    return {row[1]: (row[0], row[2]) for row in cells if row and row[1]}


def test_without_ros_it_says_so_and_goes_on(tmp_path):
    # A module that cannot be imported stands before whatever is installed.
    (tmp_path / 'rclpy.py').write_text('raise ModuleNotFoundError("No module named \'rclpy\'")')
    path = os.pathsep.join([str(tmp_path), os.environ.get('PYTHONPATH', '')]).rstrip(os.pathsep)
    result = doctor({**os.environ, 'PYTHONPATH': path})
    assert result.returncode == 1, result.stderr
    found = rows(result)
    assert found['ROS 2'][0] == 'failed'
    assert "No module named 'rclpy'" in found['ROS 2'][1]
    assert found['vocabulary'][0] == 'ok'
    assert 'Traceback' not in result.stdout + result.stderr


def test_a_broken_bundle_is_a_finding():
    result = doctor(os.environ, '--bundle', '/nowhere')
    assert result.returncode == 1
    assert rows(result)['bundle /nowhere'][0] == 'failed'


def test_a_camera_that_is_alive_is_heard(tmp_path):
    pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')
    for index in range(5):
        cv2.imwrite(str(tmp_path / f'{index}.png'), np.full((48, 64, 3), 40 * index, np.uint8))
    player = [sys.executable, '-m', 'vl4ad_ros.ros.player', '--drive', str(tmp_path), '--loop']
    with reserved_domain() as domain_id:
        environment = isolated_environment(domain_id)
        with ChildProcess(player, environment):
            topics = ['--topic', IMAGE, '--topic', '/nowhere']
            for _ in range(3):  # on a busy machine publisher and subscriber take a while to meet
                result = doctor(environment, *topics)
                found = rows(result)
                if found[f'topic {IMAGE}'][0] == 'ok':
                    break
    state, sentence = found[f'topic {IMAGE}']
    assert state == 'ok', sentence
    assert sentence.endswith('of 64x48 rgb8')
    state, sentence = found['topic /nowhere']
    assert state == 'failed'
    assert IMAGE in sentence
    assert result.returncode == 1
    for check in ('ROS 2', 'messages', 'middleware', 'DDS profile'):
        assert found[check][0] == 'ok', found[check]
