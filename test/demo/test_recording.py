"""The real node, recorder and player, from start to end."""

import os
import signal
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from vl4ad_ros.bags.reader import read_messages
from vl4ad_ros.demo import topics
from vl4ad_ros.demo.recording import record_drive
from vl4ad_ros.demo.summary import read_summary
from vl4ad_ros.errors import DemoError
from vl4ad_ros.paths import find_bundle


@pytest.fixture(scope='module')
def pictures(tmp_path_factory):
    """Ten pictures, so that a drive of them takes a second."""
    folder = tmp_path_factory.mktemp('pictures')
    noise = np.random.default_rng(0).integers(0, 256, (48, 96, 3), np.uint8)
    for index in range(10):
        cv2.imwrite(str(folder / f'{index}.png'), np.roll(noise, 8 * index, axis=1))
    return folder


@pytest.fixture
def children():
    """Return a function that gives the children started since, commands by process id."""
    earlier = all_children()
    return lambda: {pid: line for pid, line in all_children().items() if pid not in earlier}


def all_children():
    found = {}
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            status = (folder / 'stat').read_text().rpartition(')')[2].split()
            if int(status[1]) == os.getpid() and status[0] != 'Z':
                found[int(folder.name)] = (folder / 'cmdline').read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def record(drive, file, show=lambda status: None, bundle=None):
    bundle = bundle or find_bundle('demo')
    return record_drive(drive, 'ten pictures', bundle, file, show)


def test_every_processed_frame_is_recorded_with_the_header_of_its_image(
    pictures, tmp_path, children
):
    file = tmp_path / 'results.mcap'
    stages = []
    record(pictures, file, lambda status: stages.append(status.stage))
    assert {'starting the node', 'playing', 'waiting for the last frames'} <= set(stages)
    assert children() == {}

    summary = read_summary(file)  # raises when a hazard message is missing
    assert summary.drive == 'ten pictures'
    assert summary.sent == 10
    assert summary.processed == len(summary.frames) > 0
    assert summary.received == summary.processed + summary.dropped + summary.rejected
    headers = {}
    for topic, _, message in read_messages(file, set(topics.RECORDED) - {topics.DRIVE}):
        headers.setdefault(topic, []).append(message.header)
    for topic in (topics.HAZARDS, topics.SCORE, topics.SCORE_MONO8, topics.OVERLAY):
        assert len(headers[topic]) == summary.processed, topic
        assert all(header in headers[topics.COMPRESSED] for header in headers[topic])


def test_a_bundle_that_the_node_refuses(pictures, tmp_path, children):
    with pytest.raises(DemoError, match='the node could not start: cannot configure'):
        record(pictures, tmp_path / 'results.mcap', bundle=tmp_path)
    assert children() == {}


def test_a_node_that_dies_is_named_with_its_last_lines(pictures, tmp_path, children):
    def kill_node(status):
        if status.stage == 'playing':
            for pid, command in children().items():
                if 'vl4ad_node' in command:
                    os.kill(pid, signal.SIGKILL)

    with pytest.raises(DemoError, match=r'the node ended with exit code -9; its last lines:\n'):
        record(pictures, tmp_path / 'results.mcap', kill_node)
    assert children() == {}


@pytest.mark.parametrize('stage', ['starting the node', 'playing'])
def test_ctrl_c_ends_every_child(pictures, tmp_path, children, on_sigint, stage):
    def interrupt(status):
        if status.stage == stage and len(children()) == 3:
            signal.raise_signal(signal.SIGINT)

    assert threading.current_thread() is threading.main_thread()
    # Whatever a script starts in the background ignores SIGINT, these tests too.
    on_sigint(signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        record(pictures, tmp_path / 'results.mcap', interrupt)
    assert children() == {}
