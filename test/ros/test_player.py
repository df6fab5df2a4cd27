"""The player in its own process, heard over DDS."""

import signal
import sys
import time

import cv2
import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from sensor_msgs.msg import CompressedImage, Image

from vl4ad_ros.demo.progress import DONE, WAITING, from_line
from vl4ad_ros.demo.topics import COMPRESSED, IMAGE
from vl4ad_ros.processes import ChildProcess


@pytest.fixture
def play(ros_environment):
    """Return a function that plays a drive and returns the process and what it says."""
    children = []

    def start(drive, *arguments):
        said = []
        command = [sys.executable, '-m', 'vl4ad_ros.ros.player', '--drive', str(drive), *arguments]
        child = ChildProcess(command, ros_environment, lambda line: said.append(from_line(line)))
        children.append(child)
        return child, said

    yield start
    for child in children:
        child.stop()


@pytest.fixture
def pictures(tmp_path):
    """Five pictures, each of one grey, as a drive of 10 frames a second."""
    for index in range(5):
        cv2.imwrite(str(tmp_path / f'{index}.png'), np.full((48, 64, 3), 40 * index, np.uint8))
    return tmp_path


def stamp_ns(message):
    return message.header.stamp.sec * 10**9 + message.header.stamp.nanosec


def test_a_drive_as_a_camera_would_show_it(client, play, pictures):
    client.listen(Image, IMAGE)
    child, said = play(pictures)
    client.wait_for(lambda: said and said[0].phase == WAITING, 'a first line')
    time.sleep(1.0)  # nobody listens to the compressed images yet, so it waits
    assert not client.received[IMAGE]

    client.listen(CompressedImage, COMPRESSED)
    client.wait_for(lambda: said[-1].phase == DONE, 'the end of the drive')
    now_ns = time.time_ns()
    client.wait_for(lambda: len(client.received[COMPRESSED]) == 5, 'all JPEG images')
    client.wait_for(lambda: len(client.received[IMAGE]) == 5, 'all images')
    images = client.received[IMAGE]
    assert [image.data[0] for image in images] == [0, 40, 80, 120, 160]
    assert {(image.encoding, image.height, image.step) for image in images} == {('rgb8', 48, 192)}
    assert {image.header.frame_id for image in images} == {'camera_optical_frame'}
    assert np.diff([stamp_ns(image) for image in images]).tolist() == [100_000_000] * 4
    assert 0 <= now_ns - stamp_ns(images[-1]) < 10**9
    assert [image.header for image in client.received[COMPRESSED]] == [i.header for i in images]
    decoded = cv2.imdecode(np.frombuffer(client.received[COMPRESSED][2].data, np.uint8), 1)
    assert abs(int(decoded[0, 0, 0]) - 80) <= 2
    assert said[-1].sent == 5
    assert child.exit_code is None  # it stays until it is told
    assert child.stop() == 0


def test_it_ends_on_sigint_where_its_parent_ignores_it(client, play, pictures, on_sigint):
    on_sigint(signal.SIG_IGN)
    child, said = play(pictures, '--loop')
    client.wait_for(lambda: said, 'a first line')
    assert child.stop() == 0


def test_a_damaged_drive_is_one_sentence(client, play, pictures):
    client.listen(Image, IMAGE)
    client.listen(CompressedImage, COMPRESSED)
    damaged = pictures / '3.png'
    damaged.write_bytes(damaged.read_bytes()[:60])
    child, _ = play(pictures)
    assert child.wait(20) == 1
    assert child.tail[-1].startswith(f'error: {damaged}')


def test_a_drive_can_be_played_again_and_again_for_whoever_comes(play, pictures, client):
    play(pictures, '--loop')
    client.listen(Image, IMAGE)
    received = client.received[IMAGE]
    client.wait_for(lambda: len(received) > 7, 'more images than the drive has')
    stamps = [
        message.header.stamp.sec * 10**9 + message.header.stamp.nanosec for message in received
    ]
    assert stamps == sorted(set(stamps))
