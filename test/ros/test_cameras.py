"""Several cameras in one node: topics, encodings, turns, and how they are looked at."""

import threading
import time

import cv2
import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

import rclpy
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from vl4ad_ros.msg import Hazard, HazardArray

from vl4ad_ros.ros.camera_topics import camera_topics

PICTURE = np.random.default_rng(0).integers(0, 255, (72, 128, 3), np.uint8)
EVERYTHING = {
    'threshold': 0.0,
    'min_area': 0,
    'min_area_near': 0,
    'confirm_hits': 1,
    'track': False,
    'stale_after': 0.0,
}


@pytest.mark.parametrize(
    ('remaps', 'name', 'compressed', 'image', 'info'),
    [
        ({}, '', False, '/image', '/camera_info'),
        ({'image': '/cam/image_raw'}, '', True, '/cam/image_raw/compressed', '/cam/camera_info'),
        ({'image': '/cam/a', 'image/compressed': '/jpeg'}, '', True, '/jpeg', '/cam/camera_info'),
        ({'camera_info': '/info'}, '', False, '/image', '/info'),
        ({}, 'front', False, '/front/image', '/front/camera_info'),
        ({'front/image': '/f/raw'}, 'front', True, '/f/raw/compressed', '/f/camera_info'),
    ],
)
def test_names_follow_where_the_image_is_remapped_to(
    ros_environment, remaps, name, compressed, image, info
):
    rules = [part for old, new in remaps.items() for part in ('-r', f'{old}:={new}')]
    node = rclpy.create_node('names', cli_args=['--ros-args', *rules])
    topics = camera_topics(node, name, compressed)
    node.destroy_node()
    assert topics == (image, info)


def test_eight_cameras_of_unequal_rates_get_their_turn(start_node, client):
    periods_s = dict(zip('abcdefgh', [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6], strict=True))
    start_node(cameras=list(periods_s), track=False)
    sent = dict.fromkeys(periods_s, 0)
    publishers = {
        name: client.node.create_publisher(Image, f'/{name}/image', 10) for name in periods_s
    }
    for name in periods_s:
        client.listen(HazardArray, f'/vl4ad/{name}/hazards')
    for publisher in publishers.values():
        client.wait_until_matched(publisher)
    end = threading.Event()

    def run(name):
        while not end.wait(periods_s[name]):
            publishers[name].publish(client.image(PICTURE))
            sent[name] += 1

    threads = [threading.Thread(target=run, args=(name,)) for name in periods_s]
    for thread in threads:
        thread.start()

    def answers():
        return {name: len(client.received[f'/vl4ad/{name}/hazards']) for name in periods_s}

    client.wait_for(lambda: min(answers().values()) >= 5, 'five answers to each')
    end.set()
    for thread in threads:
        thread.join()
    counts = answers()
    # Whoever has images to show gets about as many turns as the one who has most.
    for name, count in counts.items():
        assert count >= min(0.5 * max(counts.values()), 0.5 * sent[name]) - 1, (counts, sent)
    names = {f'vl4ad: camera {name}' for name in periods_s}
    client.wait_for(lambda: all(map(client.counters, names)), 'diagnostics of each camera')


def test_cameras_have_settings_and_outputs_of_their_own(start_node, client):
    start_node(
        cameras=['front', 'rear'],
        front={'image_transport': 'compressed'},
        rear={'rotation': 180, 'crop': [16, 8, 96, 56]},
        **EVERYTHING,
    )
    front = client.node.create_publisher(CompressedImage, '/front/image/compressed', 5)
    rear = client.node.create_publisher(Image, '/rear/image', 5)
    for name in ('front', 'rear'):
        client.listen(HazardArray, f'/vl4ad/{name}/hazards')
    client.listen(Image, '/vl4ad/rear/labels')
    client.listen(Image, '/vl4ad/rear/score')
    client.wait_until_matched(front)
    client.wait_until_matched(rear)
    time.sleep(1)  # the node learns of a subscriber a little later than this process
    front.publish(client.compressed(cv2.imencode('.png', PICTURE)[1].tobytes()))
    message = client.image(PICTURE)
    rear.publish(message)
    client.wait_for(lambda: client.received['/vl4ad/front/hazards'], 'hazards in front')
    client.wait_for(lambda: client.received['/vl4ad/rear/labels'], 'labels behind')
    (seen,) = client.received['/vl4ad/rear/hazards']
    assert (seen.image_width, seen.image_height) == (128, 72), 'of the image as it came'
    assert seen.header == message.header
    (hazard,) = seen.hazards
    box = hazard.box
    assert (box.x_offset, box.y_offset, box.width, box.height) == (16, 8, 96, 56)
    (labels,) = client.received['/vl4ad/rear/labels']
    unseen = np.frombuffer(labels.data, np.uint8).reshape(72, 128) == 255
    assert unseen[:4].all()
    assert unseen[:, :12].all()
    assert not unseen[12:60, 20:108].any()


def test_calibration_gives_directions_and_turns_with_the_camera(start_node, client):
    start_node(rotation=180, **EVERYTHING)
    info = client.node.create_publisher(CameraInfo, '/camera/camera_info', 5)
    client.wait_until_matched()
    client.wait_for(info.get_subscription_count, 'the subscription to camera_info')
    calibration = CameraInfo(width=128, height=72, distortion_model='plumb_bob')
    calibration.k = [100.0, 0.0, 64.0, 0.0, 100.0, 36.0, 0.0, 0.0, 1.0]
    calibration.r = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    calibration.p = [100.0, 0.0, 64.0, 0.0, 0.0, 100.0, 36.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    calibration.d = [0.0] * 5

    def directed():
        info.publish(calibration)
        (hazard,) = client.process(client.image(PICTURE)).hazards
        return hazard if hazard.geometry_source != Hazard.GEOMETRY_NONE else None

    hazard = client.wait_for(directed, 'a direction')
    # Its lowest edge is that of the upright image: the upper one of the image as it came.
    assert hazard.elevation == pytest.approx(np.arctan(0.36), abs=0.05)


def test_cameras_speak_in_many_encodings(start_node, client):
    start_node()
    client.wait_until_matched()
    for encoding, rows, dtype in [
        ('bayer_rggb8', 72, 'u1'),
        ('bayer_gbrg16', 72, 'u2'),
        ('mono16', 72, 'u2'),
        ('nv12', 108, 'u1'),
        ('nv24', 216, 'u1'),
    ]:
        pixels = np.random.default_rng(1).integers(0, 255, (rows, 128)).astype(dtype)
        hazards = client.process(client.image(pixels, encoding, height=72))
        assert (hazards.image_width, hazards.image_height) == (128, 72), encoding
